"""Callbacks given as a list are the section of their names, in every layer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from training.config import to_yaml
from training.core.run_config.resolve import resolve_run_config
from training.errors import ConfigError


def chosen(*overrides: str, file: Path | None = None, environ: Any = None) -> dict[str, Any]:
    config = resolve_run_config(file, overrides=overrides, environ=environ or {}).config
    return config.training.callbacks.model_dump()


def experiment(folder: Path, text: str) -> Path:
    file = folder / "experiment.yaml"
    file.write_text(f"training:\n  callbacks: {text}\n")
    return file


def test_a_list_holds_names_and_names_with_options_in_their_order() -> None:
    found = chosen("training.callbacks=[early-stopping, {ema: {decay: 0.5}}, {swa: null}]")
    assert list(found) == ["early_stopping", "ema", "swa"]
    assert found["ema"] == {"decay": 0.5, "every_steps": 1}


def test_a_mapping_is_the_same(tmp_path: Path) -> None:
    file = experiment(tmp_path, "{early-stopping: , ema: {decay: 0.5}}")
    assert chosen(file=file) == chosen("training.callbacks=[early-stopping, {ema: {decay: 0.5}}]")


def test_one_option_is_overridden_and_the_others_stay(tmp_path: Path) -> None:
    file = experiment(tmp_path, "[{ema: {decay: 0.5, every_steps: 3}}, swa]")
    environ = {"TRAINING__TRAINING__CALLBACKS__EMA__EVERY_STEPS": "4"}
    found = chosen("training.callbacks.ema.decay=0.7", file=file, environ=environ)
    assert list(found) == ["ema", "swa"]
    assert found["ema"] == {"decay": 0.7, "every_steps": 4}


def test_a_list_replaces_the_list_below_and_a_mapping_adds_to_it(tmp_path: Path) -> None:
    file = experiment(tmp_path, "[ema]")
    assert list(chosen("training.callbacks=[swa]", file=file)) == ["swa"]
    assert list(chosen("training.callbacks=[]", file=file)) == []
    assert list(chosen("training.callbacks.swa.start=0.5", file=file)) == ["ema", "swa"]
    both = ("training.callbacks=[swa]", "training.callbacks.swa.start=0.5")
    assert chosen(*both, file=file) == {"swa": {"start": 0.5, "every_steps": None}}


def test_what_is_dumped_is_read_back_with_callbacks_that_have_no_options(tmp_path: Path) -> None:
    given = "training.callbacks=[{early-stopping: {metric: f1}}, ema]"
    config = resolve_run_config(overrides=[given], environ={}).config
    (tmp_path / "dump.yaml").write_text(to_yaml(config))
    assert resolve_run_config(tmp_path / "dump.yaml", environ={}).config == config


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("[3]", r"`training\.callbacks\[0\]` must be a name, or a mapping .*; not 3"),
        ("[{ema: 0.9}]", r"not `ema` with 0\.9 where its options belong"),
        ("[{ema: , decay: 0.9}]", r"a mapping of `ema` and `decay`. Options stand below the name"),
        ("[{name: ema, decay: 0.9}]", r"Write `ema: \{decay: …\}`"),
        ("[ema, ema]", "names `ema` twice"),
        ("[early-stopping, early_stopping]", "names `early_stopping` twice"),
        (
            "ema",
            r"`training\.callbacks` must be a list of names.*mean `training.callbacks=\[ema\]`",
        ),
        ("3", r"`training\.callbacks` must be a list of names.*not 3"),
        ("[emma]", r"names the unknown 'emma'. Did you mean `ema`\?"),
        ("[{ema: {decay: 2}}]", r"`training\.callbacks\.ema\.decay` must be a number > 0 and < 1"),
        ("[{ema: {dcay: 0.5}}]", r"unknown key `training\.callbacks\.ema\.dcay`.* mean `decay`"),
    ],
)
def test_a_mistake_is_named_with_its_place(given: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=f"(?s)experiment.yaml:2: .*{words}"):
        chosen(file=experiment(tmp_path, given))


def test_the_name_of_a_metric_without_its_list_is_answered_with_the_list() -> None:
    with pytest.raises(ConfigError, match=r"mean `task\.metrics=\[fbeta\]`"):
        resolve_run_config(overrides=["task.metrics=fbeta"], environ={})


def test_the_place_of_an_option_in_a_list_is_its_line(tmp_path: Path) -> None:
    file = tmp_path / "experiment.yaml"
    file.write_text("training:\n  callbacks:\n  - swa\n  - ema:\n      decay: 3\n")
    with pytest.raises(ConfigError, match=r"experiment\.yaml:5: `training\.callbacks\.ema\.decay`"):
        chosen(file=file)


def test_the_order_of_callbacks_is_part_of_the_specification() -> None:
    from training.core.runs.fingerprints import deciding_values

    orders = [
        deciding_values(resolve_run_config(overrides=[given], environ={}).config)
        for given in (
            "training.callbacks=[ema, early-stopping]",
            "training.callbacks=[early-stopping, ema]",
        )
    ]
    assert orders[0] != orders[1]
    assert "training.callbacks" not in deciding_values(resolve_run_config(environ={}).config)
