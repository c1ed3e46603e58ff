from __future__ import annotations

from training.core.data_check.findings import SHOWN_PLACES, WARNINGS, Findings


def test_problems_come_first_then_what_is_found_most_often() -> None:
    findings = Findings()
    for place in "ab":
        findings.warn("empty text", place)
    for place in "abc":
        findings.warn("rare label", place)
    assert not findings.has_problems
    findings.refuse("no text", "a.jsonl:1: expected a text.", "a.jsonl:1")
    assert findings.has_problems
    assert [one.kind for one in findings.listed()] == ["no text", "rare label", "empty text"]


def test_all_are_counted_and_the_first_places_are_kept() -> None:
    findings = Findings()
    for number in range(100):
        findings.warn("empty text", str(number))
    (found,) = findings.listed()
    assert found.count == 100
    assert found.places == [str(number) for number in range(SHOWN_PLACES)]
    assert found.advice == WARNINGS["empty text"]


def test_a_message_is_shown_without_its_place_and_the_first_one_stays() -> None:
    findings = Findings()
    findings.refuse("span", "a:1: ends before it begins.", "a:1")
    findings.refuse("span", "a:2: another.", "a:2")
    findings.remark("odd", "looks odd", "a:3")
    assert [one.advice for one in findings.listed()] == ["ends before it begins.", "Looks odd"]


def test_an_unknown_label_is_refused_by_training() -> None:
    findings = Findings()
    findings.warn("unknown label", "X")
    assert findings.has_problems
