from __future__ import annotations

from pathlib import Path

import pytest

from training.migrate import check
from training.migrate.check import check_file, check_paths, kind_of_file
from training.migrate.files.kinds import Kind


def test_every_finding_has_its_place_counted_from_one(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("é = 1\nif é:\n    import hpo\n")
    (placed,) = check_file(file).findings
    assert (placed.line, placed.column, placed.end_line) == (3, 12, 3)
    assert placed.source == "    import hpo"


def test_only_files_with_something_to_say_are_reported(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import hpo\n")
    (tmp_path / "b.py").write_text("import os\n")
    (tmp_path / "c.txt").write_text("import hpo\n")
    assert [report.path.name for report in check_paths([tmp_path])] == ["a.py"]


def test_a_script_without_suffix_is_read_by_its_first_line(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("#!/usr/bin/env python3\nimport hpo\n")
    assert kind_of_file(tmp_path / "run") is Kind.PYTHON
    assert len(check_file(tmp_path / "run").findings) == 1


def test_imports_of_the_projects_own_package_are_no_findings(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "hpo").mkdir()
    (tmp_path / "hpo" / "__init__.py").touch()
    (tmp_path / "a.py").write_text("import hpo\n")
    report = check_file(tmp_path / "a.py")
    assert report.findings == []
    assert report.own == {(tmp_path / "hpo" / "__init__.py").resolve()}


def test_a_file_that_cannot_be_decoded_or_parsed_is_a_problem_with_its_place(
    tmp_path: Path,
) -> None:
    broken, strange = tmp_path / "a.py", tmp_path / "b.py"
    broken.write_text("import hpo.core\nx = (\n")
    strange.write_bytes(b"import hpo\n\xff\n")
    assert check_file(broken).problems == [f"{broken}:2: '(' was never closed"]
    assert check_file(strange).problems[0].startswith(f"{strange}: its encoding cannot be read")


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    assert check_file(tmp_path / "gone.py").problems == [
        f"{tmp_path / 'gone.py'}: No such file or directory"
    ]


def test_notes_do_not_count(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("import logging\nlogging.getLogger('hpo.core')\n")
    report = check_file(file)
    assert len(report.findings) == 1
    assert report.counted == []


def test_a_large_file_is_searched_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "LARGE", 3)
    old, new = tmp_path / "a.py", tmp_path / "b.py"
    old.write_text("import hpo\n")
    new.write_text("import os\n")
    assert check.read_file(new, Kind.PYTHON) is None
    assert check.read_file(old, Kind.PYTHON) is not None
