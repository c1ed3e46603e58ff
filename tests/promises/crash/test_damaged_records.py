"""Whatever stands in the files of a run: commands answer, or say in a paragraph what is wrong."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.conftest import TINY, Cli
from training.cli.app import main
from training.core.checkpoints.layout import MANIFEST
from training.core.export.seal import seal_model
from training.core.io.json import sealed
from training.core.runs.directory import open_run

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers().map(lambda number: number * 10**40),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["\ud800", "\x1b[31m", "\0", "a" * 300, "../../..", "latest", "2026"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)
Damage = Callable[[bytes], bytes]


def paths_in(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield above
    if isinstance(value, (dict, list)):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for key, part in parts:
            yield from paths_in(part, (*above, key))


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    key, *rest = path
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[key] = replaced(copy[key], tuple(rest), new)
    return copy


@st.composite
def other_types(draw: st.DrawFn, content: bytes) -> bytes:
    """A valid record in which one or two values are of another type."""
    value = json.loads(content)
    for _ in range(draw(st.integers(1, 2))):
        path = draw(st.sampled_from(list(paths_in(value))))
        value = replaced(value, path, draw(VALUES))
    return json.dumps(value).encode("utf-8", "surrogatepass")


@st.composite
def broken_bytes(draw: st.DrawFn, content: bytes) -> bytes:
    at = draw(st.integers(0, len(content)))
    kind = draw(st.sampled_from(["cut", "deep", "huge", "twice", "bytes", "nan", "empty"]))
    return {
        "cut": content[:at],
        "deep": b"[" * 100_000,
        "huge": b'{"id": "x", "status": "completed", "seconds": ' + b"9" * 5000 + b"}",
        "twice": content.rstrip()[:-1] + b', "status": 1, "status": "completed"}',
        "bytes": content[:at] + b"\xff\xfe\0" + content[at:],
        "nan": b'{"id": "x", "status": "completed", "seconds": NaN, "seed": 1e999}',
        "empty": b"",
    }[kind]


def damaged(content: bytes) -> st.SearchStrategy[bytes]:
    """Damage of a JSON file, of another type or of its bytes."""
    return st.one_of(other_types(content), other_types(content), broken_bytes(content))


@pytest.fixture(scope="module")
def runs(trained: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a whole run, and one to be damaged."""
    folder = tmp_path_factory.mktemp("runs")
    for name in ("whole", "damaged"):
        copy = shutil.copytree(trained.run, folder / name)
        record = json.loads((copy / "run.json").read_text())
        (copy / "run.json").write_text(json.dumps({**record, "id": name}))
    return folder


