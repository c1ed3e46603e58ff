"""Notify plugins of what happens during a fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from training.core.plugins.manager import TrainingPluginManager
from training.core.trainer.observers.observer import Evaluation, FitPlan, Observer, Step


class PluginObserver(Observer):
    """Calls the `on_*` hooks that some plugin implements; which ones is asked once."""

    def __new__(cls, manager: TrainingPluginManager) -> PluginObserver:
        """Return an observer that overrides exactly the events plugins implement."""
        unused = [name for name in _HOOKS if not getattr(manager.hook, name).get_hookimpls()]
        ignored = {name: getattr(Observer, name) for name in unused}
        return super().__new__(type(cls.__name__, (cls,), ignored))

    def __init__(self, manager: TrainingPluginManager) -> None:
        self._hook = manager.hook

    def on_fit_start(self, plan: FitPlan) -> None:
        """Call `on_fit_start` of every plugin."""
        self._hook.on_fit_start(plan=plan)

    def on_step_end(self, step: Step) -> None:
        """Call `on_step_end` of every plugin."""
        self._hook.on_step_end(step=step)

    def on_evaluation(self, evaluation: Evaluation) -> None:
        """Call `on_evaluation` of every plugin."""
        self._hook.on_evaluation(evaluation=evaluation)

    def on_fit_end(self, status: str, metrics: Mapping[str, Any]) -> None:
        """Call `on_fit_end` of every plugin."""
        self._hook.on_fit_end(status=status, metrics=metrics)


_HOOKS = ("on_fit_start", "on_step_end", "on_evaluation", "on_fit_end")
