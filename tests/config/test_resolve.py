"""Every layer has its rank, and every value says where it is from."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.config import Extension, RunConfig, resolve_config

Write = Callable[[str, str], Path]

VALUES = {
    ("seed",): st.integers(0, 9),
    ("name",): st.sampled_from(["a", "b", "2e-5", "c"]),
    ("training", "epochs"): st.integers(1, 9),
    ("training", "learning_rate"): st.floats(1e-6, 1.0),
    ("training", "early_stopping", "patience"): st.integers(1, 9),
    ("logging", "trackers"): st.lists(st.sampled_from("xyz"), max_size=3),
}
LAYER = st.fixed_dictionaries({}, optional=VALUES)


def nested(flat: dict[tuple[str, ...], Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for path, value in flat.items():
        section = result
        for part in path[:-1]:
            section = section.setdefault(part, {})
        section[path[-1]] = value
    return result


@settings(max_examples=40, deadline=None)
@given(provider=LAYER, experiment=LAYER, first=LAYER, second=LAYER, environ=LAYER, overrides=LAYER)
def test_the_later_of_two_layers_wins(
    provider: Any, experiment: Any, first: Any, second: Any, environ: Any, overrides: Any
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("experiment.yaml", "first.yaml", "second.yaml")]
        for file, layer in zip(files, (experiment, first, second), strict=True):
            file.write_text(json.dumps(nested(layer)))
        found = resolve_config(
            files[0],
            files[1:],
            {"__".join(["training", *path]).upper(): json.dumps(v) for path, v in environ.items()},
            [f"{'.'.join(path)}={json.dumps(v)}" for path, v in overrides.items()],
            lambda _: Extension(defaults=[("provider", nested(provider))]),
        )
    ranked = [("provider", provider), ("experiment", experiment), ("first", first)]
    ranked += [("second", second), ("environment variable", environ), ("--set", overrides)]
    rows = {row.key: row for row in found.rows()}
    for path in VALUES:
        row = rows[".".join(path)]
        givers = [(name, layer[path]) for name, layer in ranked if path in layer]
        if givers:
            assert row.value == givers[-1][1]
            assert givers[-1][0] in str(row.origin)
        else:
            assert row.origin.kind == "default"


def test_without_anything_given_all_is_default() -> None:
    found = resolve_config(environ={})
    assert found.config == RunConfig()
    assert {origin.kind for origin in found.origins.values()} == {"default"}


def test_every_value_has_one_row_with_its_origin(write: Write) -> None:
    file = write("x.yaml", "training:\n  epochs: 3\n  early_stopping: {enabled: true}\n")
    found = resolve_config(file, environ={"TRAINING__SEED": "1"}, overrides=["name=n"])
    rows = {row.key: (row.value, str(row.origin)) for row in found.rows()}
    assert rows["training.epochs"] == (3, "x.yaml:2")
    assert rows["training.early_stopping.enabled"] == (True, "x.yaml:3")
    assert rows["training.early_stopping.patience"] == (3, "default")
    assert rows["seed"] == (1, "environment variable TRAINING__SEED")
    assert rows["name"] == ("n", "--set name=n")
    assert rows["output_dir"] == ("runs", "default")
    assert len(rows) == len(found.origins)


def test_the_origin_of_a_file_names_path_and_line(write: Write) -> None:
    file = write("a/x.yaml", "\nseed: 3\n")
    origin = resolve_config(file, environ={}).origins["seed",]
    assert (origin.kind, origin.file, origin.line) == ("file", file, 2)


def test_a_data_path_in_a_file_is_relative_to_that_file(write: Write) -> None:
    write("conf/data/demo.yaml", "path: ../../corpus/train.jsonl")
    file = write("conf/x.yaml", "data: data/demo.yaml")
    found = resolve_config(file, environ={}).config.data.path
    assert found == Path.cwd() / "corpus/train.jsonl"


@pytest.mark.parametrize("as_variable", [True, False])
def test_a_data_path_given_by_hand_is_relative_to_the_working_directory(
    write: Write, as_variable: bool
) -> None:
    file = write("conf/x.yaml", "data: {path: a}")
    environ = {"TRAINING__DATA__PATH": "b"} if as_variable else {}
    overrides = [] if as_variable else ["data.path=b"]
    found = resolve_config(file, environ=environ, overrides=overrides).config
    assert found.data.path == Path.cwd() / "b"


def test_absolute_and_home_paths_are_taken_as_they_are(write: Write) -> None:
    one = resolve_config(write("a/x.yaml", "data: {path: /corpus}"), environ={}).config
    two = resolve_config(write("a/y.yaml", "data: {path: ~/corpus}"), environ={}).config
    assert one.data.path == Path("/corpus")
    assert two.data.path == Path.home() / "corpus"


def test_the_output_directory_is_relative_to_the_working_directory(write: Write) -> None:
    found = resolve_config(write("a/x.yaml", "output_dir: out"), environ={}).config
    assert found.output_dir == Path("out")


def test_without_a_data_path_there_is_none(write: Write) -> None:
    assert (
        resolve_config(write("x.yaml", "data: {path: null}"), environ={}).config.data.path is None
    )


def test_a_resolved_configuration_cannot_be_changed() -> None:
    config = resolve_config(environ={}).config
    with pytest.raises(ValueError, match="frozen"):
        config.seed = 3
