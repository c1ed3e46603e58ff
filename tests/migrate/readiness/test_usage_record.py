from __future__ import annotations

import json

from training.migrate.readiness.usage_record import UsageRecord

RECORD = UsageRecord("2026-01-31T12:00:00+00:00", "hpo", "training.hpo", "/ä\n.py", 7, 42)


def test_a_record_is_one_line_whatever_the_file_is_called() -> None:
    line = RECORD.to_line()
    assert line.count("\n") == 1
    assert line.endswith("\n")
    assert UsageRecord(**json.loads(line)) == RECORD


def test_the_caller_is_a_line_of_code_and_the_day_that_of_the_import() -> None:
    assert RECORD._replace(file="a.py").caller == "a.py:7"
    assert RECORD.day == "2026-01-31"
