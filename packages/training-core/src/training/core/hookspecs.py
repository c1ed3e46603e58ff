"""The hooks of training-core.

`register_*` hooks hand out `Provider` entries and import nothing heavy. `on_*` hooks run during a
fit; in a sweep, there is one fit for every fold of every trial.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from training.core.plugins.contract import provides
from training.core.plugins.markers import hookspec
from training.core.plugins.provider import Provider

if TYPE_CHECKING:
    from training.core.trainer.observers.observer import Evaluation, FitPlan, Step


@hookspec
@provides("training.core.tasks:Task")
def register_tasks() -> Iterable[Provider]:  # type: ignore[empty-body]
    """Offer tasks.

    Each target is a subclass of `training.core.tasks.Task`, in a module that imports without torch.

    When:
        Whenever tasks are looked up, and before each command of `training`, which checks its
        plugins. So it may run often.
    Where:
        In every process that looks one up, whatever its rank.
    May change:
        Nothing.
    If it raises:
        What it offers here is left out, and `training plugins list` shows the plugin as failed,
        with the traceback. So it does when something else than providers is returned.

    Example:
        ```python
        from training.core.plugins import Provider
        from training.core.plugins import hookimpl


        @hookimpl
        def register_tasks():
            target = "tabular_regression.task:TabularRegression"
            return [Provider("tabular-regression", target, "Predict a number from a row")]
        ```
    """


@hookspec
@provides("training.core.backbones:Backbone")
def register_backbones() -> Iterable[Provider]:  # type: ignore[empty-body]
    """Offer backbones.

    Each target is a subclass of `training.core.backbones.Backbone`, in a module that imports
    without torch.

    When:
        Whenever backbones are looked up, and before each command of `training`, which checks its
        plugins. So it may run often.
    Where:
        In every process that looks one up, whatever its rank.
    May change:
        Nothing.
    If it raises:
        What it offers here is left out, and `training plugins list` shows the plugin as failed,
        with the traceback. So it does when something else than providers is returned.

    Example:
        ```python
        from training.core.plugins import Provider
        from training.core.plugins import hookimpl


        @hookimpl
        def register_backbones():
            return [Provider("mlp", "tabular_regression.mlp:MlpBackbone", "Two layers")]
        ```
    """


@hookspec
@provides("training.core.trainer.optimizers:OptimizerFactory")
def register_optimizers() -> Iterable[Provider]:  # type: ignore[empty-body]
    """Offer optimizers.

    Each target is a subclass of `training.core.trainer.optimizers.OptimizerFactory`, in a module
    that imports without torch. `training.optimizer.name` chooses one; its `options` become further
    keys of `training.optimizer`.

    When:
        Whenever optimizers are looked up, and before each command of `training`, which checks its
        plugins. So it may run often.
    Where:
        In every process that looks one up, whatever its rank.
    May change:
        Nothing.
    If it raises:
        What it offers here is left out, and `training plugins list` shows the plugin as failed,
        with the traceback. So it does when something else than providers is returned.

    Example:
        ```python
        from training.core.plugins import Provider
        from training.core.plugins import hookimpl


        @hookimpl
        def register_optimizers():
            target = "tabular_regression.optimizer:Rprop"
            return [Provider("rprop", target, "Signs of gradients")]
        ```
    """


@hookspec
@provides("training.core.trainer.schedules:Schedule")
def register_schedules() -> Iterable[Provider]:  # type: ignore[empty-body]
    """Offer schedules of the learning rate.

    Each target is a subclass of `training.core.trainer.schedules.Schedule`. `training.schedule`
    chooses one; its `options` become the keys of `training.schedule_options`.

    When:
        Whenever schedules are looked up, and before each command of `training`, which checks its
        plugins. So it may run often.
    Where:
        In every process that looks one up, whatever its rank.
    May change:
        Nothing.
    If it raises:
        What it offers here is left out, and `training plugins list` shows the plugin as failed,
        with the traceback. So it does when something else than providers is returned.

    Example:
        ```python
        from training.core.plugins import Provider
        from training.core.plugins import hookimpl


        @hookimpl
        def register_schedules():
            target = "tabular_regression.schedule:StepSchedule"
            return [Provider("steps", target, "Halved every N steps")]
        ```
    """


@hookspec
@provides("training.core.losses:Loss")
def register_losses() -> Iterable[Provider]:  # type: ignore[empty-body]
    """Offer losses of classification tasks.

    Each target is a subclass of `training.core.losses.Loss`, in a module that imports without
    torch. `task.loss.name` chooses one; its `options` become further keys of `task.loss`.

    When:
        Whenever losses are looked up, and before each command of `training`, which checks its
        plugins. So it may run often.
    Where:
        In every process that looks one up, whatever its rank.
    May change:
        Nothing.
    If it raises:
        What it offers here is left out, and `training plugins list` shows the plugin as failed,
        with the traceback. So it does when something else than providers is returned.

    Example:
        ```python
        from training.core.plugins import Provider
        from training.core.plugins import hookimpl


        @hookimpl
        def register_losses():
            target = "tabular_regression.loss:PolyOne"
            return [Provider("poly-one", target, "Cross entropy with one more term")]
        ```
    """


@hookspec
@provides("training.core.trainer.callbacks:Callback")
def register_callbacks() -> Iterable[Provider]:  # type: ignore[empty-body]
    """Offer callbacks, which may change training.

    Each target is a subclass of `training.core.trainer.callbacks.Callback`, in a module that
    imports without torch. `training.callbacks` lists those of a run; their `options` become the
    keys of `training.callbacks.<name>`.

    When:
        Whenever callbacks are looked up, and before each command of `training`, which checks its
        plugins. So it may run often.
    Where:
        In every process that looks one up; the callbacks themselves work in every rank, unless
        they say otherwise.
    May change:
        Nothing.
    If it raises:
        What it offers here is left out, and `training plugins list` shows the plugin as failed,
        with the traceback. So it does when something else than providers is returned.

    Example:
        ```python
        from training.core.plugins import Provider
        from training.core.plugins import hookimpl


        @hookimpl
        def register_callbacks():
            target = "tabular_regression.noise:GradientNoise"
            return [Provider("gradient-noise", target, "Noise on every gradient")]
        ```
    """


@hookspec
@provides("training.core.metrics:ItemMetric")
def register_metrics() -> Iterable[Provider]:  # type: ignore[empty-body]
    """Offer metrics over gold and predicted items.

    Each target is a subclass of `training.core.metrics.ItemMetric`, in a module that imports
    without torch. `task.metrics` names those that an evaluation reports beside the task's own;
    their `options` become the keys `task.metrics.<name>`. Each can be `training.metric`, and the
    objective of a sweep.

    When:
        Whenever metrics are looked up, and before each command of `training`, which checks its
        plugins. So it may run often.
    Where:
        In every process that looks one up, whatever its rank. With several ranks each counts its
        share of the samples.
    May change:
        Nothing.
    If it raises:
        What it offers here is left out, and `training plugins list` shows the plugin as failed,
        with the traceback. So it does when something else than providers is returned.

    Example:
        ```python
        from training.core.plugins import Provider
        from training.core.plugins import hookimpl


        @hookimpl
        def register_metrics():
            target = "tabular_regression.metric:MissedDocuments"
            return [Provider("missed-documents", target, "Share of documents with nothing found")]
        ```
    """


@hookspec
@provides("training.core.data:DatasetReader")
def register_readers() -> Iterable[Provider]:  # type: ignore[empty-body]
    """Offer dataset readers.

    Each target is a subclass of `training.core.data.DatasetReader`. With `data.reader: auto` every
    reader is asked, in plugin order, whether it recognises the path; the first that does is taken.

    When:
        Whenever readers are looked up, and before each command of `training`, which checks its
        plugins. So it may run often.
    Where:
        In every process that looks one up, whatever its rank.
    May change:
        Nothing.
    If it raises:
        What it offers here is left out, and `training plugins list` shows the plugin as failed,
        with the traceback. So it does when something else than providers is returned.

    Example:
        ```python
        from training.core.plugins import Provider
        from training.core.plugins import hookimpl


        @hookimpl
        def register_readers():
            target = "tabular_regression.reader:CsvReader"
            return [Provider("csv", target, "Comma separated numbers")]
        ```
    """


@hookspec
@provides("training.core.trackers:Tracker")
def register_trackers() -> Iterable[Provider]:  # type: ignore[empty-body]
    """Offer trackers.

    Each target is a subclass of `training.core.trackers.Tracker`; of `RemoteTracker`, if it sends
    to a server. `logging.trackers` names those that a run uses; their `options` become the keys
    `logging.<name>`. A tracker observes: the metrics and the configuration that it gets are copies,
    and changing them changes neither the run nor its record. When it raises during a run, a warning
    names it, it is not called again in that run, and the run continues.

    When:
        Whenever trackers are looked up, and before each command of `training`, which checks its
        plugins. So it may run often.
    Where:
        In every process that looks one up; the trackers themselves work in the main rank only.
    May change:
        Nothing.
    If it raises:
        What it offers here is left out, and `training plugins list` shows the plugin as failed,
        with the traceback. So it does when something else than providers is returned.

    Example:
        ```python
        from training.core.plugins import Provider
        from training.core.plugins import hookimpl


        @hookimpl
        def register_trackers():
            target = "tabular_regression.tracker:CsvTracker"
            return [Provider("csv-log", target, "Metrics as metrics.csv")]
        ```
    """


@hookspec
def register_checks() -> Iterable[Provider]:  # type: ignore[empty-body]
    """Offer checks of the conformance kit, one for each kind of provider.

    Each target is a function in a module that imports without torch. Its first argument is what a
    provider of that kind loads; the others have defaults. It raises
    `training.testing.ConformanceError` if rules are broken. The name is the kind: what a hook
    `register_widgets` registers is checked by the check `widget`. `training plugins check` runs it,
    and `training.testing` has it as `check_widget`.

    When:
        When a check is looked up, and before each command of `training`, which checks its plugins.
        So it may run often.
    Where:
        In the process that looks one up.
    May change:
        Nothing.
    If it raises:
        What it offers here is left out, and `training plugins list` shows the plugin as failed,
        with the traceback. So it does when something else than providers is returned.

    Example:
        ```python
        from training.core.plugins import Provider
        from training.core.plugins import hookimpl


        @hookimpl
        def register_checks():
            target = "tabular_regression.checks:check_widget"
            return [Provider("widget", target, "Check a widget")]
        ```
    """


@hookspec
def on_fit_start(plan: FitPlan) -> None:
    """Run before the first step of a fit.

    When:
        Once in a fit, and once more each time a stopped one continues: the data is read, the run
        directory made, the model built and on its device; trackers have been notified. The
        optimizer is made afterwards.
    Where:
        In the process that trains; of several, in the main rank only.
    May change:
        The values of the model in `plan.task_model`, in place (a fit that continues gets those of
        its checkpoint afterwards), which of them are trained (`requires_grad_`), and attributes of
        its modules that are numbers or texts, such as the rate of a dropout. All ranks get what was
        changed, before the optimizer is made and the weights are divided among them. Layers and
        hooks of layers belong to the task or backbone: with several ranks, changed ones are
        refused. The plan itself is a copy.
    If it raises:
        The run ends as failed; the error carries a note with the plugin and the hook. `on_fit_end`
        is still called.

    Args:
        plan: The task model, the numbers of epochs, steps and trained values, the steps made
            already, the device, the sizes of the splits and the run directory.

    Example:
        ```python
        from training.core.plugins import hookimpl


        @hookimpl
        def on_fit_start(plan):
            print(f"{plan.total_steps} steps on {plan.device}")
        ```
    """


@hookspec
def on_step_end(step: Step) -> None:
    """Run after each optimizer step.

    When:
        After the weights have changed, and after trackers have been notified. A fit that resumes
        after a crash makes the steps since its last checkpoint again.
    Where:
        In the process that trains; of several, in the main rank only.
    May change:
        Nothing: the step is a copy. With several ranks, a run whose model is changed here ends with
        an error, because the other ranks would continue with another model.
    If it raises:
        The run ends as failed; the error carries a note with the plugin and the hook. `on_fit_end`
        is still called.

    Args:
        step: Its number, epoch and learning rate, what it was made with, and the loss as a detached
            tensor: `float(step.loss)` waits for the device, so do it rarely.

    Example:
        ```python
        from training.core.plugins import hookimpl


        @hookimpl
        def on_step_end(step):
            if step.number % 100 == 1:
                print(f"step {step.number}: loss {float(step.loss):.3f}")
        ```
    """


@hookspec
def on_evaluation(evaluation: Evaluation) -> None:
    """Run after each evaluation.

    When:
        After each evaluation of the validation split, if there is one; and at the end, with the
        best weights, for the test split, if there is one. Trackers have been notified.
    Where:
        In the process that trains; of several, in the main rank only.
    May change:
        Nothing: the evaluation is a copy, and what was recorded stays.
    If it raises:
        The run ends as failed; the error carries a note with the plugin and the hook. `on_fit_end`
        is still called.

    Args:
        evaluation: The split, the epoch and step, the metrics, and whether it is the best
            validation so far.

    Example:
        ```python
        from training.core.plugins import hookimpl


        @hookimpl
        def on_evaluation(evaluation):
            print(evaluation.split, evaluation.metrics["loss"])
        ```
    """


@hookspec
def on_fit_end(status: str, metrics: Mapping[str, Any]) -> None:
    """Run at the end of a fit, also of one that failed or was interrupted.

    When:
        At the end of a fit: after the model was exported and tested, or after it went wrong.
        Trackers have been notified.
    Where:
        In the process that trains; of several, in the main rank only.
    May change:
        Nothing: the metrics are a copy.
    If it raises:
        A run that was complete until then ends as failed; the error carries a note with the plugin
        and the hook. If the fit had gone wrong already, what is raised here is only logged.

    Args:
        status: ``completed``, ``interrupted`` or ``failed``.
        metrics: Metrics of the best validation; empty without a validation split, and unless the
            fit completed.

    Example:
        ```python
        from training.core.plugins import hookimpl


        @hookimpl
        def on_fit_end(status, metrics):
            print(status, metrics.get("f1"))
        ```
    """
