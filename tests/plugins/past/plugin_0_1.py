"""A plugin as it was written for version 0.1: every hook of then, with every argument of then.

It stays as it is. A later version loads it without a remark, or with that of a deprecated hook
until the time that docs/plugin-stability.md promises is over.
"""

from __future__ import annotations

from typing import Any

from training.core.plugins import Provider, hookimpl


def _providers() -> list[Provider]:
    return [Provider("from-0-1", "json:loads", "Something", ("before-0-1",))]


@hookimpl
def register_tasks() -> list[Provider]:
    return _providers()


@hookimpl
def register_backbones() -> list[Provider]:
    return _providers()


@hookimpl
def register_optimizers() -> list[Provider]:
    return _providers()


@hookimpl
def register_schedules() -> list[Provider]:
    return _providers()


@hookimpl
def register_readers() -> list[Provider]:
    return _providers()


@hookimpl
def register_trackers() -> list[Provider]:
    return _providers()


@hookimpl
def register_launchers() -> list[Provider]:
    return _providers()


@hookimpl(optionalhook=True)
def register_samplers() -> list[Provider]:
    return _providers()


@hookimpl(optionalhook=True)
def register_pruners() -> list[Provider]:
    return _providers()


@hookimpl(optionalhook=True)
def register_commands() -> list[Provider]:
    return _providers()


@hookimpl
def on_fit_start(plan: Any) -> None:
    pass


@hookimpl
def on_step_end(step: Any) -> None:
    pass


@hookimpl
def on_evaluation(evaluation: Any) -> None:
    pass


@hookimpl
def on_fit_end(status: str, metrics: Any) -> None:
    pass


@hookimpl
def on_sweep_start(sweep: Any) -> None:
    pass


@hookimpl
def on_trial_end(trial: Any) -> None:
    pass


@hookimpl
def on_sweep_end(sweep: Any) -> None:
    pass
