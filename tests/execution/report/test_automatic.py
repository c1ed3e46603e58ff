from __future__ import annotations

import logging
from pathlib import Path

import pytest

from training.core.runs.directory import start_run
from training.execution.report.automatic import leave_report


@pytest.mark.parametrize(("rank", "written"), [(None, True), ("0", True), ("1", False)])
def test_the_first_of_several_processes_leaves_the_page(
    rank: str | None, written: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("RANK", rank), ("LOCAL_RANK", rank), ("WORLD_SIZE", "2")):
        if rank is None or value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    run = start_run(tmp_path, "seed: 1\n")
    leave_report(run, tmp_path)
    assert (tmp_path / "report.html").is_file() is written


def test_a_page_that_cannot_be_written_is_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run = start_run(tmp_path, "seed: 1\n")
    (tmp_path / "report.html").mkdir()
    with caplog.at_level(logging.WARNING, logger="training"):
        leave_report(run, tmp_path)
    assert "the report could not be written" in caplog.text
