from __future__ import annotations

from pathlib import Path

import pytest

from training.config import RunConfig
from training.core.runs.directory import open_run, start_run
from training.errors import ConfigError, RunError
from training.execution.launchers.run_directory import (
    finished_result,
    lacks_report,
    new_or_given,
    recording_failure,
)
from training.execution.process_group.failure_reports import RankFailedError


def config(runs: Path) -> RunConfig:
    return RunConfig(output_dir=runs, name="demo")


def test_a_new_directory_goes_when_a_mistake_kept_the_run_from_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError), new_or_given(config(tmp_path), None) as made:
        raise ConfigError("no")
    assert not made.exists()


def test_it_stays_when_the_run_has_begun_or_a_bug_ends_it(tmp_path: Path) -> None:
    def begin(folder: Path) -> None:
        start_run(folder, "seed: 1\n")
        raise ConfigError("no")

    with pytest.raises(ConfigError), new_or_given(config(tmp_path), None) as begun:
        begin(begun)
    with pytest.raises(ZeroDivisionError), new_or_given(config(tmp_path), None) as broken:
        raise ZeroDivisionError
    assert begun.is_dir()
    assert broken.is_dir()


def test_a_directory_that_was_given_is_never_deleted(tmp_path: Path) -> None:
    with pytest.raises(ConfigError), new_or_given(config(tmp_path), tmp_path) as given:
        raise ConfigError("no")
    assert given == tmp_path
    assert tmp_path.is_dir()


def test_only_a_complete_run_without_a_report_lacks_it(tmp_path: Path) -> None:
    assert not lacks_report(None)
    assert not lacks_report(tmp_path)
    run = start_run(tmp_path, "seed: 1\n")
    assert not lacks_report(tmp_path)
    run.update(status="completed")
    assert lacks_report(tmp_path)
    (tmp_path / "report.html").touch()
    assert not lacks_report(tmp_path)


def test_the_result_is_that_of_the_record(tmp_path: Path) -> None:
    run = start_run(tmp_path, "seed: 1\n")
    with pytest.raises(RunError, match=r"`ranks` folder.*`training train --resume"):
        finished_result(tmp_path)
    run.update(status="completed")
    assert finished_result(tmp_path).best_epoch == 0
    metrics = {"validation": {"f1": 0.5}, "test": {"f1": 0.4}}
    run.update(best_epoch=3, metrics=metrics)
    found = finished_result(tmp_path)
    assert (found.best_epoch, found.validation, found.test) == (3, {"f1": 0.5}, {"f1": 0.4})


@pytest.mark.parametrize(
    ("before", "after"), [("interrupted", "failed"), ("completed", "completed")]
)
def test_a_run_that_was_stopped_because_a_rank_failed_is_recorded_as_failed(
    before: str, after: str, tmp_path: Path
) -> None:
    start_run(tmp_path, "seed: 1\n", status=before)
    with pytest.raises(RankFailedError), recording_failure(tmp_path):
        raise RankFailedError("rank 1 of 2 failed: odd loss", 1)
    record = open_run(str(tmp_path)).record
    assert record["status"] == after
    assert record.get("error") == ("rank 1 of 2 failed: odd loss" if after == "failed" else None)


def test_a_failure_before_there_is_a_record_leaves_none(tmp_path: Path) -> None:
    with pytest.raises(RankFailedError), recording_failure(tmp_path):
        raise RankFailedError("rank 0 of 2 failed: no", 1)
    assert list(tmp_path.iterdir()) == []


def test_a_signal_from_outside_leaves_the_run_interrupted(tmp_path: Path) -> None:
    start_run(tmp_path, "seed: 1\n", status="interrupted")
    with pytest.raises(KeyboardInterrupt), recording_failure(tmp_path):
        raise KeyboardInterrupt
    assert open_run(str(tmp_path)).record["status"] == "interrupted"
