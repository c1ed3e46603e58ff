from __future__ import annotations

import os
import subprocess
import sys

import pytest

from training._waiting import PASSIVE, passive_waiting
from training.cli.app import main

ENTRIES = (
    "training.cli.app",
    "training.cli.train",
    "training.execution.compat.training_worker",
    "training.execution.worker.process",
    "training.execution.worker.job_driver",
    "training.hpo.workers.process",
)


@pytest.mark.parametrize("name", PASSIVE)
def test_what_the_user_has_set_about_waiting_is_left_alone(name: str) -> None:
    assert passive_waiting({name: "chosen"}) == {}
    assert passive_waiting({"OMP_NUM_THREADS": "2"}) == PASSIVE


def test_the_command_line_lets_threads_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PASSIVE:
        monkeypatch.setenv(name, "before")
        monkeypatch.delenv(name)
    main(["--version"])
    assert {name: os.environ[name] for name in PASSIVE} == PASSIVE


def test_no_process_of_ours_loads_torch_before_it_can_say_how_to_wait() -> None:
    program = f"import importlib, sys; [importlib.import_module(one) for one in {ENTRIES}]"
    program += "; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
