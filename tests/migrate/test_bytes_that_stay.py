from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from tests.migrate.conftest import fix_folder
from training.migrate.edits import Edit
from training.migrate.fix import Fixing

OLD = "from training import a, trainer\n"
NEW = "from training import a\nfrom training.core import trainer\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (OLD.replace("\n", "\r\n").encode(), NEW.replace("\n", "\r\n").encode()),
        (OLD.replace("\n", "\r").encode(), NEW.replace("\n", "\r").encode()),
        (OLD.rstrip().encode(), NEW.rstrip().encode()),
        (b"\xef\xbb\xbf" + OLD.encode(), b"\xef\xbb\xbf" + NEW.encode()),
        (
            f"# -*- coding: latin-1 -*-\n# \xe9\n{OLD}x = '\xfc'  \n".encode("latin-1"),
            f"# -*- coding: latin-1 -*-\n# \xe9\n{NEW}x = '\xfc'  \n".encode("latin-1"),
        ),
        (
            f"# coding: cp1252\nx = '\u20ac'; {OLD}".encode("cp1252"),
            f"# coding: cp1252\nx = '\u20ac'; {NEW}".replace("a\nfrom", "a; from").encode("cp1252"),
        ),
        (f"x = 1\n\x0c\n{OLD}\x0c".encode(), f"x = 1\n\x0c\n{NEW}\x0c".encode()),
        (f"s = '\u2028\x85\x0b'\n{OLD}".encode(), f"s = '\u2028\x85\x0b'\n{NEW}".encode()),
        (f"é = 'ü'; {OLD}".encode(), f"é = 'ü'; {NEW}".replace("a\nfrom", "a; from").encode()),
        (f"if 1:\r\n\tx = 1 \r\n{OLD}".encode(), f"if 1:\r\n\tx = 1 \r\n{NEW}".encode()),
    ],
)
def test_line_ends_marks_and_encodings(tmp_path: Path, before: bytes, after: bytes) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(before)
    fix_folder(tmp_path)
    assert file.read_bytes() == after


def test_bytes_that_are_no_text_survive_in_other_files(tmp_path: Path) -> None:
    file = tmp_path / "run.sh"
    file.write_bytes(b"echo '\xff\xfe'\r\npython -m training.train \x00\n")
    fix_folder(tmp_path)
    assert file.read_bytes() == b"echo '\xff\xfe'\r\npython -m training.cli.train \x00\n"


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_permissions_stay(tmp_path: Path) -> None:
    file = tmp_path / "run.sh"
    file.write_text("python -m training.train\n")
    file.chmod(0o751)
    fix_folder(tmp_path)
    assert "cli" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o751


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.py").write_text("import hpo\n")
    (tmp_path / "link.py").symlink_to("real.py")
    list(Fixing().fix_paths([tmp_path / "link.py"]))
    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "real.py").read_text() == "from training import hpo\n"


def test_a_file_that_needs_no_fix_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("import training.hpo\nfrom training import train_model\n")
    os.utime(file, (1, 1))
    fix_folder(tmp_path)
    assert file.stat().st_mtime == 1


def test_nothing_is_written_for_a_difference(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import hpo\n")
    (fix,) = fix_folder(tmp_path, write=False).values()
    assert fix.after == "from training import hpo\n"
    assert (tmp_path / "a.py").read_text() == "import hpo\n"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (b"import hpo\nx = (\n", "a.py:2"),
        (b"# coding: utf-8\nimport hpo\nx = '\xff'\n", "a.py: "),
        (b"# coding: nonsense\nimport hpo\n", "a.py: "),
        (b"x = 1\x00\nimport hpo\n", "a.py:1"),
    ],
)
def test_what_cannot_be_read_is_left_and_the_rest_continues(
    tmp_path: Path, text: bytes, place: str
) -> None:
    (tmp_path / "a.py").write_bytes(text)
    (tmp_path / "b.py").write_text("import hpo\n")
    fixes = fix_folder(tmp_path)
    (problem,) = fixes["a.py"].report.problems
    assert f"{tmp_path}/{place}" in problem
    assert (tmp_path / "a.py").read_bytes() == text
    assert (tmp_path / "b.py").read_text() == "from training import hpo\n"


@pytest.mark.parametrize(
    "newer", ['x = f"{d["k"]}"\n', "type X[T] = list[T]\n", "def f[T](x: T): ...\n", "x = (\n"]
)
def test_imports_are_found_in_the_syntax_of_a_newer_python(tmp_path: Path, newer: str) -> None:
    """The last one is none in any Python, and every interpreter can read some of the others."""
    file = tmp_path / "a.py"
    file.write_text(f"if 1:\n\tfrom hpo.core import study, x\nimport hpo.core as c\n{newer}")
    fix_folder(tmp_path, unsafe=True)
    assert file.read_text() == (
        f"if 1:\n\tfrom training.hpo.core import study, x\nimport training.hpo.core as c\n{newer}"
    )


def test_uses_that_cannot_be_seen_are_left_to_a_person(tmp_path: Path) -> None:
    text = "import hpo.core\nhpo.core.f()\nx = (\n"
    (tmp_path / "a.py").write_text(text)
    fix = fix_folder(tmp_path, unsafe=True)["a.py"]
    assert fix.report.problems
    assert "cannot parse" in fix.report.findings[0].finding.message
    assert (tmp_path / "a.py").read_text() == text


def test_a_change_by_somebody_else_in_the_meantime_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.py"
    file.write_text("import hpo\n")

    def save_in_an_editor(*arguments: object) -> None:
        file.write_text("import hpo  # saved just now\n")

    monkeypatch.setattr("training.migrate.fix.verify", save_in_an_editor)
    (problem,) = fix_folder(tmp_path)["a.py"].report.problems
    assert "changed while it was being fixed" in problem
    assert file.read_text() == "import hpo  # saved just now\n"


def test_a_fix_that_would_break_a_file_is_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"_target_": "hpo.core.S"}')
    broken = [Edit(0, 1, "")]
    monkeypatch.setattr("training.migrate.fix.fixes", lambda *arguments: broken)
    (problem,) = fix_folder(tmp_path)["a.json"].report.problems
    assert "the fix would break it" in problem
    assert file.read_text() == '{"_target_": "hpo.core.S"}'
