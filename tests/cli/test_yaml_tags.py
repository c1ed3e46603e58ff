"""No YAML file makes a Python object, whichever command reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli


@pytest.mark.parametrize(
    "command",
    [("train",), ("config", "show"), ("hpo", "run"), ("final", "run", "--config")],
    ids=" ".join,
)
def test_a_tag_of_python_in_a_file_is_refused_and_runs_nothing(
    command: tuple[str, ...], cli: Cli, tmp_path: Path
) -> None:
    made = tmp_path / "made"
    file = tmp_path / "given.yaml"
    file.write_text(f"seed: !!python/object/apply:os.mkdir ['{made}']\n")
    told = cli(*command, file)
    assert told.code == 2
    assert "given.yaml:1: the tag `!!python/object/apply:os.mkdir`" in told.err
    assert not made.exists()


def test_a_tag_of_python_in_the_files_of_a_run_is_refused(cli: Cli, tmp_path: Path) -> None:
    made = tmp_path / "made"
    run = tmp_path / "run"
    run.mkdir()
    (run / "run.json").write_text('{"id": "run", "status": "interrupted"}')
    for name in ("config.yaml", "sweep.yaml"):
        (run / name).write_text(f"seed: !!python/object/apply:os.mkdir ['{made}']\n")
    for command in (("train", "--resume"), ("hpo", "resume")):
        told = cli(*command, run)
        assert told.code == 2
        assert "!!python/object/apply" in told.err
    assert not made.exists()
