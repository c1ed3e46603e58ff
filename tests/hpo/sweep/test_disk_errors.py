from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from training.errors import RunError
from training.hpo.exceptions import DiskRefusedError
from training.hpo.sweep.disk_errors import disk_refusals


def full(path: str) -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)


def test_a_full_disk_before_the_sweep_says_that_nothing_was_trained(tmp_path: Path) -> None:
    with (
        pytest.raises(DiskRefusedError, match=r"x\.json: .*disk is full.*Nothing was trained"),
        disk_refusals(tmp_path / "sweep"),
    ):
        raise full("x.json")


def test_a_full_disk_in_a_sweep_says_how_it_is_resumed(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text("{}")
    with (
        pytest.raises(DiskRefusedError, match=r"No trial has failed.*`training hpo resume .*`"),
        disk_refusals(tmp_path),
    ):
        raise full("x.json")


def test_a_refusal_behind_an_error_of_ours_is_recognised(tmp_path: Path) -> None:
    error = RunError("the record cannot be written")
    error.__cause__ = OSError(errno.EROFS, os.strerror(errno.EROFS), "x.json")
    with pytest.raises(DiskRefusedError), disk_refusals(tmp_path):
        raise error


@pytest.mark.parametrize(
    "error", [FileNotFoundError(errno.ENOENT, "gone"), RunError("damaged"), KeyError("a bug")]
)
def test_other_errors_pass(error: Exception, tmp_path: Path) -> None:
    with pytest.raises(type(error)) as raised, disk_refusals(tmp_path):
        raise error
    assert raised.value is error


def test_a_refusal_is_reported_once(tmp_path: Path) -> None:
    refused = DiskRefusedError("the study cannot be written")
    with pytest.raises(DiskRefusedError) as raised, disk_refusals(tmp_path):
        raise refused
    assert raised.value is refused
