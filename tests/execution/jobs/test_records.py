from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from training.errors import RunError
from training.execution.jobs.job import Job
from training.execution.jobs.records import find_job, job_folder, list_jobs, write_job


def job(runs: Path, name: str, created: str = "2026-01-01") -> Job:
    found = Job(name, "local", created, runs / name, {"process": 7}, job_folder(runs, name))
    write_job(found)
    return found


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = job(tmp_path, "demo")
    assert find_job("demo", tmp_path) == written
    elsewhere = Job("far", "azureml", "2026-01-02", None, {}, job_folder(tmp_path, "far"))
    write_job(elsewhere)
    assert find_job("far", tmp_path) == elsewhere


def test_a_second_job_of_a_run_has_a_number(tmp_path: Path) -> None:
    names = [job_folder(tmp_path, "demo").name for _ in range(3)]
    assert names == ["demo", "demo-2", "demo-3"]


def test_jobs_are_listed_by_their_beginning_and_the_latest_is_the_last(tmp_path: Path) -> None:
    job(tmp_path, "b", "2026-01-01")
    job(tmp_path, "a", "2026-01-02")
    assert [one.id for one in list_jobs(tmp_path)] == ["b", "a"]
    assert find_job("latest", tmp_path).id == "a"


def test_a_job_that_is_not_there_is_reported_with_the_nearest_and_the_newest(
    tmp_path: Path,
) -> None:
    with pytest.raises(RunError, match=r"no such job in .*\.jobs\. Start one with"):
        find_job("latest", tmp_path)
    for number in range(4):
        job(tmp_path, f"demo{number}", f"2026-01-0{number + 1}")
    with pytest.raises(RunError, match=r"Newest: demo3, demo2, demo1\. Start"):
        find_job("demo", tmp_path)


@pytest.mark.parametrize(
    "change", [{"id": "other"}, {"handle": []}, {"more": 1}, {"launcher": ""}, {"created": None}]
)
def test_a_damaged_record_is_named_and_hides_no_other(
    change: dict[str, Any], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    record = job(tmp_path, "bad").folder / "job.json"
    record.write_text(json.dumps({**json.loads(record.read_text()), **change}))
    job(tmp_path, "good")
    with pytest.raises(RunError, match=r"the record of the job is damaged .* Delete its folder"):
        find_job("bad", tmp_path)
    with caplog.at_level(logging.WARNING, logger="training"):
        assert [one.id for one in list_jobs(tmp_path)] == ["good"]
    assert "bad/job.json" in caplog.text


def test_a_name_cannot_lead_out_of_the_folder_of_jobs(tmp_path: Path) -> None:
    job(tmp_path / "inner", "demo")
    with pytest.raises(RunError, match="no such job"):
        find_job("../inner/.jobs/demo", tmp_path)
