from __future__ import annotations

import os
import subprocess
import sys

import pytest

from training.hpo.storage.owner import is_gone, new_owner, shown_owner


def test_every_worker_has_a_name_of_its_own() -> None:
    assert len({new_owner() for _ in range(50)}) == 50


def test_a_living_process_is_not_gone_and_one_that_ended_is() -> None:
    code = (
        "from training.hpo.storage.owner import new_owner; print(new_owner(), flush=True); input()"
    )
    command = [sys.executable, "-c", code]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        owner = process.stdout.readline().strip()
        assert not is_gone(owner)
        process.communicate("\n")
    assert is_gone(owner)


def test_a_process_of_the_same_number_that_started_later_is_another_one() -> None:
    machine, number, started, token = new_owner().split("|")
    assert number == str(os.getpid())
    assert is_gone("|".join([machine, number, str(int(started) + 1), token]))


@pytest.mark.parametrize("owner", ["", "host", "elsewhere/boot/pid|1|2|3", "x|y|z|a|b"])
def test_of_another_machine_nothing_is_certain(owner: str) -> None:
    assert not is_gone(owner)


def test_people_see_host_and_process() -> None:
    assert shown_owner("host/boot-id/pid:[1]|4711|99|ab") == "host, process 4711"
    assert shown_owner("host") == "host, process "