def answer(*arguments: object) -> str:
    """Carry out a command; a traceback fails the test."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([str(one) for one in arguments])
    assert code in (0, 1, 2), err.getvalue()
    assert code != 2 or "error" in err.getvalue()
    return out.getvalue()


@given(st.data())
@settings(max_examples=20, deadline=None)
def test_any_run_json_is_shown_or_refused_and_never_hides_other_runs(
    runs: Path, data: st.DataObject
) -> None:
    path = runs / "damaged/run.json"
    before = path.read_bytes()
    try:
        path.write_bytes(data.draw(damaged(before)))
        listed = answer("runs", "list", "--runs", runs, "--json", "--kind", "all", "--all")
        assert "whole" in [json.loads(line)["id"] for line in listed.splitlines()]
        answer("runs", "list", "--runs", runs)
        answer("runs", "show", path.parent)
        answer("runs", "compare", path.parent, runs / "whole", "--runs", runs)
        answer("runs", "report", path.parent, "--runs", runs)
        answer("doctor", path.parent)
        answer("diff", path.parent, runs / "whole", "--runs", runs)
        answer("lineage", "show", path.parent, "--runs", runs)
        answer("evaluate", path.parent)
    finally:
        path.write_bytes(before)


@given(st.data())
@settings(max_examples=8, deadline=None)
def test_any_run_json_is_resumed_reproduced_or_refused(runs: Path, data: st.DataObject) -> None:
    path = runs / "damaged/run.json"
    before = path.read_bytes()
    interrupted = {**json.loads(before), "status": "interrupted", "best_epoch": None}
    copy = shutil.copytree(path.parent, runs.parent / "resumed", dirs_exist_ok=True)
    try:
        content = data.draw(damaged(json.dumps(interrupted).encode()))
        (copy / "run.json").write_bytes(content)
        answer("train", "--resume", copy, "--quiet")
    finally:
        shutil.rmtree(copy)


@given(st.data())
@settings(max_examples=12, deadline=None)
def test_any_sealed_description_of_a_model_is_loaded_or_refused(
    runs: Path, data: st.DataObject
) -> None:
    """Even one whose checksums agree, as a hostile folder has."""
    model = runs / "damaged/checkpoint"
    kept = shutil.copytree(model, runs.parent / "kept", dirs_exist_ok=True)
    run = open_run(str(model.parent))
    record = (run.directory / "run.json").read_bytes()
    try:
        path = model / "config.json"
        path.write_bytes(data.draw(damaged(path.read_bytes())))
        run.update(model={"manifest": seal_model(model)})
        answer("predict", run.directory, "Lunch with Tom")
        answer("evaluate", run.directory)
    finally:
        shutil.rmtree(model)
        shutil.copytree(kept, model)
        (run.directory / "run.json").write_bytes(record)


@given(st.data())
@settings(max_examples=12, deadline=None)
def test_any_manifest_of_a_model_is_refused_or_true(runs: Path, data: st.DataObject) -> None:
    path = runs / "damaged/checkpoint/manifest.json"
    before = path.read_bytes()
    try:
        content = data.draw(damaged(before))
        path.write_bytes(content)
        answer("doctor", path.parent.parent)
        answer("predict", path.parent.parent, "Lunch with Tom")
    finally:
        path.write_bytes(before)


@pytest.fixture(scope="module")
def stopped(trained: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = shutil.copytree(trained.run, tmp_path_factory.mktemp("stopped") / "run")
    record = json.loads((copy / "run.json").read_text())
    (copy / "run.json").write_text(json.dumps({**record, "status": "interrupted"}))
    return copy


def resealed(manifest: bytes, name: str, content: bytes) -> bytes:
    """The manifest of a checkpoint in which a file was exchanged by somebody who can count."""
    values = json.loads(manifest)
    del values["sha256"]
    values["files"][name] |= {"size": len(content), "sha256": sha256(content).hexdigest()}
    return sealed(values)


@given(st.data())
@settings(max_examples=8, deadline=None)
def test_any_sealed_state_of_a_checkpoint_is_resumed_or_refused(
    stopped: Path, data: st.DataObject
) -> None:
    copy = shutil.copytree(stopped, stopped.parent / "copy")
    try:
        newest = max((copy / "checkpoints").iterdir())
        content = data.draw(damaged((newest / "state.json").read_bytes()))
        manifest = resealed((newest / MANIFEST).read_bytes(), "state.json", content)
        (newest / "state.json").write_bytes(content)
        (newest / MANIFEST).write_bytes(manifest)
        answer("doctor", copy)
        answer("train", "--resume", copy, "--quiet")
    finally:
        shutil.rmtree(copy)


@given(st.data())
@settings(max_examples=12, deadline=None)
def test_any_sealed_manifest_of_a_checkpoint_is_examined(
    stopped: Path, data: st.DataObject
) -> None:
    newest = max((stopped / "checkpoints").iterdir())
    path = newest / MANIFEST
    before = path.read_bytes()
    try:
        values = json.loads(before)
        del values["sha256"]
        content = data.draw(damaged(json.dumps(values).encode()))
        with suppress(ValueError, RecursionError, TypeError):
            content = sealed(json.loads(content))
        path.write_bytes(content)
        answer("doctor", stopped)
    finally:
        path.write_bytes(before)


def test_a_run_folder_whose_name_is_not_utf8_is_a_row_and_hides_no_other(
    cli: Cli, runs: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(runs, tmp_path / "runs")
    (folder / "damaged").rename(folder / os.fsdecode(b"caf\xe9"))
    for _ in range(2):
        listed = cli("runs", "list", "--runs", folder, "--json")
        assert listed.code == 0
        rows = [json.loads(line) for line in listed.out.splitlines()]
        assert {(row["name"], row["status"]) for row in rows if row["id"] != "whole"} == {
            ("caf\\xe9", "damaged")
        }
        assert len(rows) == 2
    shutil.rmtree(folder / os.fsdecode(b"caf\xe9"))
    assert "caf" not in cli("runs", "list", "--runs", folder).out


def test_interrupted_runs_with_a_damaged_record_name_the_key(cli: Cli, tmp_path: Path) -> None:
    assert cli("train", *TINY, "--into", tmp_path / "run").code == 0
    path = tmp_path / "run/run.json"
    record = json.loads(path.read_text())
    path.write_text(json.dumps({**record, "seconds": "long"}))
    told = cli("train", "--resume", tmp_path / "run")
    assert told.code == 2
    assert f"{path}: the record of the run is damaged: `seconds` is 'long'" in told.err
    assert sys.exc_info() == (None, None, None)
