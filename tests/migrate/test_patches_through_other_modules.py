from __future__ import annotations

from pathlib import Path

import pytest

from tests.migrate.conftest import fix_folder

PATCH = 'from unittest import mock\nmock.patch("app.{}.core.study.f")\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "src/app").mkdir(parents=True)
    (tmp_path / "tests").mkdir()
    return tmp_path


@pytest.mark.parametrize("folder", ["tests", "a_tests"])
def test_a_patch_follows_the_name_of_the_module_it_goes_through(project: Path, folder: str) -> None:
    """Whichever of the two files is fixed first."""
    (project / folder).mkdir(exist_ok=True)
    (project / "src/app/sweeps.py").write_text("import hpo.core.study\nhpo.core.study.f()\n")
    test = project / folder / "test_app.py"
    test.write_text(PATCH.format("sweeps.hpo"))
    fix_folder(project)
    assert test.read_text() == PATCH.format("sweeps.training.hpo")
    assert fix_folder(project) == {}


@pytest.mark.parametrize(
    "source", ["import hpo\n", "import hpo.core.study\nhpo = hpo or None\n", "from x import hpo\n"]
)
def test_a_patch_stays_where_the_name_stays(project: Path, source: str) -> None:
    (project / "src/app/sweeps.py").write_text(source)
    test = project / "tests/test_app.py"
    test.write_text(PATCH.format("sweeps.hpo"))
    fix_folder(project)
    assert test.read_text() == PATCH.format("sweeps.hpo")


def test_a_text_that_leads_to_no_module_stays(project: Path) -> None:
    test = project / "tests/test_app.py"
    test.write_text(PATCH.format("elsewhere.hpo"))
    assert fix_folder(project) == {}
