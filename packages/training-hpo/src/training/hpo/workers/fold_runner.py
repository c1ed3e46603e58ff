"""Train folds, one after the other, in the calling process."""

from __future__ import annotations

import time
import traceback
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from training.config import RunConfig, config_from_values
from training.core.io.atomic_files import refusal, refusal_of_disk
from training.core.run_config.resolve import plugin_keys
from training.core.runs.directory import RECORD, open_run
from training.core.runs.provenance import Parent, Provenance
from training.core.trainer.data.shared_data import SharedData
from training.core.trainer.oom import is_out_of_memory
from training.core.trainer.train import train
from training.errors import DataError, DivergenceError, ResumableError, UserError
from training.hpo.exceptions import TrialExecutionError
from training.hpo.sweep_data import SweepRecords, read_sweep_records
from training.hpo.workers.disk_errors import refusal_words
from training.hpo.workers.fold_job import FoldJob, FoldResult, Outcome, WorkerSetup
from training.hpo.workers.fold_observer import FoldObserver, FoldStopped, MetricMissing
from training.hpo.workers.fold_record import (
    PRUNED,
    finite_numbers,
    recorded_result,
    wait_for_predecessor,
)
from training.hpo.workers.pool import Judge, never_stop


class FoldRunner:
    """Trains folds of one sweep; data is read and encoded once.

    Args:
        setup: What all jobs share.
    """

    def __init__(self, setup: WorkerSetup) -> None:
        self._setup = setup

    @cached_property
    def data(self) -> SharedData:
        """The records of the sweep."""
        setup = self._setup
        config = self._config(setup.config, "sweep")

        def read() -> Any:
            sweep_records = read_sweep_records(config, setup.cross_validation)
            _require_same_test(sweep_records, setup)
            return sweep_records.records

        return SharedData(read, setup.content, setup.source, Path(setup.cache))

    def run(self, job: FoldJob, judge: Judge = never_stop) -> FoldResult:
        """Train a fold to its end, from where an earlier worker left it.

        A fold that is complete already is not trained again. KeyboardInterrupt and SystemExit pass
        through; the fold has a checkpoint then. Any other exception becomes a result.

        Args:
            job: The fold.
            judge: Called on each evaluation.
        """
        wait_for_predecessor(Path(job.directory))
        started = time.monotonic()
        try:
            return self._trained_or_pruned(job, judge, started)
        except DivergenceError as error:
            return _ended(job, "diverged", str(error), started)
        except MetricMissing as error:
            return _ended(job, "misnamed", str(error), started)
        except ResumableError as error:
            return _ended(job, "lost", str(error), started)
        except UserError as error:
            return self._refused(job, error, started)
        except Exception as error:
            if refusal_of_disk(error) is not None:
                return self._refused(job, error, started)
            if is_out_of_memory(error):
                return _ended(job, "refused", _OUT_OF_MEMORY.format(_words(error)), started)
            result = _ended(job, "broken", _words(error), started)
            return replace(result, traceback=traceback.format_exc())

    def _refused(self, job: FoldJob, error: Exception, started: float) -> FoldResult:
        if refusal_of_disk(error) is not None:
            return _ended(job, "unwritten", refusal_words(error), started)
        return _ended(job, "refused", str(error), started)

    def _trained_or_pruned(self, job: FoldJob, judge: Judge, started: float) -> FoldResult:
        try:
            return recorded_result(job, self._setup.metric) or self._train(job, judge)
        except FoldStopped:
            open_run(job.directory).update(status=PRUNED, error=None)
            return _ended(job, "pruned", "", started)

    def _train(self, job: FoldJob, judge: Judge) -> FoldResult:
        config = self._config(job.config, str(job))
        observer = FoldObserver(job, self._setup.metric, config, judge)
        part = self.data.part(*self._setup.folds[job.fold])
        result = train(
            config,
            [observer],
            dataset=part,
            directory=_directory(job),
            provenance=_provenance(job),
        )
        numbers = finite_numbers(result.validation)
        return FoldResult(
            job.trial,
            job.fold,
            "completed",
            value=numbers.get(self._setup.metric),
            metrics=numbers,
            best_epoch=result.best_epoch,
            best_step=observer.best_step,
            seconds=float(result.run.record.get("seconds", 0.0)),
            directory=job.directory,
        )

    def _config(self, values: Mapping[str, Any], origin: str) -> RunConfig:
        return config_from_values(values, origin, extend=plugin_keys)


def _require_same_test(sweep_records: SweepRecords, setup: WorkerSetup) -> None:
    """Refuse data that has changed since its test split was set aside: folds might see that.

    Raises:
        DataError: It has changed.
    """
    found = sweep_records.test_records
    if setup.test is not None and (found is None or found.fingerprint != setup.test):
        raise DataError(
            f"{sweep_records.source}: the data has changed since the sweep set its test split "
            "aside. Bring the old data back, or start a new sweep."
        )


_OUT_OF_MEMORY = (
    "out of memory ({}). Give trials less to do (a smaller model or batch), "
    "start fewer workers, or find more memory."
)


def _directory(job: FoldJob) -> Path:
    directory = Path(job.directory)
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrialExecutionError(
            f"the folder {directory} cannot be made: {refusal(error)}. Choose another output "
            "folder."
        ) from error
    return directory


def _provenance(job: FoldJob) -> Provenance:
    parents = [Parent(one["kind"], one["id"], one.get("directory")) for one in job.parents]
    return Provenance(job.kind, tuple(parents), job.details)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".removesuffix(": ")


def _ended(job: FoldJob, outcome: Outcome, message: str, started: float) -> FoldResult:
    seconds = round(time.monotonic() - started, 3)
    if (Path(job.directory) / RECORD).is_file():
        seconds = float(open_run(job.directory).record.get("seconds", seconds))
    return FoldResult(
        job.trial,
        job.fold,
        outcome,
        seconds=seconds,
        directory=job.directory,
        message=message,
    )
