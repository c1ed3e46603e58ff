from __future__ import annotations

from pathlib import Path

import pytest

from training.errors import ConfigError
from training.execution.final_training.settings import (
    FinalSettings,
    read_final_settings,
    with_settings,
)


def read(tmp_path: Path, text: str) -> FinalSettings:
    file = tmp_path / "final_training.yaml"
    file.write_text(text)
    return read_final_settings(file)[0]


def test_without_a_file_an_equal_training_is_used_again() -> None:
    settings, layer = read_final_settings(None)
    assert (settings.mode, settings.source.type, settings.wait) == (
        "reuse_if_exists",
        "scratch",
        True,
    )
    assert layer.values == {}


def test_what_stands_below_config_belongs_to_the_run_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "final_training.yaml"
    file.write_text("mode: force_new\nconfig:\n  training:\n    epochs: 3\n")
    settings, layer = read_final_settings(file)
    assert settings.mode == "force_new"
    assert layer.values == {"training": {"epochs": 3}}
    origin = layer.origin(("training", "epochs"))
    assert origin is not None
    assert str(origin).endswith("final_training.yaml:4")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "training: {epochs: 3}\n",
            "`training` is a key of the run's configuration.*below `config:`",
        ),
        ("mode: again\n", "`mode` must be one of"),
        ("source: {parent: {spec_fp: abc}}\n", "`source.parent.spec_fp`"),
        ("variant: 0\n", "`variant` must be a whole number >= 1"),
        ("sorce: {}\n", "Did you mean `source`"),
    ],
)
def test_a_mistake_is_reported_with_its_place(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=message):
        read(tmp_path, text)


def test_options_that_were_given_take_the_place_of_the_files(tmp_path: Path) -> None:
    settings = read(tmp_path, "mode: force_new\nvariant: 2\n")
    changed = with_settings(settings, {"mode": None, "variant": 3, "wait": False})
    assert (changed.mode, changed.variant, changed.wait) == ("force_new", 3, False)
