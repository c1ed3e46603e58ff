"""Keep the models of the best trial alone, for objectives that old code calls itself."""

from __future__ import annotations

import logging
import math
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.core.runs.directory import CHECKPOINT
from training.hpo.old_layout.keys import Keys, require_run_id

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

logger = logging.getLogger("training")

_GOALS = ("maximize", "minimize")


class CheckpointCleanupManager:
    """Deletes the exported models of trials that are not the best.

    It does so only with ``checkpoint.save_only_best: true``. What is recorded of trials stays.

    Args:
        output_base_dir: Folder in which each trial makes its own; nothing outside is deleted.
        hpo_config: Settings of the sweep; `checkpoint.save_only_best` and `objective.goal` count.
        run_id: Ends the names of the trials' folders, ``trial_NUMBER_RUNID``.
        fold_splits: Folds of the cross-validation; None or a single one for none.

    Raises:
        ConfigError: A setting cannot be used.
    """

    def __init__(
        self,
        output_base_dir: Path,
        hpo_config: Mapping[str, Any],
        run_id: str | None = None,
        fold_splits: Sequence[Any] | None = None,
    ) -> None:
        require_run_id(run_id)
        keys = Keys(hpo_config)
        self._folder = Path(output_base_dir)
        self._is_wanted = keys.below("checkpoint").truth("save_only_best", False)
        goal = keys.below("objective").choice("goal", _GOALS[0], _GOALS)
        self._sign = 1.0 if goal == _GOALS[0] else -1.0
        self._run_id = run_id
        self._folds = len(fold_splits or ())
        self._registered: set[int] = set()
        self._best: tuple[int, float] | None = None

    def get_checkpoint_paths(self, trial_num: int) -> list[Path]:
        """Return the folders of a trial's exported models that exist, in the order of the folds."""
        name = "_".join(filter(None, ["trial", str(trial_num), self._run_id]))
        trial = self._folder / name
        folds = [trial / f"fold_{fold}" / CHECKPOINT for fold in range(self._folds)]
        return [path for path in [trial / CHECKPOINT, *folds] if path.is_dir()]

    def delete_checkpoint_paths(self, paths: Sequence[Path], trial_num: int) -> None:
        """Delete folders of exported models; those outside of the sweep's folder are left alone.

        Args:
            paths: The folders.
            trial_num: Trial they belong to, for the log.
        """
        root = self._folder.resolve()
        for path in paths:
            if root in path.resolve().parents:
                shutil.rmtree(path, ignore_errors=True)
                logger.debug("trial %d: deleted %s", trial_num, path)
            else:
                logger.warning("trial %d: %s is outside of %s and stays", trial_num, path, root)

    def register_trial_checkpoint(self, trial_num: int) -> None:
        """Note that a trial has exported models, so that `final_cleanup` looks at them."""
        self._registered.add(trial_num)

    def initialize_best_trial_from_study(
        self, trial: FrozenTrial, metric_value: float
    ) -> float | None:
        """Take a trial of a resumed study as the best so far.

        Args:
            trial: The best trial of the study.
            metric_value: Its objective.

        Returns:
            The objective of the best trial that is known now.
        """
        self.register_trial_checkpoint(trial.number)
        if self._is_better(metric_value):
            self._best = (trial.number, metric_value)
        return self._best_value

    def handle_trial_completion(self, trial: Any, metric_value: float) -> float | None:
        """Keep the models of a trial if it is the best now, and delete those that are not.

        Args:
            trial: The trial that ended.
            metric_value: Its objective; NaN is worse than any other.

        Returns:
            The objective of the best trial now; None without one.
        """
        self.register_trial_checkpoint(trial.number)
        beaten = trial.number
        if self._is_better(metric_value):
            beaten = trial.number if self._best is None else self._best[0]
            self._best = (trial.number, metric_value)
        if self._best is None or beaten != self._best[0]:
            self._delete(beaten)
        return self._best_value

    def final_cleanup(self) -> None:
        """Delete the models of every registered trial but the best."""
        for number in sorted(self._registered):
            if self._best is None or number != self._best[0]:
                self._delete(number)

    def _delete(self, number: int) -> None:
        if self._is_wanted and self._best is not None:
            self.delete_checkpoint_paths(self.get_checkpoint_paths(number), number)

    def _is_better(self, value: float) -> bool:
        """Return whether a value beats the best one; NaN never does."""
        if self._best is None:
            return not math.isnan(value)
        return self._sign * value > self._sign * self._best[1]

    @property
    def _best_value(self) -> float | None:
        return None if self._best is None else self._best[1]
