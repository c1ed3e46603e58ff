"""Tell plugins what happens in a sweep."""

from __future__ import annotations

import copy
from typing import Any

from training.core.plugins import get_plugin_manager
from training.hpo.execution.local.sweep_events import SweepEnd
from training.hpo.execution.local.sweep_events import SweepStart
from training.hpo.execution.local.sweep_events import SweepWatcher
from training.hpo.execution.local.sweep_events import TrialEnd


class PluginWatcher(SweepWatcher):
    """Calls the hooks `on_sweep_start`, `on_trial_end` and `on_sweep_end`."""

    def __init__(self) -> None:
        self._hook = get_plugin_manager().hook
        self._sweep: dict[str, Any] = {}

    def on_start(self, sweep: SweepStart) -> None:
        """Call `on_sweep_start` of every plugin."""
        self._sweep = sweep.as_values()
        self._hook.on_sweep_start(sweep=copy.deepcopy(self._sweep))

    def on_trial_end(self, trial: TrialEnd) -> None:
        """Call `on_trial_end` of every plugin."""
        if self._hook.on_trial_end.get_hookimpls():
            self._hook.on_trial_end(trial=trial.as_values())

    def on_end(self, end: SweepEnd) -> None:
        """Call `on_sweep_end` of every plugin."""
        values = {
            **copy.deepcopy(self._sweep),
            "status": end.status,
            "best_trial": end.best_trial,
            "best_value": end.best_value,
        }
        self._hook.on_sweep_end(sweep=values)
