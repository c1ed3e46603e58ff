from __future__ import annotations

import pytest

from training.core.losses.build import build_loss
from training.core.losses.focal import Focal
from training.core.losses.r_drop import RDrop
from training.core.run_config.resolve import resolve_run_config
from training.core.tasks.token_classification.options import TokenClassificationOptions
from training.errors import ConfigError, PluginError


def task_section(*overrides: str) -> TokenClassificationOptions:
    section = resolve_run_config(overrides=overrides, environ={}).config.task
    assert isinstance(section, TokenClassificationOptions)
    return section


def test_the_chosen_loss_gets_its_options_and_the_names_of_the_classes() -> None:
    section = task_section("task.loss.name=focal", "task.loss.gamma=3")
    built = build_loss(section, ["O", "B-A", "I-A"])
    assert isinstance(built.loss, Focal)
    assert built.loss.settings.gamma == 3
    assert built.loss.classes == ("O", "B-A", "I-A")


def test_options_made_without_plugins_are_the_defaults() -> None:
    assert build_loss(TokenClassificationOptions(), ["O"]).passes == 1


def test_label_smoothing_is_refused_with_a_loss_that_cannot_do_it() -> None:
    section = task_section("task.loss.name=focal", "task.label_smoothing=0.1")
    with pytest.raises(ConfigError, match=r"label_smoothing=0.1 and task.loss.name=focal"):
        build_loss(section, ["O"])


def test_label_smoothing_stays_with_two_passes() -> None:
    section = task_section("task.loss.name=r-drop", "task.label_smoothing=0.1")
    assert build_loss(section, ["O"]).smoothing == 0.1


def test_a_loss_without_a_pass_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RDrop, "passes", 0)
    with pytest.raises(PluginError, match=r"`r-drop` asks for 0 passes"):
        build_loss(task_section("task.loss.name=r-drop"), ["O"])


def test_an_unknown_loss_and_an_unknown_option_are_named_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"`task.loss.name` names the unknown 'focl'.*`focal`"):
        task_section("task.loss.name=focl")
    with pytest.raises(ConfigError, match=r"unknown key `task.loss.gama`.*`gamma`"):
        task_section("task.loss.name=focal", "task.loss.gama=1")
    with pytest.raises(ConfigError, match=r"Did you mean `task.loss.name=focal`"):
        task_section("task.loss=focal")
