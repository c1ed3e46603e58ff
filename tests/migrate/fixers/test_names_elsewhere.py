from __future__ import annotations

from pathlib import Path

import pytest

from training.migrate.edits import apply_edits
from training.migrate.findings import fixes
from training.migrate.fixers import names_elsewhere
from training.migrate.syntax.source import PythonSource

TEXT = "mock.patch('app.sweeps.hpo.core.study.f')"


def fixed(module: str | None, folder: Path, text: str = TEXT) -> str:
    package = folder / "src" / "app"
    package.mkdir(parents=True)
    (folder / "pyproject.toml").touch()
    if module is not None:
        (package / "sweeps.py").write_text(module)
    test = folder / "tests" / "test_app.py"
    test.parent.mkdir()
    found = names_elsewhere.find(PythonSource(text, test))
    return apply_edits(text, fixes(found, unsafe=False))


@pytest.mark.parametrize("module", ["import hpo.core.study\n", "import training.hpo.core.study\n"])
def test_a_patch_through_a_module_whose_uses_follow_follows(module: str, tmp_path: Path) -> None:
    after = "mock.patch('app.sweeps.training.hpo.core.study.f')"
    assert fixed(module, tmp_path) == after


@pytest.mark.parametrize("module", ["import hpo\n", "from training import hpo\n", "x = (\n", None])
def test_a_patch_through_a_name_that_stays_stays(module: str | None, tmp_path: Path) -> None:
    assert fixed(module, tmp_path) == TEXT


def test_a_text_that_goes_through_no_module_of_the_project_stays(tmp_path: Path) -> None:
    text = "mock.patch('other.sweeps.hpo.core.study.f')"
    assert fixed("import hpo.core.study\n", tmp_path, text) == text
