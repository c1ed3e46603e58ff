"""Find the model that a final training starts from, and see that it is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from training.core.export.model_files import holds_model
from training.core.export.seal import verify_model
from training.core.runs.directory import (
    CHECKPOINT,
    COMPLETED,
    RECORD,
    Run,
    open_run,
    warn_if_changed,
)
from training.core.runs.index import RunQuery, find_runs
from training.core.runs.liveness import status_of
from training.core.runs.provenance import Parent
from training.errors import ConfigError, RunError
from training.execution.final_training.settings import ParentSettings, SourceSettings
from training.execution.final_training.study_result import StudyResult


def initial_model(source: SourceSettings, of_best: Callable[[], Path], root: Path) -> Path | None:
    """Return the exported model to start from; None for what the configuration says.

    Args:
        source: The section `source` of `final_training.yaml`.
        of_best: Finds the model of the best trial.
        root: Folder of runs.

    Raises:
        ConfigError: `source` needs something that was not given.
        RunError: The run it names is missing or unfinished, or its model is damaged.
    """
    if source.type == "best_selected":
        return of_best()
    if source.type == "final_training":
        earlier = _earlier_final(source.parent, root)
        warn_if_changed(earlier)
        return _model_of(earlier)
    return None


def model_of_study(study: StudyResult | None) -> Path:
    """Return the model that the runs behind a study's best configuration have kept.

    Raises:
        ConfigError: No study was named.
        RunError: None of them has kept it, or the one that did is damaged.
    """
    if study is None:
        raise ConfigError(
            "source.type: `best_selected` starts from the model of a study's best trial. Name the "
            "study with --from-study, or use `scratch`."
        )
    for parent in study.parents:
        folder = None if parent.directory is None else Path(parent.directory) / CHECKPOINT
        if folder is not None and holds_model(folder):
            verify_model(folder)
            return folder
    raise RunError(
        f"{study.folder}: none of the runs behind the best configuration has kept its model "
        f"({_shown(study.parents)}). Train the best configuration again with `training hpo refit`, "
        "or start from `scratch`."
    )


def _shown(parents: Sequence[Parent]) -> str:
    return ", ".join(f"{one.kind} {one.id}" for one in parents) or "it names none"


def _earlier_final(parent: ParentSettings, root: Path) -> Run:
    if parent.run is not None:
        return open_run(parent.run, root)
    if parent.spec_fp is None:
        raise ConfigError(
            "source.parent: `final_training` needs the earlier run: set `run` to its directory or "
            "name, or `spec_fp` (and `exec_fp`, `variant`) to its fingerprints."
        )
    found = sorted(_matching(parent, root), key=lambda run: variant_of(run) or 0)
    if not found:
        raise RunError(
            f"{root}: no completed final training has {_described(parent)}. `training runs list "
            "--kind final` shows those there are."
        )
    return found[-1]


def _matching(parent: ParentSettings, root: Path) -> Iterator[Run]:
    if not root.is_dir():
        return
    for row in find_runs(root, RunQuery(kinds=("final",), statuses=(COMPLETED,))):
        run = open_run(str(root / row.directory))
        names = run.record.get("fingerprints") or {}
        fits = [
            str(names.get(key, "")).startswith(wanted or "")
            for key, wanted in (("spec_fp", parent.spec_fp), ("exec_fp", parent.exec_fp))
        ]
        if all(fits) and parent.variant in (None, variant_of(run)):
            yield run


def _described(parent: ParentSettings) -> str:
    given = {name: value for name, value in vars(parent).items() if value is not None}
    return ", ".join(f"{name} {value}" for name, value in given.items())


def variant_of(run: Run) -> int | None:
    """Return the number of a final training among those of the same fingerprints."""
    details = run.record.get("details")
    number = details.get("variant") if isinstance(details, dict) else None
    return number if isinstance(number, int) else None


def _model_of(run: Run) -> Path:
    status = status_of(run)
    if run.record.get("kind") != "final" or status != COMPLETED:
        raise RunError(
            f"{run.directory / RECORD}: this is a run of kind `{run.record.get('kind')}` with "
            f"status `{status}`; expected a completed final training. To start from the model of "
            "any other run, set training.checkpoint.source_path."
        )
    return require_model(run)


def require_model(run: Run) -> Path:
    """Return the folder of a run's exported model.

    Raises:
        RunError: It is missing, or a file of it is, or one is not as it was exported.
    """
    if not holds_model(run.checkpoint):
        raise RunError(
            f"{run.checkpoint}: the model of this completed run is missing or not whole. Bring it "
            "back, or train it again with `mode: force_new`; the old directory stays as it is."
        )
    verify_model(run.checkpoint)
    return run.checkpoint
