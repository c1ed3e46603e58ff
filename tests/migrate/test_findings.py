from __future__ import annotations

from training.migrate.edits import Edit
from training.migrate.findings import Finding, Fix, fixes

FOUND = Finding("TM001", 0, 3, "hpo", "training.hpo", edits=(Edit(0, 3, "training.hpo"),))


def test_a_finding_says_what_it_is_now_and_what_stands_in_the_way() -> None:
    assert FOUND.message == "`hpo` is now `training.hpo`"
    assert FOUND.unsafe("it may be a key").message == (
        "`hpo` is now `training.hpo`; it may be a key"
    )
    without = Finding("TM010", 0, 3, "training._legacy", None, "remove what needs it")
    assert without.message == "`training._legacy`: remove what needs it"


def test_unsafe_fixes_are_made_on_request_alone() -> None:
    unsafe = FOUND.unsafe("it may be a key")
    assert fixes([FOUND, unsafe], unsafe=False) == list(FOUND.edits)
    assert fixes([unsafe], unsafe=True) == list(FOUND.edits)
    assert fixes([unsafe], unsafe=False) == []


def test_what_a_person_has_to_decide_is_never_fixed() -> None:
    manual = FOUND.manual("two meanings")
    assert (manual.fix, manual.edits) == (Fix.MANUAL, ())
    assert fixes([manual], unsafe=True) == []
    assert FOUND.fix is Fix.SAFE
