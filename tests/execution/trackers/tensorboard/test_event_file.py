from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("tensorboard")

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from training.execution.trackers.tensorboard.event_file import EventFile


def read(folder: Path) -> EventAccumulator:
    found = EventAccumulator(str(folder))
    found.Reload()
    return found


def test_numbers_are_shown_at_their_steps(tmp_path: Path) -> None:
    file = EventFile(tmp_path / "new")
    file.scalar("train/loss", 0.5, 1)
    file.scalar("train/loss", 0.25, 2)
    file.close()
    scalars = read(tmp_path / "new").Scalars("train/loss")
    assert [(one.step, one.value) for one in scalars] == [(1, 0.5), (2, 0.25)]


def test_steps_that_are_made_again_take_the_place_of_the_old_ones(tmp_path: Path) -> None:
    file = EventFile(tmp_path)
    for step in (1, 2, 3):
        file.scalar("loss", float(step), step)
    file.forget_from(2)
    file.scalar("loss", 9.0, 2)
    file.close()
    assert [(one.step, one.value) for one in read(tmp_path).Scalars("loss")] == [(1, 1.0), (2, 9.0)]


def test_what_was_flushed_can_be_read_while_the_file_is_open(tmp_path: Path) -> None:
    file = EventFile(tmp_path)
    file.scalar("loss", 0.5, 1)
    file.flush()
    assert len(read(tmp_path).Scalars("loss")) == 1
    file.close()


@pytest.mark.parametrize("status", ["completed", "failed", "interrupted"])
def test_parameters_and_the_end_are_written_for_the_table_of_runs(
    status: str, tmp_path: Path
) -> None:
    file = EventFile(tmp_path)
    file.parameters({"rate": 0.1, "amp": True, "name": "é"})
    file.ended(status)
    file.close()
    tags = read(tmp_path).summary_metadata
    assert {"_hparams_/session_start_info", "_hparams_/session_end_info"} <= set(tags)
