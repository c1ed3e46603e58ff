from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from threading import Timer

import pytest

from training.config import RunConfig
from training.core.runs.directory import locked, open_run, start_run
from training.errors import ConfigError, RunError
from training.execution.launchers.run_directory import (
    finished_result,
    lacks_report,
    new_or_given,
    recording_failure,
)
from training.execution.process_group.failure_reports import RankFailedError, RankMistakeError


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


def launch_that_ends(
    directory: Path, status: str, error: BaseException, busy: ExitStack | None = None
) -> None:
    """Begin a run within a launch; with `busy` its main rank ends a little later by itself."""
    with recording_failure(directory):
        run = start_run(directory, "seed: 1\n", status=status)
        if busy is not None:
            busy.enter_context(locked(directory))
            busy.callback(run.update, status="failed", error="RuntimeError: odd loss")
            Timer(0.2, busy.close).start()
        raise error


@pytest.mark.parametrize(
    ("before", "after"),
    [("interrupted", "failed"), ("running", "failed"), ("completed", "completed")],
)
@pytest.mark.parametrize(
    "error", [RankFailedError("rank 1 of 2 failed: odd", 1), RankMistakeError("rank 1 of 2: no x")]
)
def test_a_run_that_was_ended_because_a_rank_failed_is_recorded_as_failed(
    before: str, after: str, error: Exception, tmp_path: Path
) -> None:
    with pytest.raises(type(error)):
        launch_that_ends(tmp_path, before, error)
    record = open_run(str(tmp_path)).record
    assert record["status"] == after
    assert record.get("error") == (str(error) if after == "failed" else None)


@pytest.mark.parametrize("status", ["interrupted", "running"])
def test_a_run_of_before_that_a_launch_did_not_begin_stays_as_it_was(
    status: str, tmp_path: Path
) -> None:
    start_run(tmp_path, "seed: 1\n", status=status)
    with pytest.raises(RankMistakeError), recording_failure(tmp_path):
        raise RankMistakeError("config.yaml differs in `seed`")
    assert open_run(str(tmp_path)).record["status"] == status


def test_a_main_rank_that_still_ends_has_the_last_word(tmp_path: Path) -> None:
    with ExitStack() as busy, pytest.raises(RankFailedError):
        launch_that_ends(tmp_path, "running", RankFailedError("rank 1 failed", 1), busy)
    assert open_run(str(tmp_path)).record["error"] == "RuntimeError: odd loss"


def test_a_failure_before_there_is_a_record_leaves_none(tmp_path: Path) -> None:
    with pytest.raises(RankFailedError), recording_failure(tmp_path):
        raise RankFailedError("rank 0 of 2 failed: no", 1)
    assert list(tmp_path.iterdir()) == []


def test_a_signal_from_outside_leaves_the_run_interrupted(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        launch_that_ends(tmp_path, "interrupted", KeyboardInterrupt())
    assert open_run(str(tmp_path)).record["status"] == "interrupted"
