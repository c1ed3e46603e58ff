"""Tasks: what is learned, how it is scored."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.core.tasks.task import Metric as Metric
    from training.core.tasks.task import Task as Task
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(__name__, {"Metric": "task", "Task": "task"})
