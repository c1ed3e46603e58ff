"""Plugins are called on the events they implement, and others cost nothing."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from training.core.plugins import hookimpl
from training.core.plugins.manager import TrainingPluginManager, get_plugin_manager
from training.core.trainer.observers.observer import Evaluation, FitPlan, Observer, Step
from training.core.trainer.observers.plugin_observer import PluginObserver

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


def call_all(observer: Observer, tmp_path: Any) -> None:
    observer.on_fit_start(FitPlan(None, tmp_path, "cpu", 1, 1, 0, {}))
    observer.on_step_end(STEP)
    observer.on_evaluation(Evaluation("validation", 1, 3, {"f1": 0.5}, True))
    observer.on_fit_end("completed", {"f1": 0.5})


def test_every_event_reaches_the_hook_of_its_name(
    manager: TrainingPluginManager, tmp_path: Any
) -> None:
    plugin = Everything()
    manager.register(plugin)
    call_all(PluginObserver(manager), tmp_path)
    assert plugin.calls == ["cpu", 3, "validation", ("completed", {"f1": 0.5})]


def test_events_that_no_plugin_implements_are_not_overridden(
    manager: TrainingPluginManager, tmp_path: Any
) -> None:
    plugin = Steps()
    manager.register(plugin)
    observer = PluginObserver(manager)
    call_all(observer, tmp_path)
    assert plugin.calls == [3]
    assert isinstance(observer, PluginObserver)
    assert type(observer).on_evaluation is Observer.on_evaluation
    assert type(observer).on_step_end is PluginObserver.on_step_end
