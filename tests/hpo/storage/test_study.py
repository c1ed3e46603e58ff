from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import optuna
import pytest
from sqlalchemy import URL, create_engine, text

from training.errors import ConfigError
from training.hpo.exceptions import StudyLoadError
from training.hpo.storage import database
from training.hpo.storage import leases as lease_module
from training.hpo.storage.address import shown_address, storage_address
from training.hpo.storage.leases import StoredLeases
from training.hpo.storage.open import create_or_open, open_stored
from training.hpo.storage.owner import is_gone, new_owner, shown_owner
from training.hpo.storage.study import SweepStudy

STATE = optuna.trial.TrialState


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """An empty database."""
    if request.param == "sqlite":
        yield storage_address(None, tmp_path)
        return
    address = storage_address(request.getfixturevalue("server"), tmp_path)
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    name = f"study_{tmp_path.name.lower()[:40]}"
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield address.set(database=name)
    admin.dispose()


def sweep_study(url: URL, seconds: float = 60.0) -> SweepStudy:
    opened = create_or_open("s", url, "minimize", {})
    leases = StoredLeases(opened.study._storage._backend.engine, "s", seconds)  # type: ignore[attr-defined]
    return SweepStudy(
        opened.study, leases, lambda number: optuna.samplers.RandomSampler(seed=number), url
    )


def test_two_processes_never_get_the_same_trial_and_never_more_than_asked_for(url: URL) -> None:
    taken: list[int] = []
    books = [sweep_study(url) for _ in range(3)]

    def work(one: SweepStudy) -> None:
        while (trial := one.claim(12, ())) is not None or len(taken) < 12:
            if trial is not None:
                trial.suggest_float("x", 0, 1)
                taken.append(trial.number)
                one.complete(trial, 0.5)

    threads = [threading.Thread(target=work, args=(one,)) for one in books]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(12))
    trials = books[0].trials()
    assert [trial.state for trial in trials] == [STATE.COMPLETE] * 12
    assert books[0].leases.all() == []


def test_a_trial_is_gone_on_with_only_after_its_owner_is_gone(url: URL) -> None:
    first, second = sweep_study(url, seconds=0.2), sweep_study(url)
    trial = first.claim(1, ())
    assert trial is not None
    value = trial.suggest_float("x", 0, 1)
    assert second.claim(1, ()) is None or first.leases.renew({0: ""}) == {0}
    patience = threading.Event()
    adopted = None
    while adopted is None:
        patience.wait(0.05)
        adopted = second.claim(1, ())
    assert adopted.number == 0
    assert adopted.suggest_float("x", 0, 1) == value
    assert first.leases.renew({0: ""}) == {0}


def test_a_lease_that_is_renewed_holds_and_reports_how_far_it_is(url: URL) -> None:
    first, second = sweep_study(url).leases, sweep_study(url).leases
    assert first.claim(3)
    assert first.claim(3)
    assert not second.claim(3)
    assert first.renew({3: "fold 1/2"}) == set()
    (lease,) = second.all()
    assert (lease.progress, lease.is_free) == ("fold 1/2", False)
    second.release([3])
    assert not second.claim(3)
    first.release([3])
    assert second.claim(3)


def test_the_lease_of_a_process_that_ended_is_free_at_once(url: URL) -> None:
    sweep_study(url)
    script = (
        "from training.hpo.storage.open import create_or_open\n"
        "from sqlalchemy import make_url\nimport sys\n"
        "assert create_or_open('s', make_url(sys.argv[1]), 'minimize', {}).leases.claim(7)\n"
        "import os; os._exit(9)"
    )
    address = url.render_as_string(hide_password=False)
    assert subprocess.run([sys.executable, "-c", script, address]).returncode == 9
    assert sweep_study(url).leases.claim(7)


def test_a_postponed_trial_waits_and_is_the_next_one(url: URL) -> None:
    first = sweep_study(url)
    trial = first.claim(2, ())
    assert trial is not None
    value = trial.suggest_float("x", 0, 1)
    first.postpone([trial])
    assert [one.state for one in first.trials()] == [STATE.WAITING]
    again = sweep_study(url).claim(2, ())
    assert again is not None
    assert (again.number, again.suggest_float("x", 0, 1)) == (0, value)


def test_a_step_that_was_reported_before_a_crash_keeps_its_value(url: URL) -> None:
    first = sweep_study(url)
    trial = first.claim(1, ())
    assert trial is not None
    first.report(trial, 0.5, 1)
    first.report(trial, 0.7, 1)
    assert first.trials()[0].intermediate_values == {1: 0.5}


def test_failures_of_other_programs_are_run_again_and_ours_are_not(url: URL) -> None:
    ours = sweep_study(url)
    trial = ours.claim(2, ())
    assert trial is not None
    ours.fail(trial, "diverged", not_finite=True)
    other = ours.study.ask()
    ours.study.tell(other, state=STATE.FAIL)
    again = ours.claim(2, ())
    assert again is not None
    assert again.number == 2
    assert ours.claim(2, {2}) is None


def test_a_locked_file_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = storage_address(None, tmp_path)
    one = sweep_study(url)
    lock = create_engine(url).connect()
    lock.exec_driver_sql("BEGIN EXCLUSIVE")
    threading.Timer(0.5, lock.rollback).start()
    trial = one.claim(1, ())
    assert trial is not None
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(lease_module, "LEASE_SECONDS", 1.0)
    one.complete(trial, 0.5)
    assert open_stored("s", url).study.best_value == 0.5


def test_a_server_that_does_not_answer_is_refused_without_its_password(tmp_path: Path) -> None:
    url = storage_address("postgresql://me:secret@127.0.0.1:9/nowhere", tmp_path)
    with pytest.raises(StudyLoadError, match=r"me@127.0.0.1:9/nowhere does not answer") as caught:
        create_or_open("s", url, "minimize", {})
    assert "secret" not in str(caught.value)
    assert "secret" not in shown_address(url)


@pytest.mark.parametrize("given", ["mysql://me:secret@host/db", "nonsense://", "redis://x"])
def test_a_storage_of_another_kind_is_refused(given: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot keep a study") as caught:
        storage_address(given, tmp_path)
    assert "secret" not in str(caught.value)


def test_a_study_that_does_not_exist_is_reported(tmp_path: Path) -> None:
    url = storage_address(str(tmp_path / "study.db"), tmp_path)
    sweep_study(url)
    with pytest.raises(StudyLoadError, match="no study `other` is kept here"):
        open_stored("other", url)


def test_owners_are_reported_apart_and_shown_to_people() -> None:
    mine, another = new_owner(), new_owner()
    assert mine != another
    assert not is_gone(mine)
    assert f"process {os.getpid()}" in shown_owner(mine)
    machine, process, started, token = mine.split("|")
    assert is_gone("|".join([machine, process, f"{started}0", token]))
    assert not is_gone("|".join(["elsewhere", "1", "1", token]))
    assert not is_gone("damaged")
