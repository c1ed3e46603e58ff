"""Keep the models of the best trial alone, so that the disk stays flat while a sweep grows."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from training.core.runs.directory import CHECKPOINT, CHECKPOINTS, COMPLETED, RECORD, open_run
from training.hpo.workers.fold_record import PRUNED


class ModelKeeping:
    """Deletes models that are no longer the best.

    Args:
        folder: Folder of the sweep; nothing outside of it is touched.
        is_wanted: Whether anything is deleted at all.
    """

    def __init__(self, folder: Path, is_wanted: bool) -> None:
        self._folder = folder.resolve()
        self._is_wanted = is_wanted
        self._kept: Path | None = None

    def after_fold(self, run: Path) -> None:
        """Delete the checkpoints of a finished fold: it will not continue."""
        if self._is_wanted:
            self._delete([run / CHECKPOINTS])

    def after_unneeded(self, runs: Iterable[Path]) -> None:
        """Delete the models of folds whose trial ended before they did, and note that they did not.

        Args:
            runs: Their folders; nobody trains there any more.
        """
        for run in runs:
            if (run / RECORD).is_file() and open_run(str(run)).record["status"] != COMPLETED:
                open_run(str(run)).update(status=PRUNED, error=None)
            if self._is_wanted:
                self._delete([run / CHECKPOINTS, run / CHECKPOINT])

    def after_trial(self, trial: Path | None, best: Path | None) -> None:
        """Delete the models of a trial that is not the best, and of the one that was until now.

        Trials that are still running are left alone.

        Args:
            trial: Folder of the trial that ended; None before the first one.
            best: Folder of the best trial now; None without any.
        """
        if not self._is_wanted:
            return
        for folder in {trial, self._kept} - {None, best}:
            assert folder is not None, "None is left out"
            self._delete([folder / CHECKPOINT, *folder.glob(f"*/{CHECKPOINT}")])
        self._kept = best

    def _delete(self, folders: list[Path]) -> None:
        for folder in folders:
            if self._folder in folder.resolve().parents:
                shutil.rmtree(folder, ignore_errors=True)
