"""The hooks of training-hpo.

`register_*` hooks hand out `Provider` entries and import nothing heavy. `on_*` hooks tell what
happens in a sweep, in plain data; what happens in a fit of one fold is reported by the hooks of
training-core.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from training.core.plugins import Provider, hookspec
from training.core.plugins.contract import provides


@hookspec
@provides("training.hpo.samplers.base:SamplerFactory")
def register_samplers() -> Iterable[Provider]:  # type: ignore[empty-body]
    """Offer samplers, which choose the parameters of trials.

    Each target is a subclass of `training.hpo.samplers.base.SamplerFactory`, in a module
    that imports without optuna. A sweep names it with `sampler`.

    When:
        Whenever samplers are looked up, and before each command of `training`, which checks its
        plugins. So it may run often.
    Where:
        In the process that runs a sweep, or reads its settings.
    May change:
        Nothing.
    If it raises:
        What it offers here is left out, and `training plugins list` shows the plugin as failed,
        with the traceback. So it does when something else than providers is returned.

    Example:
        ```python
        from training.core.plugins import Provider
        from training.core.plugins import hookimpl


        @hookimpl(optionalhook=True)
        def register_samplers():
            target = "tabular_regression.sampler:Corners"
            return [Provider("corners", target, "The corners of the space, one after the other")]
        ```
    """


@hookspec
@provides("training.hpo.pruners:PrunerFactory")
def register_pruners() -> Iterable[Provider]:  # type: ignore[empty-body]
    """Offer pruners, which end trials that will not be the best.

    Each target is a subclass of `training.hpo.pruners.PrunerFactory`, in a module that imports
    without optuna. A sweep names it with `pruner`.

    When:
        Whenever pruners are looked up, and before each command of `training`, which checks its
        plugins. So it may run often.
    Where:
        In the process that runs a sweep, or reads its settings.
    May change:
        Nothing.
    If it raises:
        What it offers here is left out, and `training plugins list` shows the plugin as failed,
        with the traceback. So it does when something else than providers is returned.

    Example:
        ```python
        from training.core.plugins import Provider
        from training.core.plugins import hookimpl


        @hookimpl(optionalhook=True)
        def register_pruners():
            target = "tabular_regression.pruner:Impatient"
            return [Provider("impatient", target, "End a trial that is worse than half")]
        ```
    """


@hookspec
def on_sweep_start(sweep: Mapping[str, Any]) -> None:
    """Run before the first trial of a session.

    When:
        Once each time a process begins to work on a sweep, also when it resumes one: the data is
        read, the folds are made, the study is open.
    Where:
        In the process that runs the sweep; of several that share a study, in each.
    May change:
        Nothing: the mapping is a copy.
    If it raises:
        The sweep ends; the error carries a note with the plugin and the hook. What is stored stays.

    Args:
        sweep: `name`, `study`, `directory`, `metric`, `direction`, `trials` (how many there will be
            in all), `finished` (how many there are already), `folds`, `workers`, `seed`, and
            `search_space` in words by parameter.

    Example:
        ```python
        from training.core.plugins import hookimpl


        @hookimpl(optionalhook=True)
        def on_sweep_start(sweep):
            print(f"{sweep['trials'] - sweep['finished']} trials to go")
        ```
    """


@hookspec
def on_trial_end(trial: Mapping[str, Any]) -> None:
    """Run after a trial came to its end.

    When:
        After its result is stored; not for a trial that only was interrupted, and exactly once for
        each trial unless the process is killed in between.
    Where:
        In the process that ran the trial's last fold on behalf of the sweep, not in its workers.
    May change:
        Nothing: the mapping is a copy.
    If it raises:
        The sweep ends; the error carries a note with the plugin and the hook. The trial is stored
        already.

    Args:
        trial: `number`, `state` (``complete``, ``pruned`` or ``failed``), `params` by name, `value`
            (None unless complete), `fold_values`, `reason` (None when complete), `seconds` and
            `directory`.

    Example:
        ```python
        from training.core.plugins import hookimpl


        @hookimpl(optionalhook=True)
        def on_trial_end(trial):
            print(trial["number"], trial["state"], trial["value"])
        ```
    """


@hookspec
def on_sweep_end(sweep: Mapping[str, Any]) -> None:
    """Run after the last trial of a session, also of one that was interrupted or failed.

    When:
        Once for each `on_sweep_start` of the same process, unless it is killed; before the winner
        is refitted.
    Where:
        In the process that runs the sweep; of several that share a study, in each.
    May change:
        Nothing: the mapping is a copy.
    If it raises:
        The sweep ends; the error carries a note with the plugin and the hook. If the sweep had gone
        wrong already, what is raised here is only logged.

    Args:
        sweep: The keys of `on_sweep_start`, and `status` (``completed``, ``interrupted`` or
            ``failed``), `best_trial` and `best_value` (both None without a complete trial).

    Example:
        ```python
        from training.core.plugins import hookimpl


        @hookimpl(optionalhook=True)
        def on_sweep_end(sweep):
            print(sweep["status"], sweep["best_value"])
        ```
    """
