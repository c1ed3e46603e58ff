from __future__ import annotations

import os
from pathlib import Path

import pytest

from training.execution.launchers.elastic.logs import RankLogs, log_name


@pytest.mark.parametrize(("restarts", "name"), [("0", "rank-3.log"), ("1", "rank-3.restart-1.log")])
def test_a_process_that_is_started_again_has_a_log_of_its_own(restarts: str, name: str) -> None:
    assert log_name({"RANK": "3", "TORCHELASTIC_RESTART_COUNT": restarts}) == name


def test_logs_are_named_by_rank_and_not_by_the_number_on_the_machine(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    environment = {"RANK": "5", "TORCHELASTIC_RESTART_COUNT": "0"}
    logs = RankLogs(tmp_path / "ranks", scratch).reify({1: environment})
    assert logs.stderrs == {1: str(tmp_path / "ranks" / "rank-5.log")}
    assert logs.stdouts == {1: os.devnull}
    assert (tmp_path / "ranks").is_dir()
    assert Path(logs.error_files[1]).parent.parent == scratch
