"""Base class of tasks."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from training.config import Section
from training.core.data.dataset import Record

if TYPE_CHECKING:
    from training.core.backbones.backbone import Backbone
    from training.core.metrics.chosen_metric import ChosenMetric
    from training.core.tasks.task_model import TaskModel


@dataclass(frozen=True)
class Metric:
    """A number that says how good a model is.

    Attributes:
        name: Its key among the metrics of an evaluation.
        mode: Whether higher (``max``) or lower (``min``) is better.
    """

    name: str
    mode: Literal["max", "min"]

    def is_better(self, value: float, best: float | None, min_delta: float = 0.0) -> bool:
        """Return whether `value` improves on `best` by more than `min_delta`; NaN never does."""
        if best is None:
            return value == value
        gain = value - best if self.mode == "max" else best - value
        return gain > min_delta


class Remark(NamedTuple):
    """Something odd about data that can be used.

    Attributes:
        kind: What, in a few words, the same for all of its kind.
        place: Where, the first time.
        message: What it does, and the way out.
    """

    kind: str
    place: str
    message: str


class Task(ABC):
    """Understands records, says what there is to learn, and builds the task model.

    The module of a task must import without torch: it is loaded to validate configurations.

    Attributes:
        chosen_metrics: Metrics that the configuration names, reported beside its own.

    Args:
        options: The `task` section, with the keys of `options`.
    """

    chosen_metrics: Sequence[ChosenMetric] = ()
    inputs: ClassVar[str]
    """Kind of input its samples have; only backbones for the same kind fit (``text``, …)."""
    default_backbone: ClassVar[str]
    """Backbone used when the configuration names none."""
    metric: ClassVar[Metric]
    """Metric that selects the best epoch unless the configuration names another."""
    metrics: ClassVar[tuple[str, ...]] = ()
    """Numbers it reports beside `loss`; when given, another `training.metric` is refused early."""
    ranges: ClassVar[Mapping[str, tuple[float, float]]] = {}
    """Smallest and largest value that a number it reports can have; any value by default. Intervals
    stay within it."""
    options: ClassVar[type[Section]] = Section
    """Keys the task adds to the `task` section."""
    encoding_keys: ClassVar[tuple[str, ...] | None] = None
    """Those of its keys that the schema or the encoded examples depend on; None for all. Data is
    encoded once for each choice of them."""

    def __init__(self, options: Section) -> None:
        self.settings = options

    @abstractmethod
    def parse(self, record: Record) -> Any:
        """Understand one record as a sample.

        Raises:
            DataError: The record cannot be used; the message names its place.
        """

    @abstractmethod
    def fit_schema(self, samples: Sequence[Any]) -> dict[str, Any]:
        """Learn from the training samples what a model must know beside its weights.

        Returns:
            A JSON-able mapping, for example ``{"labels": [...]}``; it is exported with the model.

        Raises:
            DataError: The samples contradict the options.
        """

    def fit_split_schema(self, train: Sequence[Any], held_out: Sequence[Any]) -> dict[str, Any]:
        """Learn the schema of data that was divided by us: held out, or into folds.

        A label whose only samples were held out is known all the same: it was in the data that was
        given for training. So tasks whose schema lists labels override this to list those of
        `held_out` too. Everything else is learned from `train` alone, which is the default.

        Args:
            train: Samples to learn from.
            held_out: Samples of the same data that validate or test.

        Raises:
            DataError: As `fit_schema`.
        """
        return self.fit_schema(train)

    def strata(self, sample: Any) -> Collection[str]:
        """Return the labels by which samples are spread evenly over splits and folds.

        By default the `label` of the sample (an attribute or a key), if it is a text or a whole
        number; a task whose samples have several labels, or another name for them, overrides it.

        Args:
            sample: What `parse` returned.

        Returns:
            The labels in any order; none where the sample has no label.
        """
        keyed = isinstance(sample, Mapping)
        label = sample.get("label") if keyed else getattr(sample, "label", None)
        return (str(label),) if isinstance(label, (str, Integral)) else ()

    def is_for_teacher_alone(self, sample: Any) -> bool:
        """Return whether a sample without labels may be trained on, because a teacher judges it.

        Such samples are never held out. None is by default.

        Args:
            sample: What `parse` returned.
        """
        return False

    def remarks(self, train: Sequence[Any], schema: Mapping[str, Any]) -> Sequence[Remark]:
        """Return what is odd about training samples that can be used; nothing by default.

        Training warns of it, and `training data check` reports it.

        Args:
            train: Samples to learn from.
            schema: What was learned from them.
        """
        return ()

    def check(self, samples: Sequence[Any], schema: Mapping[str, Any]) -> None:
        """Refuse samples that a model of this schema cannot be scored on.

        Raises:
            DataError: A sample does not fit, for example by an unknown label.
        """

    @abstractmethod
    def inputs_of(self, sample: Any) -> Any:
        """Return the part of a sample that the backbone sees, for example its text."""

    @abstractmethod
    def build(self, schema: Mapping[str, Any], encoder: Any) -> TaskModel:
        """Join a backbone's encoder with the head this task needs.

        Args:
            schema: What `fit_schema` returned.
            encoder: What `Backbone.fit` or `Backbone.load` returned.
        """

    @property
    def reported(self) -> list[str]:
        """Names of all numbers that an evaluation reports; empty where the task does not say."""
        chosen = [one.name for one in self.chosen_metrics]
        return [*self.metrics, *chosen, "loss"] if self.metrics else []

    def range_of(self, metric: str) -> tuple[float, float]:
        """Return the smallest and the largest value that a metric can have."""
        for chosen in self.chosen_metrics:
            if chosen.name == metric:
                return chosen.kind.range
        return self.ranges.get(metric, (-math.inf, math.inf))

    def mode_of(self, metric: str) -> Literal["max", "min"]:
        """Return whether higher or lower values of a metric are better."""
        if metric == self.metric.name:
            return self.metric.mode
        modes = {chosen.name: chosen.kind.mode for chosen in self.chosen_metrics}
        return modes.get(metric, "min" if "loss" in metric else "max")


def require_fit(task: type[Task], task_name: str, backbone: type[Backbone], name: str) -> None:
    """Refuse a backbone whose input is of another kind than the task's.

    Raises:
        ConfigError: They do not fit together.
    """
    from training.errors import ConfigError

    if task.inputs != backbone.inputs:
        raise ConfigError(
            f"The backbone `{name}` reads {backbone.inputs}, and the task `{task_name}` provides "
            f"{task.inputs}. Choose another `model.backbone`; the task recommends "
            f"`{task.default_backbone}`."
        )
