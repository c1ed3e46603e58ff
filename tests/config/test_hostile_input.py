"""Whatever stands in a file, in `--set` or in a variable: a configuration, or an error of ours."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.config import resolve_config
from training.config.layers.config_file import read_plain
from training.errors import ConfigError

WORDS = "a training epochs task labels data path name NO 1e5 9999 0x1f .inf .nan <<: : - ? , # & *"
SIGNS = "&a *a ! !!int !!binary | > % @ ` [ ] { } \\ ~ --- ... = . .. 👍 é"
OTHERS = [" ", "'", '"', "\t", "\n", "\r", "\x00", "\x85", "\u2028", "\ufeff", "\udcff", "\n  "]
ESCAPES = ['"\\ud83d"', '"\\ud83d\\udc4d"', ": ", "- ", "9" * 5000, "[" * 60, "{a: " * 60]
PIECES = st.sampled_from([*WORDS.split(), *SIGNS.split(), *OTHERS, *ESCAPES])
TEXTS = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=30)
TOP = ["name", "seed", "output_dir", "task", "training", "", ".", "a.b"]
INNER = ["task.labels", "model.backbone", "data.path", "training.epochs", "logging.trackers"]
KEYS = st.sampled_from([*TOP, *INNER])


def resolved(**arguments: Any) -> None:
    """Resolve, and accept nothing but a configuration or the error of a configuration."""
    try:
        config = resolve_config(**{"environ": {}, **arguments}).config
    except ConfigError as error:
        str(error).encode()
    else:
        config.model_dump_json()


@settings(max_examples=60)
@given(TEXTS)
def test_any_text_as_a_file_is_a_configuration_or_an_error_of_ours(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.mktemp("config") / "x.yaml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    resolved(experiment=file)
    with suppress(ConfigError):
        read_plain(file)


@settings(max_examples=60)
@given(st.binary(max_size=40))
def test_any_bytes_as_a_file_are_a_configuration_or_an_error_of_ours(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.mktemp("config") / "x.yaml"
    file.write_bytes(content)
    resolved(experiment=file)


@settings(max_examples=60)
@given(KEYS, TEXTS)
def test_any_value_of_set_is_a_configuration_or_an_error_of_ours(key: str, value: str) -> None:
    resolved(overrides=[f"{key}={value}"])
    resolved(overrides=[value])


@settings(max_examples=60)
@given(KEYS, TEXTS)
def test_any_variable_is_a_configuration_or_an_error_of_ours(key: str, value: str) -> None:
    resolved(environ={f"TRAINING__{key.upper().replace('.', '__')}": value})
    resolved(environ={f"TRAINING__{value}": "1"})


@pytest.mark.parametrize("depth", [40, 300, 100_000])
@pytest.mark.parametrize("begin", ["[", "{a: ", "- "])
def test_yaml_of_any_depth_is_refused_with_its_place(
    tmp_path: Path, begin: str, depth: int
) -> None:
    file = tmp_path / "x.yaml"
    end = {"[": "]", "{a: ": "}", "- ": "x"}[begin]
    file.write_text(f"task: {begin * depth}{end * (depth if begin != '- ' else 1)}")
    with pytest.raises(ConfigError, match=r"x\.yaml:1: "):
        resolve_config(file, environ={})


@pytest.mark.parametrize("number", ["9" * 5000, "-" + "9" * 5000, "0x" + "f" * 5000])
def test_a_number_of_thousands_of_digits_is_refused_in_a_short_message(
    tmp_path: Path, number: str
) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(f"training:\n  epochs: {number}\n")
    with pytest.raises(ConfigError, match=r"x\.yaml:2: .*characters") as caught:
        resolve_config(file, environ={})
    assert len(str(caught.value)) < 300
    with pytest.raises(ConfigError, match=r"--set training\.epochs=") as caught:
        resolve_config(overrides=[f"training.epochs={number}"], environ={})
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("text", ["👍", "naïve", "日本 𝄞"])
def test_what_json_dumps_writes_is_read_as_it_was(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(json.dumps({"task": {text: [text]}}))
    assert read_plain(file) == {"task": {text: [text]}}


@pytest.mark.parametrize("key", ["data.path", "data.cache_dir", "output_dir"])
@pytest.mark.parametrize("path", ['"a\\0b"', "a" * 300, "/".join(["ab"] * 2000)])
def test_a_path_that_no_file_system_takes_is_refused_with_its_key(key: str, path: str) -> None:
    with pytest.raises(ConfigError, match=rf"`{key}` cannot be a path"):
        resolve_config(overrides=[f"{key}={path}"], environ={})


def test_a_name_that_makes_too_long_a_folder_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"`name` must be text .* at most 150"):
        resolve_config(overrides=["name=" + "a" * 200], environ={})


def test_labels_that_yaml_reads_as_true_or_false_are_shown_as_written(tmp_path: Path) -> None:
    file = tmp_path / "norway.yaml"
    file.write_text("logging: {trackers: [NO, 'ON', SE]}\n")
    with pytest.raises(ConfigError) as caught:
        resolve_config(file, environ={})
    assert "`logging.trackers[0]` must be text, not false. `NO` without quotes means false" in str(
        caught.value
    )
    assert "ON" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("training:\n  epochs: 3\n   batch_size: 2\n", 3, "begin in the same column"),
        ("training:\n  epochs: 3\n batch_size: 2\n", 3, "begin in the same column"),
        ("training:\n\tepochs: 3\n", 2, "indented with a tab"),
        ("training: {epochs: 3\nname: x\n", 2, "is not closed"),
        ("name: 'x\n", 2, "not closed"),
        ("name: @x\n", 1, "Put it in quotes"),
    ],
)
def test_mistakes_of_indentation_and_quotes_are_explained_at_their_line(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=words) as caught:
        resolve_config(file, environ={})
    assert f"x.yaml:{line}: not valid YAML" in str(caught.value)


def test_a_sweep_file_says_which_command_takes_it(tmp_path: Path) -> None:
    file = tmp_path / "sweep.yaml"
    file.write_text("name: x\nsearch_space: {training.epochs: {type: choice, values: [1, 2]}}\n")
    with pytest.raises(ConfigError, match=r"sweep\.yaml:2: .*sweep file.*`training hpo run "):
        resolve_config(file, environ={})
    with pytest.raises(ConfigError, match=r"`training hpo run "):
        resolve_config(configs=[file], environ={})


def test_set_without_an_equals_sign_is_explained_before_the_file_that_its_value_became() -> None:
    with pytest.raises(ConfigError, match=r"--set training\.epochs: there is no `=`"):
        resolve_config(Path("3"), overrides=["training.epochs"], environ={})
