from __future__ import annotations

from training.migrate.readiness.usage_record import UsageRecord
from training.migrate.readiness.usage_summary import by_caller, by_day, by_path


def used(old: str, line: int, day: int) -> UsageRecord:
    return UsageRecord(f"2026-01-{day:02d}T12:00:00+00:00", old, f"t.{old}", "a.py", line, 1)


RECORDS = [used("hpo", 1, 2), used("hpo", 1, 3), used("hpo", 2, 1), used("data", 2, 1)]


def test_old_paths_are_listed_by_use_with_their_callers() -> None:
    rows = by_path(RECORDS)
    assert [(row.key, row.imports) for row in rows] == [("hpo", 3), ("data", 1)]
    assert rows[0].others == ["a.py:1", "a.py:2"]
    assert rows[0].last == "2026-01-03T12:00:00+00:00"


def test_lines_of_code_are_listed_with_what_they_import() -> None:
    rows = {row.key: list(row.others) for row in by_caller(RECORDS)}
    assert rows == {"a.py:1": ["hpo"], "a.py:2": ["hpo", "data"]}


def test_of_equal_rows_the_name_decides() -> None:
    assert [row.key for row in by_caller(RECORDS)] == ["a.py:1", "a.py:2"]


def test_days_are_in_their_order() -> None:
    rows = by_day(RECORDS)
    assert [(row.key, row.imports) for row in rows] == [
        ("2026-01-01", 2),
        ("2026-01-02", 1),
        ("2026-01-03", 1),
    ]


def test_without_imports_there_are_no_rows() -> None:
    assert by_path([]) == by_day([]) == []
