from __future__ import annotations

from training.migrate.reports.github import annotation, problem_annotation
from training.migrate.reports.rows import row_of

from .placed import placed


def test_a_finding_is_shown_beside_its_lines() -> None:
    assert annotation(row_of(placed())) == (
        "::error file=a.py,line=3,endLine=3,col=5,endColumn=8,title=TM001 old import::"
        "`hpo` is now `training.hpo`"
    )
    assert annotation(row_of(placed(is_note=True))).startswith("::notice file=")


def test_no_file_name_or_message_can_begin_another_command() -> None:
    row = row_of(placed("a,b:c%\n::error::.py"))
    row["message"] = "100 %\r\n::set-output::"
    command = annotation(row)
    assert "\n" not in command
    assert "\r" not in command
    assert "file=a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3A.py," in command
    assert command.endswith("::100 %25%0D%0A::set-output::")


def test_a_file_that_cannot_be_read_is_an_error() -> None:
    assert problem_annotation("a.py: no\nway") == "::error title=unreadable::a.py: no%0Away"
