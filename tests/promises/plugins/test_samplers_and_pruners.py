from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import optuna
import pytest

from training.core.plugins import get_plugin_manager
from training.hpo.pruners import build_pruner
from training.hpo.samplers.registry import build_sampler

SOURCE = """
from training.core.plugins import Provider, hookimpl

@hookimpl
def register_samplers():
    return [Provider("corners", "tabular_regression.sampler:Corners", "Corners")]

@hookimpl
def register_pruners():
    return [Provider("impatient", "tabular_regression.pruner:Impatient", "Median from the first")]
"""
PLUGINS = Path(__file__).parents[2] / "plugins" / "tabular-regression" / "src"


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install a distribution that offers a sampler and a pruner."""
    info = tmp_path / "search_plugin-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: search-plugin\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[training.plugins]\nsearch = search_plugin\n")
    (tmp_path / "search_plugin.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.syspath_prepend(PLUGINS)
    get_plugin_manager.cache_clear()
    yield
    sys.modules.pop("search_plugin", None)
    get_plugin_manager.cache_clear()


@pytest.mark.usefixtures("plugin")
def test_a_third_party_can_bring_a_sampler_by_name() -> None:
    study = optuna.create_study()
    for number in range(4):
        study.sampler = build_sampler("corners", 1, number)
        trial = study.ask()
        trial.suggest_float("rate", 0.1, 0.9)
        trial.suggest_categorical("size", [8, 16])
        study.tell(trial, 0.0)
    corners = {tuple(trial.params.values()) for trial in study.trials}
    assert corners == {(0.1, 8), (0.1, 16), (0.9, 8), (0.9, 16)}


@pytest.mark.usefixtures("plugin")
def test_a_third_party_can_bring_a_pruner_with_options() -> None:
    study = optuna.create_study(pruner=build_pruner("impatient", {"startup": 1}))
    for value, stopped in ((1.0, False), (2.0, True)):
        trial = study.ask()
        trial.report(value, 1)
        assert bool(trial.should_prune()) is stopped
        study.tell(trial, value)
