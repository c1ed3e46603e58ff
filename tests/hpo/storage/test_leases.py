from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from training.hpo.storage.leases import ASKING, FINISHING, Lease, NoLeases, StoredLeases
from training.hpo.storage.owner import new_owner


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return create_engine(f"sqlite:///{tmp_path / 'study.db'}")


def run_out(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE training_leases SET until = until - 1000"))


def test_a_lease_has_one_holder(engine: Engine) -> None:
    first, second = StoredLeases(engine, "s"), StoredLeases(engine, "s")
    assert first.claim(3)
    assert first.claim(3)
    assert not second.claim(3)
    assert second.claim(4)


def test_the_leases_of_two_studies_are_apart(engine: Engine) -> None:
    assert StoredLeases(engine, "a").claim(0)
    other = StoredLeases(engine, "b")
    assert other.claim(0)
    assert [lease.owner for lease in other.all()] == [other.owner]


def test_a_lease_that_ran_out_is_taken_over_and_its_holder_learns_of_it(engine: Engine) -> None:
    first, second = StoredLeases(engine, "s"), StoredLeases(engine, "s")
    first.claim(3)
    first.renew({3: "fold 1"})
    run_out(engine)
    assert second.claim(3)
    assert first.renew({3: "fold 2"}) == {3}
    (lease,) = second.all()
    assert (lease.owner, lease.progress) == (second.owner, "")


def test_a_renewal_extends_the_lease_and_notes_the_progress(engine: Engine) -> None:
    leases = StoredLeases(engine, "s")
    leases.claim(3)
    run_out(engine)
    assert leases.renew({3: "x" * 300}) == set()
    (lease,) = leases.all()
    assert 50 < lease.remaining <= 61
    assert lease.progress == "x" * 200


def test_a_lease_that_is_given_back_is_free_and_others_are_not_touched(engine: Engine) -> None:
    first, second = StoredLeases(engine, "s"), StoredLeases(engine, "s")
    first.claim(1)
    second.claim(2)
    first.release([1, 2])
    assert [lease.number for lease in second.all()] == [2]
    assert second.claim(1)


def test_a_lease_is_free_when_it_ran_out_or_its_owner_is_gone() -> None:
    owner = new_owner()
    assert not Lease(0, owner, 0.0, "").is_free
    assert Lease(0, owner, -0.1, "").is_free
    machine, _, started, token = owner.split("|")
    assert Lease(0, "|".join([machine, "999999999", started, token]), 60.0, "").is_free


def test_leases_beside_trials_have_numbers_that_no_trial_has() -> None:
    assert ASKING < 0
    assert FINISHING < 0
    assert ASKING != FINISHING


def test_a_study_in_memory_is_nobody_elses() -> None:
    leases = NoLeases()
    assert leases.claim(0)
    assert (leases.renew({0: ""}), leases.all()) == (set(), [])
