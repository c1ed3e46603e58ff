"""Check a launcher."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from training.errors import UserError
from training.execution.launchers.launcher import Launcher
from training.testing.checks.fit import check_secrets
from training.testing.checks.provider import check_provider, default_options
from training.testing.harness.processes import Outcome, call_each
from training.testing.harness.registration import Given, registered
from training.testing.harness.scratch import scratch_folder
from training.testing.harness.settings import as_settings
from training.testing.place import place_of
from training.testing.report import Findings

NAME = "kit-launcher"
SMALL = (
    "model.hidden_size=4",
    "model.rows=32",
    "training.epochs=1",
    "training.batch_size=16",
    "training.device=cpu",
    "training.threads=1",
)
ITEM = {"text": "Ana Ruiz works in Turin", "annotations": [[0, 8, "NAME"]]}


def check_launcher(
    provider: Any,
    options: Mapping[str, Any] | None = None,
    settings: Sequence[str] = (),
    launch: bool = False,
) -> None:
    """Check a launcher: definition and, if asked for, a small run that it starts.

    Args:
        provider: Subclass of `training.execution.Launcher`.
        options: Values of its options; by default their defaults.
        settings: Further settings as ``key=value``.
        launch: Whether to start a run with it: the run directory must be complete afterwards, and
            the trained model the one that this process trains.

    Raises:
        ConformanceError: It breaks a rule; all that were found are listed.
        ConfigError: `options` cannot be used.
    """
    findings = Findings(f"launcher {getattr(provider, '__name__', provider)}")
    if check_provider(findings, provider, Launcher):
        given = dict(options or {})
        default_options(provider, given)
        place = place_of(provider)
        with findings.guarded(place, "when it is made"):
            provider()
        _check_jobs(findings, provider)
        if launch and not findings:
            own = [*as_settings("distributed", given), *settings]
            with scratch_folder() as folder:
                _check_launch(findings, provider, own, folder)
    findings.finish()


def _check_jobs(findings: Findings, provider: Any) -> None:
    from training.execution.jobs.job import JobBackend

    place = place_of(provider, "jobs")
    try:
        jobs = provider.jobs()
    except UserError:
        return
    except Exception as error:
        findings.add("own-errors", place, f"`jobs` raised {type(error).__name__}: {error}")
        return
    findings.expect(
        isinstance(jobs, JobBackend),
        "launcher-jobs",
        place,
        f"`jobs` returned {type(jobs).__name__}.",
    )


def _check_launch(findings: Findings, provider: Any, settings: Sequence[str], folder: Path) -> None:
    place = place_of(provider, "launch")
    data = folder / "data.jsonl"
    data.write_text(f"{json.dumps(ITEM)}\n" * 8, encoding="utf-8")
    chosen = [*SMALL, f"data.path={data}", *settings]
    mine = [*chosen, f"distributed.launcher={NAME}"]
    launched, here = (
        call_each(_launched, [(*given, folder / name)], folder / f"{name}-output")[0]
        for name, given in (
            ("launched", (provider, mine)),
            ("here", (None, chosen)),
        )
    )
    if launched.ended != "returned" or here.ended != "returned":
        findings.add("works", place, f"in a small run: {_ending(launched, here)}")
        return
    findings.expect(
        launched.value["status"] == "completed",
        "launcher-completes",
        place,
        f"the status of the run is `{launched.value['status']}`.",
    )
    findings.expect(
        launched.value["loss"] == here.value["loss"],
        "launcher-same",
        place,
        f"the validation loss is {launched.value['loss']}, and {here.value['loss']} without it.",
    )
    check_secrets(findings, folder / "launched", launched.output, place)


def _ending(*outcomes: Outcome) -> str:
    wrong = next(one for one in outcomes if one.ended != "returned")
    return wrong.error or f"the process was {wrong.ended}."


def _launched(provider: Any, settings: Sequence[str], folder: Path) -> dict[str, Any]:
    """Start a run and return what its directory says."""
    from training.core.run_config.resolve import resolve_run_config
    from training.core.runs.directory import open_run
    from training.execution.launchers.launch import launch_run

    given = [] if provider is None else [Given("launcher", NAME, provider)]
    with registered(given):
        overrides = [*settings, f"output_dir={folder}"]
        config = resolve_run_config(overrides=overrides, environ={}).config
        result = launch_run(config)
    record = open_run(str(result.run.directory)).record
    return {
        "status": record.get("status"),
        "loss": record.get("metrics", {}).get("validation", {}).get("loss"),
    }
