"""Train the winner of a sweep once more, on all data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.config import RunConfig, config_from_values
from training.config.resolved import plain_values
from training.core.data.dataset import Dataset, Record
from training.core.data.read import read_records
from training.core.run_config.resolve import plugin_keys
from training.core.runs.directory import COMPLETED, RECORD, Run, open_run, warn_if_changed
from training.core.runs.parents import parent_of
from training.core.runs.provenance import Parent, Provenance
from training.core.splits.divide import set_test_aside
from training.core.splits.test_records import DETAIL, require_test_records, test_records_of
from training.core.tasks.build import build_task
from training.core.trainer.observers.observer import FitPlan, Observer
from training.hpo.selection.refit_length import FoldFit, refit_length
from training.hpo.storage.trial_attributes import fold_key
from training.hpo.workers.fold_job import FoldResult
from training.hpo.workers.records import fold_record, noted_fold

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

    from training.core.tasks.task_model import Metrics
    from training.hpo.selection.stored_sweep import StoredSweep
    from training.hpo.selection.winner import Winner


@dataclass(frozen=True)
class Refit:
    """A refitted model.

    Attributes:
        run: Its run; `run.checkpoint` is the exported model.
        steps: Optimizer steps it was trained for.
        test: Metrics on the test split; empty without one.
        is_new: Whether it was trained now; else it was there already.
    """

    run: Run
    steps: int
    test: Metrics
    is_new: bool


def refit_winner(
    sweep: StoredSweep, winner: Winner | None = None, observers: Sequence[Observer] = ()
) -> Refit:
    """Train the winner on the training and validation split together.

    The run is named after the trial, ``refit-trial-0007`` in the folder of the sweep. A complete
    one is returned as it is, an unfinished one is resumed. The test split, if there is one, is
    scored at the end; nothing else looks at it, and it must be the one that the sweep set aside.

    Args:
        sweep: The sweep.
        winner: The winner; by default the one that the sweep's rule picks.
        observers: Called on steps and evaluations.

    Raises:
        SelectionError: No trial of the sweep is complete.
        MetricsReadError: The folds do not say how long to train.
        UserError: The data or the run directory cannot be used.
    """
    from training.core.trainer.train import train

    winner = winner or sweep.winner()
    directory = sweep.refit_folder(winner)
    existing = complete_refit(directory)
    if existing is not None:
        return existing
    trial = sweep.folder_of(winner.trial)
    folds = fold_fits(winner.trial, lambda noted: trial / Path(noted).name)
    dataset = all_data(sweep.base)
    test_records = test_records_of(dataset, sweep.base)
    if sweep.test_records is not None:
        require_test_records(sweep.test_records, test_records, f"{sweep.directory}: the sweep")
    config = refit_config(sweep.config_of(winner.trial), folds, len(dataset.train))
    details = {**_details(winner, folds), DETAIL: test_records.model_dump()}
    provenance = Provenance("refit", _parents(sweep, winner), details)
    directory.mkdir(exist_ok=True)
    counter = StepCounter()
    result = train(config, [counter, *observers], dataset, directory, provenance)
    result.run.update(steps=counter.steps)
    return Refit(result.run, counter.steps, result.test, is_new=True)


class StepCounter(Observer):
    """Knows how many optimizer steps a fit makes."""

    def __init__(self) -> None:
        self.steps = 0

    def on_fit_start(self, plan: FitPlan) -> None:
        """Take the number from the plan, which nothing shortens without a validation split."""
        self.steps = plan.total_steps


def complete_refit(directory: Path) -> Refit | None:
    """Return the refit in a directory if it is complete."""
    if not (directory / RECORD).is_file():
        return None
    run = open_run(str(directory))
    if run.record["status"] != COMPLETED:
        return None
    warn_if_changed(run)
    test = (run.record.get("metrics") or {}).get("test") or {}
    return Refit(run, int(run.record.get("steps", 0)), test, is_new=False)


def all_data(config: RunConfig) -> Dataset[Record]:
    """Return the training and validation split as one, beside the test split.

    With `data.test_seed` a test split that the data does not have is set aside first.

    Raises:
        DataError: The data cannot be read.
    """
    dataset = set_test_aside(config, build_task(config), read_records(config.data)).records
    return Dataset([*dataset.train, *dataset.validation], (), dataset.test, dataset.source)


def refit_config(config: RunConfig, folds: Sequence[FoldFit], samples: int) -> RunConfig:
    """Return the configuration of a trial, as long as its folds say and without validation.

    Args:
        config: Configuration of the trial.
        folds: What its folds say.
        samples: Samples of the refit.

    Raises:
        MetricsReadError: The folds do not say how long to train.
    """
    length = refit_length(folds, samples, config.training)
    values = plain_values(config)
    values["data"]["validation_fraction"] = 0.0
    if values["data"]["test_seed"] is None:
        values["data"]["test_fraction"] = 0.0
    values["training"] |= {"epochs": length.epochs, "max_steps": length.max_steps}
    values["training"]["evaluate_every_steps"] = None
    values["training"]["early_stopping"]["enabled"] = False
    return config_from_values(values, "configuration of the winner", extend=plugin_keys)


def fold_fits(trial: FrozenTrial, folders: Callable[[str], Path]) -> list[FoldFit]:
    """Return what the folds of a trial say about the right time to stop.

    Args:
        trial: The trial.
        folders: Returns the run directory of a fold by what the trial notes of it.
    """
    fits = []
    for noted in noted_folds(trial):
        record = fold_record(folders(noted.directory))
        samples = 0 if record.data is None else record.data.train
        fits.append(FoldFit(noted.best_epoch, noted.best_step or 0, samples))
    return fits


def noted_folds(trial: FrozenTrial) -> list[FoldResult]:
    """Return what a trial notes of its folds, in their order.

    Raises:
        RunError: It is damaged.
    """
    keys = (fold_key(fold) for fold in range(len(trial.user_attrs)))
    return [
        noted_fold(trial.user_attrs[key], f"trial {trial.number}: `{key}` in the study")
        for key in keys
        if key in trial.user_attrs
    ]


def _parents(sweep: StoredSweep, winner: Winner) -> list[Parent]:
    trial = sweep.folder_of(winner.trial)
    folds = [trial / Path(one.directory).name for one in noted_folds(winner.trial)]
    runs = (open_run(str(directory)) for directory in [trial, *folds, sweep.directory])
    return [*map(parent_of, runs), Parent("study", sweep.study.study_name)]


def _details(winner: Winner, folds: Sequence[FoldFit]) -> dict[str, Any]:
    honest = winner.honest
    return {
        "trial": winner.trial.number,
        "params": dict(winner.trial.params),
        "rule": winner.rule,
        "best_epochs": [fold.best_epoch for fold in folds],
        "best_steps": [fold.best_step for fold in folds],
        "expected": None if honest is None else asdict(honest),
    }
