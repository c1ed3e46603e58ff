from __future__ import annotations

from pathlib import Path

import pytest

from training.migrate.fix import Fixing

OLD, NEW = "import hpo\n", "from training import hpo\n"


def test_a_file_is_rewritten_and_what_was_fixed_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text(f"{OLD}X = 'hpo.core.study'\n")
    (fix,) = Fixing().fix_paths([tmp_path])
    assert file.read_text() == fix.after == f"{NEW}X = 'hpo.core.study'\n"
    assert [one.finding.code for one in fix.fixed] == ["TM001"]
    assert [one.finding.code for one in fix.report.findings] == ["TM007"]


def test_a_fix_that_is_only_shown_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(OLD)
    (fix,) = Fixing(write=False).fix_paths([tmp_path])
    assert (fix.before, fix.after) == (OLD, NEW)
    assert (tmp_path / "a.py").read_text() == OLD


def test_permissions_and_links_stay(tmp_path: Path) -> None:
    file = tmp_path / "run.py"
    file.write_text(OLD)
    file.chmod(0o750)
    link = tmp_path / "link.py"
    link.symlink_to(file)
    list(Fixing().fix_paths([link]))
    assert link.is_symlink()
    assert (file.read_text(), file.stat().st_mode & 0o777) == (NEW, 0o750)


def test_the_dependency_goes_only_when_nothing_of_the_project_needs_it(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('dependencies = ["legacy-shims"]\n')
    (tmp_path / "a.py").write_text(f"{OLD}X = 'hpo.core.study'\n")
    kept = {fix.report.path.name: fix for fix in Fixing().fix_paths([tmp_path])}
    (finding,) = kept["pyproject.toml"].report.findings
    assert finding.finding.message.endswith("a.py:2 still needs it")
    list(Fixing(unsafe=True).fix_paths([tmp_path]))
    assert (tmp_path / "pyproject.toml").read_text() == 'dependencies = ["training-hpo"]\n'


def test_excluded_files_stay_and_do_not_need_the_dependency(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('dependencies = ["legacy-shims"]\n')
    (tmp_path / "old.py").write_text("X = 'hpo.core.study'\n")
    list(Fixing(excludes=("old.py",)).fix_paths([tmp_path]))
    assert "legacy-shims" not in (tmp_path / "pyproject.toml").read_text()
    assert (tmp_path / "old.py").read_text() == "X = 'hpo.core.study'\n"


def test_a_file_that_cannot_be_written_is_a_problem_and_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.py"
    file.write_bytes("# coding: latin-1\nimport hpo\n".encode("latin-1"))

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("training.migrate.fix.write_bytes", refuse)
    (fix,) = Fixing().fix_paths([file])
    assert fix.report.problems == [f"{file}: Permission denied"]
    assert b"import hpo" in file.read_bytes()


def test_a_second_run_finds_nothing_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import hpo.core.study\nhpo.core.study.f()\n")
    assert len(list(Fixing().fix_paths([tmp_path]))) == 1
    assert list(Fixing().fix_paths([tmp_path])) == []
