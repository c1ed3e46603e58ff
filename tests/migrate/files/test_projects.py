from __future__ import annotations

from pathlib import Path

import pytest

from training.migrate.files.projects import distribution_of, project_of, used_distributions


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("training.hpo.core.study", "training-hpo"),
        ("training.cli", "training-cli"),
        ("training.orchestrator", "training-execution"),
        ("training.core.trainer", "training-core"),
        ("training", "training-core"),
        ("training.wibble", None),
        ("hpo", None),
        ("trainings.hpo", None),
    ],
)
def test_a_new_path_belongs_to_a_distribution(path: str, name: str | None) -> None:
    assert distribution_of(path) == name


def test_the_distributions_of_new_and_old_paths_are_those_in_use(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("from training import (\n    hpo,\n)\n")
    (tmp_path / "b.yaml").write_text("_target_: training_exec.executor.Run\n")
    (tmp_path / "notes.txt").write_text("training.cli.main\n")
    (tmp_path / "c.py").write_text("import mytraining.core\n")
    assert used_distributions(tmp_path) == ("training-execution", "training-hpo")


def test_a_project_without_ours_uses_none(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import os\n")
    assert used_distributions(tmp_path) == ()


@pytest.mark.parametrize("marker", ["pyproject.toml", "setup.py", "setup.cfg", ".git"])
def test_the_project_of_a_file_is_the_nearest_folder_with_a_marker(
    marker: str, tmp_path: Path
) -> None:
    inner = tmp_path / "project" / "package"
    inner.mkdir(parents=True)
    (tmp_path / "project" / marker).touch()
    assert project_of(inner / "a.py") == (tmp_path / "project").resolve()
