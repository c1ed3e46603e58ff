from __future__ import annotations

import pytest

from training.cli.terminal.messages import print_error, print_note, print_warning


def test_errors_warnings_and_notes_go_to_standard_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_error("no file")
    print_warning("no effect")
    print_note("see there")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "error: no file\nwarning: no effect\nsee there\n"


def test_no_further_line_can_be_taken_for_a_message_of_its_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_error("label a\nerror: b\n  - c\n- d\n\nis odd")
    assert capsys.readouterr().err == "error: label a\n  error: b\n  - c\n- d\n\n  is odd\n"


def test_passwords_and_control_characters_are_not_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_warning("postgresql://me:secret@host/db \x1b[2J")
    shown = capsys.readouterr().err
    assert "secret" not in shown
    assert "\x1b[2J" not in shown


def test_brackets_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    print_note("a [red] label")
    assert capsys.readouterr().err == "a [red] label\n"
