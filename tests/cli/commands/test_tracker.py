from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from training.core.runs.directory import start_run
from training.core.trackers.remote import Numbers
from training.core.trackers.remote.queue import EventQueue

NOWHERE = {"tracking_uri": "http://127.0.0.1:9"}


def run_with_queue(runs: Path, name: str, tracker: str) -> Path:
    """A run of which nothing was sent."""
    directory = runs / name
    directory.mkdir(parents=True)
    start_run(directory, "")
    queue = EventQueue(directory, tracker)
    queue.write_address("the server", NOWHERE)
    queue.open()
    queue.append(Numbers(1, "train", 1, 1, {"loss": 1.0}))
    queue.close()
    return directory


def test_what_waits_is_shown_also_of_runs_within_a_run(cli: Cli, tmp_path: Path) -> None:
    run_with_queue(tmp_path, "sweep", "acme")
    run_with_queue(tmp_path, "sweep/trial-0", "acme")
    run_with_queue(tmp_path, "other", "acme")
    shown = cli("tracker", "status", "--runs", tmp_path)
    assert shown.code == 0
    assert "the server" in shown.out
    assert shown.out.endswith(
        "0 of 3 are sent to the end\nsend the others with: training tracker sync --all\n"
    )
    within = json.loads(cli("tracker", "status", "sweep", "--runs", tmp_path, "--json").out)
    assert [Path(one["run"]).name for one in within] == ["sweep", "trial-0"]
    assert within[0]["waiting"] == 1


def test_a_folder_in_which_nothing_waits(cli: Cli, tmp_path: Path) -> None:
    assert (
        cli("tracker", "status", "--runs", tmp_path).out == "No run here was meant for a server.\n"
    )
    assert cli("tracker", "sync", "--all", "--runs", tmp_path).out == "Nothing waits to be sent.\n"


@pytest.mark.parametrize("arguments", [["sync"], ["sync", "latest", "--all"]])
def test_it_has_to_be_said_which_runs_are_sent(cli: Cli, arguments: list[str]) -> None:
    done = cli("tracker", *arguments)
    assert done.code == 2
    assert "Name the runs to send, or give --all" in done.err


def test_a_run_whose_tracker_is_not_installed_is_reported_beside_the_others(
    cli: Cli, tmp_path: Path
) -> None:
    run_with_queue(tmp_path, "one", "acme")
    run_with_queue(tmp_path, "two", "jsonl")
    done = cli("tracker", "sync", "--all", "--runs", tmp_path)
    assert done.code == 2
    assert "No tracker is called `acme`" in done.out
    assert "the tracker `jsonl` that is installed does not send anything" in done.out
    assert "2 of 2 could not be sent to the end" in done.err
    assert "Nothing is lost" in done.err


def test_a_run_that_would_go_elsewhere_now_is_not_sent(cli: Cli, tmp_path: Path) -> None:
    directory = run_with_queue(tmp_path, "one", "mlflow")
    done = cli("tracker", "sync", directory)
    assert done.code == 2
    assert "this run was to be sent to the server, and the tracker would send it to" in done.out


def test_a_damaged_queue_is_shown_beside_the_others(cli: Cli, tmp_path: Path) -> None:
    directory = run_with_queue(tmp_path, "one", "acme")
    run_with_queue(tmp_path, "two", "acme")
    (directory / "outbox/acme.address.json").write_text("{")
    done = cli("tracker", "status", "--runs", tmp_path)
    assert done.code == 0
    assert "acme.address.json: cannot be read" in done.out
    assert "the server" in done.out
    assert "0 of 2 are sent to the end" in done.out
