from __future__ import annotations

from pathlib import Path

from training.migrate.codes import CODES
from training.migrate.reports.rows import row_of
from training.migrate.reports.sarif import sarif

from .placed import placed


def test_findings_are_results_with_their_region() -> None:
    (run,) = sarif([row_of(placed())], [])["runs"]
    (result,) = run["results"]
    place = result["locations"][0]["physicalLocation"]
    assert (result["ruleId"], result["level"]) == ("TM001", "warning")
    assert place["region"] == {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 8}
    assert run["invocations"][0]["executionSuccessful"]


def test_a_note_is_no_warning() -> None:
    (run,) = sarif([row_of(placed(is_note=True))], [])["runs"]
    assert run["results"][0]["level"] == "note"


def test_every_code_is_a_rule() -> None:
    (run,) = sarif([], [])["runs"]
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == set(CODES)


def test_what_could_not_be_read_makes_the_run_unsuccessful() -> None:
    (run,) = sarif([], ["a.py: no"])["runs"]
    (invocation,) = run["invocations"]
    assert not invocation["executionSuccessful"]
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "a.py: no"


def test_paths_are_valid_references(tmp_path: Path) -> None:
    rows = [row_of(placed("a b/ü.py")), row_of(placed(str(tmp_path / "x y.py")))]
    (run,) = sarif(rows, [])["runs"]
    uris = [
        one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]
    ]
    assert uris[0] == "a%20b/%C3%BC.py"
    assert uris[1].startswith("file:///")
    assert uris[1].endswith("/x%20y.py")
