from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from training.core.backbones import Backbone
from training.core.plugins import Provider, TrainingPluginManager, get_plugin_manager, get_registry
from training.core.plugins.contract import base_of, broken_rule, owner_of, provides, require_kind
from training.core.plugins.markers import hookimpl
from training.core.plugins.registry import registered_kinds
from training.core.tasks import Metric, Task
from training.core.tasks.token_classification.task import TokenClassification
from training.core.trackers import Tracker
from training.errors import PluginError

HERE = __name__


class WithoutMethods(Task):
    inputs = "text"
    default_backbone = "bilstm"
    metric = Metric("f1", "max")


class WithoutAttributes(Backbone):
    def fit(self, inputs: Any) -> Any:
        return None

    def load(self, folder: Any) -> Any:
        return None


class OddOptions(TokenClassification):
    options = {"labels": str}  # type: ignore[assignment]


class NoTask:
    pass


INSTANCE = SimpleNamespace()


class Offers:
    """Offers one thing of every kind, at a target of this module."""

    def __init__(self, target: str) -> None:
        self.target = f"{HERE}:{target}"

    def _offer(self) -> list[Provider]:
        return [Provider("odd", self.target, "Something odd")]

    register_tasks = hookimpl(lambda self: self._offer(), specname="register_tasks")
    register_backbones = hookimpl(lambda self: self._offer(), specname="register_backbones")
    register_readers = hookimpl(lambda self: self._offer(), specname="register_readers")
    register_trackers = hookimpl(lambda self: self._offer(), specname="register_trackers")
    register_optimizers = hookimpl(lambda self: self._offer(), specname="register_optimizers")
    register_schedules = hookimpl(lambda self: self._offer(), specname="register_schedules")
    register_launchers = hookimpl(lambda self: self._offer(), specname="register_launchers")
    register_losses = hookimpl(lambda self: self._offer(), specname="register_losses")
    register_samplers = hookimpl(lambda self: self._offer(), specname="register_samplers")
    register_pruners = hookimpl(lambda self: self._offer(), specname="register_pruners")


BASES = {
    "task": "training.core.tasks.Task",
    "backbone": "training.core.backbones.Backbone",
    "reader": "training.core.data.DatasetReader",
    "tracker": "training.core.trackers.Tracker",
    "optimizer": "training.core.trainer.optimizers.OptimizerFactory",
    "loss": "training.core.losses.Loss",
    "schedule": "training.core.trainer.schedules.Schedule",
    "launcher": "training.execution.Launcher",
    "sampler": "training.hpo.samplers.base.SamplerFactory",
    "pruner": "training.hpo.pruners.PrunerFactory",
}


@pytest.fixture
def manager() -> Iterator[TrainingPluginManager]:
    manager = get_plugin_manager()
    yield manager
    if manager.has_plugin("odd"):
        manager.unregister(name="odd")


def refusal(manager: TrainingPluginManager, kind: str, target: str) -> str:
    manager.register(Offers(target), "odd")
    with pytest.raises(PluginError) as refused:
        get_registry(kind, manager).load("odd")
    manager.unregister(name="odd")
    return str(refused.value)


@pytest.mark.parametrize("kind", list(BASES))
def test_what_is_no_class_of_its_kind_is_refused_with_plugin_target_and_rule(
    manager: TrainingPluginManager, kind: str
) -> None:
    message = refusal(manager, kind, "NoTask")
    assert message == (
        f"plugin `odd` (registered in this process) offers the {kind} `odd` at `{HERE}:NoTask`, "
        f"which must be a subclass of `{BASES[kind]}`, and `NoTask` is not."
    )
    assert "is no class but a `SimpleNamespace`" in refusal(manager, kind, "INSTANCE")


@pytest.mark.parametrize(
    ("kind", "target", "rule"),
    [
        (
            "task",
            "WithoutMethods",
            "must implement `build`, `fit_schema`, `inputs_of`, `parse`, as every Task does",
        ),
        ("backbone", "WithoutAttributes", "must set `inputs`, as every Backbone does"),
        ("task", "OddOptions", "must name its options in a subclass of `training.config.Section`"),
    ],
)
def test_an_incomplete_class_is_refused_with_what_is_missing(
    manager: TrainingPluginManager, kind: str, target: str, rule: str
) -> None:
    assert rule in refusal(manager, kind, target)


def test_everything_that_is_built_in_keeps_the_rules(manager: TrainingPluginManager) -> None:
    kinds = registered_kinds(manager)
    assert kinds.keys() >= {*BASES, "command"}
    for kind in BASES:
        registry = get_registry(kind, manager)
        for name in registry.names:
            assert isinstance(registry.load(name), type)


def test_the_specification_of_each_kind_names_its_base() -> None:
    for kind, base in BASES.items():
        plural = f"{kind}es" if kind.endswith("s") else f"{kind}s"
        caller = getattr(get_plugin_manager().hook, f"register_{plural}")
        assert base_of(caller.spec.function).replace(":", ".") == base
    assert base_of(provides("a:B")(lambda: None)) == "a:B"
    assert base_of(json.dumps) == ""


def test_a_broken_rule_names_plugin_method_rule_and_what_was_found(
    manager: TrainingPluginManager,
) -> None:
    assert owner_of(Tracker).startswith("the module `training.core.trackers")
    manager.register(Offers("NoTask"), "odd")
    assert owner_of(NoTask()) == "plugin `odd` (registered in this process)"
    assert str(broken_rule(NoTask(), "build", "a `TaskModel`", "None")) == (
        "plugin `odd` (registered in this process) breaks a rule: `NoTask.build` must return a "
        "`TaskModel`, not None."
    )
    require_kind(3, int, NoTask(), "build", "a number")
    with pytest.raises(PluginError, match=r"`NoTask.build` must return a number, not an `object`"):
        require_kind(object(), int, NoTask(), "build", "a number")
