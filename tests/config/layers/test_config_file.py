"""A configuration file that cannot be used is named, with the line and the way out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from training.config import MissingConfigFileError
from training.config.layers.config_file import read_layer
from training.errors import ConfigError

Write = Callable[[str, str], Path]


def refused(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        read_layer(path)
    return str(caught.value)


def test_values_know_the_file_and_line_they_stand_in(write: Write) -> None:
    layer = read_layer(write("a.yaml", "name: x\ntraining:\n  epochs: 3\n"))
    origin = layer.origins["training", "epochs"]
    assert (str(origin), origin.file, origin.line) == ("a.yaml:3", Path("a.yaml"), 3)


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "\ufeff"])
def test_an_empty_file_is_an_empty_mapping(write: Write, text: str) -> None:
    assert read_layer(write("a.yaml", text)).values == {}


def test_a_byte_order_mark_is_no_part_of_the_first_key(write: Write) -> None:
    assert read_layer(write("a.yaml", "\ufeffname: x")).values == {"name": "x"}


@pytest.mark.parametrize("text", ["\n- a\n", "\njust text\n", "\nnull\n", "\n3\n"])
def test_a_top_level_that_is_no_mapping_is_refused(write: Write, text: str) -> None:
    assert "a.yaml:2: the top level" in refused(write("a.yaml", text))


def test_a_missing_file_is_named_with_the_nearest_one(write: Write) -> None:
    write("conf/experiment.yaml", "")
    message = refused(Path("conf/experimnt.yaml"))
    assert "`conf/experimnt.yaml` does not exist. Did you mean `experiment.yaml`?" in message


def test_a_missing_file_is_a_file_not_found_error_too() -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        read_layer(Path("nowhere/a.yaml"))
    assert issubclass(MissingConfigFileError, ConfigError)


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    assert "is a directory; name a YAML file inside it" in refused(tmp_path)


def test_bytes_that_are_not_utf8_are_named_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"name: x\nmore: caf\xe9\n")
    assert "a.yaml:2: byte 0xe9 is not UTF-8. Save the file as UTF-8." in refused(
        tmp_path / "a.yaml"
    )


def test_a_file_below_another_file_cannot_be_read(write: Write) -> None:
    assert "cannot be read: Not a directory" in refused(write("a.yaml", "") / "b.yaml")
