from __future__ import annotations

import json
import sysconfig
from importlib.metadata import Distribution, PathDistribution
from pathlib import Path

import pytest

from training.core.plugins.source_folders import (
    editable_folders,
    is_editable,
    is_local,
    python_files,
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def distribution(site: Path, pth: str = "", url: object = None) -> Distribution:
    info = site / "acme-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (info / "RECORD").write_text("acme.pth,,\n" if pth else "acme.py,,\n")
    if pth:
        (site / "acme.pth").write_text(pth)
    if url is not None:
        (info / "direct_url.json").write_text(url if isinstance(url, str) else json.dumps(url))
    return PathDistribution(info)


def test_the_folders_of_a_path_file_are_found_and_its_code_is_not_run(
    tmp_path: Path, project: Path
) -> None:
    pth = f"# note\nimport os; os.abort()\n\n{project}\n{tmp_path}/missing\n"
    installed = distribution(tmp_path / "site", pth)
    assert editable_folders(installed) == (project,)
    assert is_editable(installed)


def test_a_project_that_the_installer_noted_is_found(tmp_path: Path, project: Path) -> None:
    noted = {"url": project.as_uri(), "dir_info": {"editable": True}}
    assert editable_folders(distribution(tmp_path / "site", url=noted)) == (project,)


@pytest.mark.parametrize(
    "noted",
    [None, "{broken", {"url": "https://host/a", "dir_info": {"editable": True}}, {"url": 3}],
)
def test_anything_else_is_no_editable_distribution(tmp_path: Path, noted: object) -> None:
    installed = distribution(tmp_path / "site", url=noted)
    assert editable_folders(installed) == ()
    assert not is_editable(installed)


def test_a_project_that_is_not_editable_is_installed(tmp_path: Path, project: Path) -> None:
    noted = {"url": project.as_uri(), "dir_info": {"editable": False}}
    assert not is_editable(distribution(tmp_path / "site", url=noted))


def test_python_files_are_those_that_can_be_imported_without_tests(project: Path) -> None:
    for name in ("b.py", "pkg/a.py", "tests/t.py", "not-a-package/x.py", ".hidden/h.py"):
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).touch()
    (project / "own_env").mkdir()
    (project / "own_env" / "pyvenv.cfg").touch()
    (project / "own_env" / "e.py").touch()
    (project / "notes.txt").touch()
    assert python_files(project) == (project / "b.py", project / "pkg" / "a.py")


def test_installed_packages_are_not_local(tmp_path: Path) -> None:
    assert is_local(tmp_path)
    assert not is_local(Path(sysconfig.get_path("purelib")))
