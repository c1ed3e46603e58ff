"""Sweeps and trainings on a disk that fills up or turns read-only in mid-run."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

NAMESPACE = ["unshare", "--map-root-user", "--mount"]


def may_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    trial = [*NAMESPACE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(trial, capture_output=True).returncode == 0


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What happened on a small disk."""
    if not may_mount():
        pytest.skip("this user may not mount a file system")
    disk = tmp_path_factory.mktemp("small") / "disk"
    disk.mkdir()
    program = [sys.executable, "-m", "tests.promises.crash.sweeps_on_a_small_disk", str(disk)]
    done = subprocess.run(
        [*NAMESPACE, *program], cwd=Path(__file__).parents[3], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    outcome: dict[str, Any] = json.loads(done.stdout)
    return outcome


@pytest.mark.parametrize("disk", ["full", "read_only"])
def test_a_disk_that_refuses_in_mid_sweep_fails_no_trial_and_the_sweep_continues(
    disk: str, found: dict[str, Any]
) -> None:
    assert found[disk]["trials"] == found["undisturbed"]
    assert "No trial has failed by this" in found[disk]["told"]
    assert "`training hpo resume " in found[disk]["told"]
    assert "training train --resume" not in found[disk]["told"]
    reason = "the disk is full" if disk == "full" else "Read-only file system"
    assert reason in found[disk]["told"]


def test_a_disk_that_turns_read_only_in_mid_run_is_named_and_the_run_continues(
    found: dict[str, Any],
) -> None:
    assert "Read-only file system" in found["training"]["told"]
    assert "`training train --resume " in found["training"]["told"]
    assert found["training"]["status"] == "completed"


def test_before_a_sweep_or_a_run_begins_it_is_said_that_the_disk_is_full(
    found: dict[str, Any],
) -> None:
    sweep, run = found["at_first"]
    assert sweep.startswith("DiskRefusedError: ")
    assert "the disk is full" in sweep
    assert "Nothing was trained" in sweep
    assert "the disk is full" in run
