from __future__ import annotations

import os
from pathlib import Path

import pytest

from training.config import RunConfig
from training.core.runs.provenance import Provenance
from training.core.trainer.observers.observer import Evaluation, Observer
from training.execution.jobs.event_pipe import EventSender, pipe_writer
from training.execution.jobs.job_directory import job_directory
from training.execution.jobs.job_spec import JobSpec


class Heard(Observer):
    def __init__(self) -> None:
        self.evaluations: list[Evaluation] = []

    def on_evaluation(self, evaluation: Evaluation) -> None:
        self.evaluations.append(evaluation)


def test_processes_find_their_order_and_leave_reports_until_the_block_ends(
    tmp_path: Path,
) -> None:
    heard, evaluation = Heard(), Evaluation("validation", 1, 10, {"f1": 0.5}, True)
    with job_directory(JobSpec(RunConfig(), tmp_path, Provenance("train")), heard) as place:
        assert place.folder.stat().st_mode & 0o077 == 0
        assert JobSpec.read(place.folder).directory == tmp_path
        assert place.arguments[2:] == (str(place.folder), str(os.getpid()))
        assert place.logs.parent == tmp_path
        EventSender(pipe_writer(place.folder / "events")).on_evaluation(evaluation)
        place.events.pump()
    assert heard.evaluations == [evaluation]
    assert not place.folder.exists()


def test_the_folder_goes_also_when_the_run_fails(tmp_path: Path) -> None:
    spec = JobSpec(RunConfig(), tmp_path, Provenance("train"))
    with pytest.raises(KeyError), job_directory(spec, Observer()) as place:
        raise KeyError
    assert not place.folder.exists()
