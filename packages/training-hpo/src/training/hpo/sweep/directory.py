"""The folder of a sweep: its record, its settings, the folders of its trials."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from training.config.dump import recorded_yaml, require_no_credentials
from training.config.layers.config_file import read_layer
from training.core.io.atomic_files import refusal, write_text
from training.core.runs.directory import COMPLETED, RECORD, Run, go_on, open_run, start_run
from training.core.runs.provenance import Provenance
from training.core.runs.same_spec import run_config_of
from training.core.splits.test_records import DETAIL, noted_test_records, require_test_records
from training.errors import RunError
from training.hpo.exceptions import TrialExecutionError
from training.hpo.storage.address import shown_address, storage_address
from training.hpo.sweep.backbones import read_bases, write_bases
from training.hpo.sweep.callbacks import TrialEnd
from training.hpo.sweep.file import SweepFile, sweep_of
from training.hpo.sweep.plan import Planned, plan_with_base
from training.hpo.sweep.sweep_plan import SweepPlan
from training.hpo.sweep.trials.trial import RunningTrial

SWEEP = "sweep.yaml"
_UNSET: dict[str, Any] = {"experiment": None, "base": {}}
_STATUS = {"complete": COMPLETED, "pruned": "pruned", "failed": "failed"}


def make_folder(plan: SweepPlan) -> Run:
    """Make the folder of a new sweep.

    Raises:
        RunError: It cannot be made.
        ConfigError: The configuration carries credentials.
    """
    require_no_credentials(plan.base)
    try:
        plan.directory.mkdir(parents=True)
    except OSError as error:
        raise RunError(
            f"{plan.directory}: the folder of the sweep cannot be made: {refusal(error)}. Choose "
            "another folder with `output_dir` (`--output`)."
        ) from error
    values = {**plan.config.model_dump(mode="json"), **_UNSET}
    if plan.config.storage is not None:
        url = storage_address(plan.config.storage, plan.directory)
        values["storage"] = shown_address(url)
    text = yaml.safe_dump(values, sort_keys=False, allow_unicode=True)
    write_text(plan.directory / SWEEP, text)
    write_bases(plan.bases, plan.directory)
    return record_sweep(plan)


def record_sweep(plan: SweepPlan) -> Run:
    """Write the record and configuration of a sweep into its folder."""
    facts: dict[str, Any] = {
        "name": plan.config.name,
        "metric": plan.metric,
        "direction": plan.direction,
    }
    if plan.test_records is not None:
        facts[DETAIL] = plan.test_records.model_dump()
    if plan.base.data.path is not None:
        from training.core.trainer.setup import content_of

        facts["data"] = {"fingerprint": content_of(plan.base)}
    return start_run(plan.directory, recorded_yaml(plan.base), Provenance("sweep"), facts)


def reopen(directory: Path, changes: Mapping[str, Any]) -> Planned:
    """Return the plan of an existing sweep.

    Args:
        directory: Its folder.
        changes: Settings that are changed, by dotted key.

    Raises:
        RunError: It is no folder of a sweep.
        ConfigError: A setting cannot be used.
    """
    file = settings_of(directory, changes)
    base, bases = run_config_of(directory), read_bases(directory)
    planned = plan_with_base(file, base, directory.absolute(), bases=bases)
    _require_test(directory, planned.plan)
    return planned


def _require_test(directory: Path, plan: SweepPlan) -> None:
    """Refuse data whose test split is not the one that the sweep set aside."""
    expected = noted_test_records(open_run(str(directory)).record, str(directory / RECORD))
    if expected is not None and plan.test_records is not None:
        require_test_records(expected, plan.test_records, f"{directory}: the sweep")


def settings_of(directory: Path, changes: Mapping[str, Any] | None = None) -> SweepFile:
    """Return the settings of an existing sweep.

    Raises:
        RunError: It is no folder of a sweep.
    """
    if not (directory / SWEEP).is_file() or not (directory / RECORD).is_file():
        raise RunError(f"{directory}: no sweep here: expected a folder with {SWEEP} and {RECORD}.")
    return sweep_of(read_layer(directory / SWEEP), changes or {})


def take_up(plan: SweepPlan) -> Run:
    """Note that a process works on the sweep again, and return its record."""
    run = open_run(str(plan.directory))
    go_on(run)
    return run


def end_sweep(run: Run, status: str, facts: Mapping[str, Any]) -> None:
    """Write how the sweep stands at the end of a session."""
    run.update(status=status, finished=_now(), **facts)


def open_trial(plan: SweepPlan, trial: RunningTrial) -> None:
    """Make the folder of a trial, or take it up.

    Raises:
        TrialExecutionError: It cannot be made, or belongs to something else.
    """
    folder = trial.directory
    try:
        folder.mkdir(parents=True, exist_ok=trial.is_resumed)
    except OSError as error:
        raise TrialExecutionError(
            f"trial {trial.number}: the folder {folder} cannot be made: {refusal(error)}. Choose "
            "another output folder; what an earlier sweep left is never overwritten."
        ) from error
    if not plan.is_cross_validation:
        return
    if (folder / RECORD).is_file():
        go_on(open_run(str(folder)))
        return
    details = {"number": trial.number, "params": dict(trial.params)}
    start_run(folder, _config_text(trial), Provenance("trial", (plan.parent,), details), {})


def close_trial(plan: SweepPlan, trial: RunningTrial, end: TrialEnd) -> None:
    """Write how a trial ended; without a cross-validation its only run says so itself."""
    if not plan.is_cross_validation:
        return
    run = open_run(str(trial.directory))
    reason = {} if end.reason is None else {"error": end.reason}
    metrics = trial.summary().get("metrics", {})
    run.update(
        status=_STATUS[end.state],
        finished=_now(),
        seconds=round(end.seconds, 3),
        metrics={"validation": metrics, "test": {}},
        metric=plan.metric,
        value=end.value,
        fold_values=list(end.fold_values),
        **reason,
    )


def _config_text(trial: RunningTrial) -> str:
    return yaml.safe_dump(trial.values, sort_keys=False, allow_unicode=True)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
