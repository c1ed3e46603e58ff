from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from training.migrate.check import FileReport
from training.migrate.fix import FileFix
from training.migrate.reports.differences import difference


def shown(before: str, after: str, path: str = "a.py") -> str:
    return "".join(difference(FileFix(FileReport(Path(path)), before, after)))


def test_a_difference_names_the_file_on_both_sides() -> None:
    text = shown("import hpo\nx\n", "from training import hpo\nx\n")
    assert text.splitlines()[:2] == ["--- a/a.py", "+++ b/a.py"]
    assert "-import hpo\n+from training import hpo\n x\n" in text


def test_without_a_change_there_is_none() -> None:
    assert shown("x\n", "x\n") == ""


@pytest.mark.parametrize(
    ("before", "after"), [("a\r\nb", "c\r\nb"), ("a\fb\nc", "a\fb\nd"), ("a", "b\n")]
)
def test_git_applies_it_whatever_ends_the_lines(
    before: str, after: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_bytes(before.encode())
    subprocess.run(["git", "apply", "-"], input=shown(before, after).encode(), check=True)
    assert (tmp_path / "a.py").read_bytes() == after.encode()
