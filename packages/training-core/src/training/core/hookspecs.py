"""The hooks of training-core.

Mark an implementation with `training.core.plugins.hookimpl`; it may leave out arguments it does
not need. `register_*` hooks run once per process, when the first configuration is resolved; they
hand out `Provider` entries and import nothing heavy. `on_*` hooks run during a fit, in the process
that trains; an exception in one ends the run as failed, with a note that names the plugin.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from typing import TYPE_CHECKING
from typing import Any

from training.core.plugins.markers import hookspec
from training.core.plugins.provider import Provider

if TYPE_CHECKING:
    from training.core.events import Evaluation
    from training.core.events import FitPlan
    from training.core.events import Step


@hookspec
def register_tasks() -> Iterable[Provider]:  # type: ignore[empty-body]
    """Offer tasks.

    Each target is a subclass of `training.core.tasks.Task`. Its module must import without torch:
    it is loaded to validate configurations. A plugin whose implementation raises is left out and
    shown as failed by `training plugins list`.

    Example:
        ```python
        @hookimpl
        def register_tasks():
            return [Provider("tabular-regression", "acme.task:Tabular", "Numbers from rows")]
        ```
    """


@hookspec
def register_backbones() -> Iterable[Provider]:  # type: ignore[empty-body]
    """Offer backbones.

    Each target is a subclass of `training.core.backbones.Backbone`. Its module must import without
    torch: it is loaded to validate configurations. A plugin whose implementation raises is left
    out and shown as failed.

    Example:
        ```python
        @hookimpl
        def register_backbones():
            return [Provider("mlp", "acme.mlp:MlpBackbone", "Fully connected layers")]
        ```
    """


@hookspec
def register_readers() -> Iterable[Provider]:  # type: ignore[empty-body]
    """Offer dataset readers.

    Each target is a subclass of `training.core.data.DatasetReader`. With `data.reader: auto` every
    reader is asked, in plugin order, whether it recognises the path. A plugin whose implementation
    raises is left out and shown as failed.

    Example:
        ```python
        @hookimpl
        def register_readers():
            return [Provider("csv", "acme.csv_reader:CsvReader", "Comma separated files")]
        ```
    """


@hookspec
def register_trackers() -> Iterable[Provider]:  # type: ignore[empty-body]
    """Offer trackers.

    Each target is a subclass of `training.core.trackers.Tracker`. A tracker observes: when it
    raises during a run, a warning names it, it is not called again in that run, and the run goes
    on.

    Example:
        ```python
        @hookimpl
        def register_trackers():
            return [Provider("csv-log", "acme.log:CsvTracker", "Metrics as a CSV file")]
        ```
    """


@hookspec
def on_fit_start(plan: FitPlan) -> None:
    """Run before the first step of a fit, in the training process (main rank).

    Args:
        plan: The learner, the number of steps and epochs, the device and the run directory. The
            model in `plan.learner` may be changed in place. An exception ends the run as failed.

    Example:
        ```python
        @hookimpl
        def on_fit_start(plan):
            print(f"{plan.total_steps} steps on {plan.device}")
        ```
    """


@hookspec
def on_step_end(step: Step) -> None:
    """Run after each optimizer step, in the training process (main rank).

    Args:
        step: Its number, epoch, learning rate, samples and tokens, and the loss as a detached
            tensor: `float(step.loss)` waits for the device, so do it rarely. Nothing in it may be
            changed. An exception ends the run as failed.

    Example:
        ```python
        @hookimpl
        def on_step_end(step):
            if step.number % 100 == 0:
                print(float(step.loss))
        ```
    """


@hookspec
def on_evaluation(evaluation: Evaluation) -> None:
    """Run after each evaluation of the validation split, in the training process (main rank).

    Args:
        evaluation: Epoch, step, metrics, and whether it is the best so far. Nothing in it may be
            changed. An exception ends the run as failed.

    Example:
        ```python
        @hookimpl
        def on_evaluation(evaluation):
            print(evaluation.metrics["loss"])
        ```
    """


@hookspec
def on_fit_end(status: str, metrics: Mapping[str, Any]) -> None:
    """Run after the last step, in the training process (main rank).

    It runs for fits that fail or are interrupted too.

    Args:
        status: ``completed``, ``interrupted`` or ``failed``.
        metrics: Metrics of the best evaluation; empty when there was none. An exception ends the
            run as failed, unless the fit had failed already: then it is shown as a warning.

    Example:
        ```python
        @hookimpl
        def on_fit_end(status, metrics):
            print(status, metrics.get("f1"))
        ```
    """
