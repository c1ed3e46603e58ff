"""All processes of a run, which Ray Train starts, and starts again when one is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from training.execution.launchers.ray.rank import train_rank
from training.execution.process_group.failure_reports import is_consequence

SETTINGS = {
    "RAY_TRAIN_V2_ENABLED": "1",
    "RAY_TRAIN_HEALTH_CHECK_INTERVAL_S": "0.5",
    "RAY_CHDIR_TO_TRIAL_DIR": "0",
}
"""Environment of the actor `Group`: Ray Train looks often, and keeps the working directory."""


_LOST = "was lost: "


class Size(NamedTuple):
    """How large a group is, and how long-lived.

    Attributes:
        workers: Number of processes.
        resources: What each gets, by Ray's names.
        restarts: How often all are started again.
        storage: Folder for what Ray Train notes; all machines see it.
    """

    workers: int
    resources: Mapping[str, float]
    restarts: int
    storage: str


class Group:
    """Drives Ray Train in an actor, with which everything that it has started ends."""

    def fit(self, task: dict[str, Any], size: Size) -> None:
        """Train until all processes are done.

        Args:
            task: For each of them; see `train_rank`.
            size: Of the group.

        Raises:
            ray.train.TrainingFailedError: A process was lost, and too often before.
        """
        _trainer(task, size).fit()


def _trainer(task: dict[str, Any], size: Size) -> Any:
    from ray.train import FailureConfig, RunConfig, ScalingConfig
    from ray.train.torch import TorchTrainer

    from training.execution.launchers.ray.backend import RankConfig

    return TorchTrainer(
        train_rank,
        train_loop_config=task,
        torch_config=RankConfig(),
        scaling_config=ScalingConfig(
            num_workers=size.workers,
            use_gpu=size.resources["GPU"] > 0.0,
            resources_per_worker=dict(size.resources),
        ),
        run_config=RunConfig(
            storage_path=size.storage,
            failure_config=FailureConfig(max_failures=size.restarts),
            callbacks=[_loss_reporter(task["message_queue"])],
        ),
    )


def _loss_reporter(message_queue: Any) -> Any:
    import ray
    from ray.train import UserCallback

    from training.execution.launchers.ray.message_queue import LOSS

    class LossReporter(UserCallback):
        def after_exception(
            self, run_context: Any, worker_exceptions: Mapping[int, Exception]
        ) -> None:
            ray.get(message_queue.put.remote(LOSS, _told(worker_exceptions).encode()))

    return LossReporter()


def _told(failures: Mapping[int, Exception]) -> str:
    """Return what happened to which rank; others fail because one was lost, not before."""
    lost = {
        rank: error.health_check_failure
        for rank, error in failures.items()
        if hasattr(error, "health_check_failure")
    }
    causes = {rank: error for rank, error in failures.items() if not is_consequence(str(error))}
    rank, error = min((lost or causes or failures).items())
    what = _LOST if lost else "failed:\n"
    return f"rank {rank} {what}{error}".rstrip()


def is_same_error(before: str, now: str) -> bool:
    """Return whether the same process failed with the same words; a lost one may have been unlucky.

    Args:
        before: What a callback of `Group` notified of a start.
        now: The same of the next start.
    """
    first, last = (text.splitlines()[:: len(text.splitlines()) - 1 or 1] for text in (before, now))
    return first == last and _LOST not in now and not is_consequence(now)
