from __future__ import annotations

from pathlib import Path

import pytest

from training.migrate.check import check_file, check_paths
from training.migrate.fix import Fixing


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "app").mkdir()
    code = "from hpo.core import x\nfrom training.trainer import T\nimport training_exec\n"
    (tmp_path / "app/a.py").write_text(code)
    return tmp_path


def old_paths(file: Path) -> list[str]:
    return [one.finding.old for one in check_file(file).findings]


@pytest.mark.parametrize("place", ["hpo/__init__.py", "src/hpo/core.py", "app/hpo.py"])
def test_a_package_of_the_project_is_not_ours_to_rename(project: Path, place: str) -> None:
    (project / place).parent.mkdir(parents=True, exist_ok=True)
    (project / place).write_text("x = 1\n")
    assert old_paths(project / "app/a.py") == ["training.trainer", "training_exec"]
    assert check_file(project / "app/a.py").own


def test_only_the_module_that_is_there_counts(project: Path) -> None:
    (project / "src/training").mkdir(parents=True)
    (project / "src/training/trainer.py").write_text("")
    (project / "app/b.py").write_text("from training.model import M\n")
    assert old_paths(project / "app/a.py") == ["hpo.core", "training_exec"]
    assert old_paths(project / "app/b.py") == ["training.model"]


def test_the_shims_are_nobody_s_own_package(project: Path) -> None:
    (project / "hpo").mkdir()
    shim = '"""The old path."""\nfrom training._legacy import redirect_package\n'
    (project / "hpo/__init__.py").write_text(shim)
    assert old_paths(project / "app/a.py")[0] == "hpo.core"
    assert [one.path.name for one in check_paths([project])] == ["a.py"]


def test_a_folder_without_python_is_no_package(project: Path) -> None:
    (project / "hpo").mkdir()
    (project / "hpo/space.yaml").write_text("a: 1\n")
    assert old_paths(project / "app/a.py")[0] == "hpo.core"


def test_folders_above_the_project_do_not_count(project: Path) -> None:
    inner = project / "inner"
    inner.mkdir()
    (inner / "setup.py").write_text("")
    (inner / "a.py").write_text("import hpo\n")
    (project / "hpo.py").write_text("")
    assert old_paths(inner / "a.py") == ["hpo"]


def test_what_is_the_project_s_own_stays_beside_what_is_not(project: Path) -> None:
    (project / "training").mkdir()
    (project / "training/trainer.py").write_text("")
    file = project / "app/b.py"
    file.write_text(
        "import training.trainer, training.model\n"
        "training.trainer.f(training.model.g)\n"
        "from training import trainer, model\n"
    )
    list(Fixing().fix_paths([file]))
    assert file.read_text() == (
        "import training.trainer, training.core.model\n"
        "training.trainer.f(training.core.model.g)\n"
        "from training import trainer, model\n"
    )
