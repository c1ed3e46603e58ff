"""Tell an object that callers of the old `train_model` hand over about the numbers of a fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from inspect import Parameter, signature
from pathlib import Path
from typing import Any

from training.config import RunConfig
from training.core.trackers import Tracker
from training.core.trainer.observers.tracker_observer import TrackerObserver
from training.errors import ConfigError


class ObjectTracker(Tracker):
    """Calls `log_metrics` of an object: a module such as `mlflow`, or a `LoggingAdapter`.

    Validation metrics keep their names; those of other splits are called ``train/loss``, ….

    Args:
        target: Its `log_metrics` takes a dictionary, and `step` if it wants.
        directory: The run directory.
        config: The resolved configuration.
    """

    def __init__(self, target: Any, directory: Path, config: RunConfig) -> None:
        super().__init__(directory, config)
        self._log: Callable[..., object] = target.log_metrics
        self._takes_step = _takes_step(self._log)

    def log(self, split: str, epoch: int, step: int, metrics: Mapping[str, Any]) -> None:
        """Pass on plain numbers; tables are left out."""
        prefix = "" if split == "validation" else f"{split}/"
        numbers = {
            f"{prefix}{name}": value
            for name, value in metrics.items()
            if isinstance(value, (int, float)) and not isinstance(value, bool)
        }
        self._log(numbers, step=step) if self._takes_step else self._log(numbers)


def observer_of(tracker: Any, directory: Path, config: RunConfig) -> TrackerObserver:
    """Return the observer that feeds an object; what it raises is shown as a warning.

    Args:
        tracker: An object with `log_metrics`.
        directory: The run directory.
        config: The resolved configuration.

    Raises:
        ConfigError: It has no `log_metrics`.
    """
    if not callable(getattr(tracker, "log_metrics", None)):
        raise ConfigError(
            f"`tracker`: {type(tracker).__name__} has no method `log_metrics(metrics)`. Hand over "
            "an object that has one, or name a tracker in `logging.trackers`."
        )
    build = partial(ObjectTracker, tracker, directory, config)
    return TrackerObserver(type(tracker).__name__, build, config.logging.log_every_steps)


def _takes_step(function: Callable[..., object]) -> bool:
    try:
        parameters = signature(function).parameters
    except (TypeError, ValueError):
        return False
    kinds = {one.kind for one in parameters.values()}
    return "step" in parameters or Parameter.VAR_KEYWORD in kinds
