"""Plugins are called on the events they implement, and others cost nothing."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from training.core.plugins import hookimpl
from training.core.plugins.manager import TrainingPluginManager, get_plugin_manager
from training.core.trainer.callbacks.callback import Callback, Evaluation, FitPlan, Step
from training.core.trainer.callbacks.plugin_callback import PluginCallback

STEP = Step(3, 1, torch.zeros(()), 0.1, 1, 1)


class Noting:
    """Notes the calls of some hooks."""

    def __init__(self) -> None:
        self.calls: list[Any] = []


class Steps(Noting):
    @hookimpl
    def on_step_end(self, step: Step) -> None:
        self.calls.append(step.number)


class Everything(Steps):
    @hookimpl
    def on_fit_start(self, plan: FitPlan) -> None:
        self.calls.append(plan.device)

    @hookimpl
    def on_evaluation(self, evaluation: Evaluation) -> None:
        self.calls.append(evaluation.split)

    @hookimpl
    def on_fit_end(self, status: str, metrics: dict[str, Any]) -> None:
        self.calls.append((status, metrics))


@pytest.fixture
def manager() -> TrainingPluginManager:
    """Return a manager of the hooks and of no plugin."""
    manager: TrainingPluginManager = get_plugin_manager.__wrapped__()
    for name, plugin in manager.list_name_plugin():
        if plugin is not None:
            manager.unregister(name=name)
    return manager


def call_all(callback: Callback, tmp_path: Any) -> None:
    callback.on_fit_start(FitPlan(None, tmp_path, "cpu", 1, 1, 0, {}))
    callback.on_step_end(STEP)
    callback.on_evaluation(Evaluation("validation", 1, 3, {"f1": 0.5}, True))
    callback.on_fit_end("completed", {"f1": 0.5})


def test_every_event_reaches_the_hook_of_its_name(
    manager: TrainingPluginManager, tmp_path: Any
) -> None:
    plugin = Everything()
    manager.register(plugin)
    call_all(PluginCallback(manager), tmp_path)
    assert plugin.calls == ["cpu", 3, "validation", ("completed", {"f1": 0.5})]


def test_events_that_no_plugin_implements_are_not_overridden(
    manager: TrainingPluginManager, tmp_path: Any
) -> None:
    plugin = Steps()
    manager.register(plugin)
    callback = PluginCallback(manager)
    call_all(callback, tmp_path)
    assert plugin.calls == [3]
    assert isinstance(callback, PluginCallback)
    assert type(callback).on_evaluation is Callback.on_evaluation
    assert type(callback).on_step_end is PluginCallback.on_step_end
