from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer

from tests.promises.docs.conftest import Fit, Install
from tests.promises.docs.markdown import ROOT, blocks_of
from training.core.backbones import Backbone
from training.core.data import DatasetReader
from training.core.losses import Loss
from training.core.metrics import ItemMetric
from training.core.plugins import Provider, Registry, get_plugin_manager, get_registry
from training.core.tasks import Task
from training.core.trackers import Tracker
from training.core.trainer.callbacks import Callback
from training.core.trainer.optimizers import OptimizerFactory
from training.core.trainer.schedules import Schedule
from training.execution import Launcher
from training.hpo import plan_sweep, read_sweep_file, start_sweep
from training.hpo.pruners import PrunerFactory
from training.hpo.samplers.base import SamplerFactory
from training.testing import ConformanceError

EXAMPLES = {
    hook: block.text
    for block in blocks_of(ROOT / "docs/hooks.md")
    for hook in re.findall(r"^@hookimpl.*\ndef (\w+)", block.text, re.MULTILINE)
}
REGISTERING = [hook for hook in EXAMPLES if hook.startswith("register_")]
DURING_A_SWEEP = ["on_sweep_start", "on_trial_end", "on_sweep_end"]
DURING_A_FIT = [hook for hook in EXAMPLES if hook.startswith("on_") and hook not in DURING_A_SWEEP]
CLASSES = {
    "task": Task,
    "backbone": Backbone,
    "reader": DatasetReader,
    "tracker": Tracker,
    "launcher": Launcher,
    "sampler": SamplerFactory,
    "pruner": PrunerFactory,
    "optimizer": OptimizerFactory,
    "loss": Loss,
    "metric": ItemMetric,
    "schedule": Schedule,
    "callback": Callback,
}


def offers_of(plugin: str, registry: Registry) -> Iterator[Provider]:
    for offer in registry:
        if offer.source.name == plugin:
            yield offer.provider


def changed_arguments(target: type, base: type) -> list[str]:
    """Names of methods that take other arguments than those they override."""
    own = {name: one for name, one in vars(target).items() if inspect.isfunction(one)}
    overrides = {name: getattr(base, name) for name in own if hasattr(base, name)}
    return [
        name
        for name, overridden in overrides.items()
        if not name.startswith("_") and arguments(own[name]) != arguments(overridden)
    ]


def arguments(method: Callable[..., object]) -> list[str]:
    return list(inspect.signature(method).parameters)


@pytest.mark.parametrize("hook", EXAMPLES)
def test_example_is_a_plugin_that_loads_without_complaint(install: Install, hook: str) -> None:
    plugin = install(EXAMPLES[hook])
    manager = get_plugin_manager()
    (report,) = [one for one in manager.reports if one.source.name == plugin]
    assert (report.status, report.reason) == ("loaded", "")
    assert plugin in [one.plugin_name for one in getattr(manager.hook, hook).get_hookimpls()]
    manager.check_pending()


@pytest.mark.parametrize("hook", REGISTERING)
def test_example_offers_what_its_hook_is_for(install: Install, hook: str) -> None:
    plugin = install(EXAMPLES[hook])
    kind = {"register_losses": "loss"}.get(hook, hook.removeprefix("register_").removesuffix("s"))
    (offer,) = offers_of(plugin, get_registry(kind))
    target = offer.load()
    if kind in CLASSES:
        assert isinstance(target, type)
        assert issubclass(target, CLASSES[kind])
        assert changed_arguments(target, CLASSES[kind]) == []
    elif kind == "check":
        with pytest.raises(ConformanceError, match="documented"):
            target(type("Widget", (), {}))  # type: ignore[operator]
    else:
        assert isinstance(target, typer.Typer)


@pytest.mark.parametrize("hook", DURING_A_FIT)
def test_example_speaks_during_a_fit(
    install: Install, fit: Fit, hook: str, capsys: pytest.CaptureFixture[str]
) -> None:
    install(EXAMPLES[hook])
    fit()
    assert capsys.readouterr().out


def test_examples_speak_during_a_sweep(
    install: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install("\n".join(EXAMPLES[hook] for hook in DURING_A_SWEEP))
    file = read_sweep_file(None, {"trials": 1, "folds.number": 2, "workers.number": 0})
    small = ["training.max_steps=1", "model.embedding_size=4", "model.rows=32"]
    start_sweep(plan_sweep(file, overrides=small, directory=tmp_path / "sweep"))
    started, ended, over = capsys.readouterr().out.splitlines()
    assert started == "1 trials to go"
    assert ended.startswith("0 complete ")
    assert over.startswith("completed ")
