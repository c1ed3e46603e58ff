"""Base class of schedules: the factor of the learning rate at each step."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from training.config import Section


class Schedule(ABC):
    """The factor of the learning rate at each step: a warm-up, then what the subclass says.

    A schedule that depends on evaluations overrides `on_evaluation`, `state` and `restore`: its
    state is saved in checkpoints.

    Args:
        options: The section `training.schedule_options`, with the keys of `options`.
        warmup_steps: Steps in which the factor rises from zero.
        total_steps: Steps of the whole fit.

    Example:
        ```python
        from pydantic import Field

        from training.config import Section
        from training.core.trainer.schedules import Schedule


        class StepOptions(Section):
            every: int = Field(default=100, ge=1)
            \"\"\"Steps after which the rate is halved.\"\"\"


        class StepSchedule(Schedule):
            options = StepOptions

            def after_warmup(self, step):
                return 0.5 ** (step // self.settings.every)
        ```
    """

    options: ClassVar[type[Section]] = Section
    """Keys the schedule adds to `training.schedule_options`."""

    def __init__(self, options: Section, warmup_steps: int, total_steps: int) -> None:
        self.settings: Any = options
        self.warmup_steps = warmup_steps
        self.total_steps = total_steps

    def __call__(self, step: int) -> float:
        """Return the factor of the next step, at least 0.

        Args:
            step: Steps made so far.
        """
        if step < self.warmup_steps:
            return self.warmup(step)
        return self.after_warmup(step - self.warmup_steps)

    def warmup(self, step: int) -> float:
        """Return the factor of a step of the warm-up: a straight line up to 1."""
        return (step + 1) / (self.warmup_steps + 1)

    @abstractmethod
    def after_warmup(self, step: int) -> float:
        """Return the factor of a step after the warm-up.

        Args:
            step: Count from 0 since the end of the warm-up.
        """

    def share(self, step: int) -> float:
        """Return which share in [0, 1] of the steps after the warm-up has been made."""
        return min(1.0, step / max(1, self.total_steps - self.warmup_steps))

    def on_evaluation(self, is_best: bool) -> None:
        """Note that the validation split was evaluated; in every rank.

        Args:
            is_best: Whether it is the best evaluation so far.
        """

    def state(self) -> dict[str, Any]:
        """Return what a checkpoint keeps, as JSON; nothing by default."""
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go back to where `state` was returned."""
