from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.plugins.installing import report_of
from training.core.plugins import get_plugin_manager, get_registry
from training.core.plugins.discovery import PluginSource, local_source
from training.core.plugins.local import (
    _as_text,
    add_local,
    local_plugins,
    note_registered,
    registered_elsewhere,
)
from training.core.plugins.manager import TrainingPluginManager
from training.core.plugins.selection import LOCAL_PLUGINS, REGISTERED_PLUGINS

PLUGIN = """
from training.core.plugins import Provider, hookimpl

@hookimpl
def register_readers():
    return [Provider("here", "json:loads", "A reader")]
"""
PROJECT = '[tool.training]\nplugins = ["my_project.training_plugin"]\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a working directory that is a project with a plugin in its `src`."""
    package = tmp_path / "src/my_project"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "training_plugin.py").write_text(PLUGIN)
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(LOCAL_PLUGINS, "")
    monkeypatch.delenv(LOCAL_PLUGINS)
    monkeypatch.setattr(sys, "path", list(sys.path))
    for name in ("my_project", "my_project.training_plugin"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return tmp_path


def loaded() -> TrainingPluginManager:
    """Return the manager of a new process."""
    manager: TrainingPluginManager = get_plugin_manager.__wrapped__()
    return manager


def test_a_module_that_the_project_file_names_is_a_plugin_and_is_shown_as_local(
    project: Path,
) -> None:
    manager = loaded()
    assert get_registry("reader", manager).names[-1] == "here"
    source = get_registry("reader", manager).find("here").source
    assert str(source) == f"plugin `my_project.training_plugin` (local, in {project})"
    assert report_of(manager, "my_project.training_plugin") == ("loaded", "")


def test_a_process_that_works_elsewhere_loads_the_same_local_plugins(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    loaded()
    code = "from training.core.plugins import get_registry as r; print(r('reader').names[-1])"
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=elsewhere)
    assert done.stdout == "here\n"


@pytest.mark.parametrize(
    "variables",
    [
        {LOCAL_PLUGINS: ""},
        {"TRAINING_DISABLE_PLUGINS": "local"},
        {"TRAINING_DISABLE_PLUGINS": "my_project.training_plugin"},
        {"TRAINING_PLUGINS": ""},
    ],
)
def test_a_local_plugin_that_is_switched_off_is_not_imported(
    project: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert "here" not in get_registry("reader", loaded()).names
    assert "my_project" not in sys.modules


@pytest.mark.parametrize("inside", [".", "checkpoints"])
def test_a_run_folder_names_no_plugin(
    project: Path, monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    (project / "run.json").write_text("{}")
    folder = project / inside
    folder.mkdir(exist_ok=True)
    (folder / "pyproject.toml").write_text(PROJECT)
    monkeypatch.chdir(folder)
    manager = loaded()
    assert "here" not in get_registry("reader", manager).names
    assert any("belongs to a run" in line for line in manager.warnings)


def test_local_modules_never_hide_installed_ones(project: Path) -> None:
    (project / "json.py").write_text("raise RuntimeError('wrong json')")
    loaded()
    assert sys.path.index(str(project)) > 0
    assert sys.path[-2:] == [str(project), str(project / "src")]


def test_a_local_plugin_that_cannot_be_imported_harms_nothing(project: Path) -> None:
    (project / "src/my_project/training_plugin.py").write_text("import no_such_module")
    status, reason = report_of(loaded(), "my_project.training_plugin")
    assert (status, reason) == (
        "failed",
        "ModuleNotFoundError: No module named 'no_such_module'",
    )


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("[tool.training]\nplugins = 'a'", "`tool.training.plugins` is no list of modules"),
        ("[tool.training]\nplugins = [1]", "`tool.training.plugins` is no list of modules"),
        ("[tool.training]\nplugin = ['a']", "`tool.training.plugin` is not read. Did you mean"),
        ("tool.training = 3", "`tool.training` is no table"),
        ("[tool.training", "cannot be read, so it names no plugin"),
    ],
)
def test_a_project_file_that_cannot_be_used_is_pointed_out(
    project: Path, text: str, warning: str
) -> None:
    (project / "pyproject.toml").write_text(text)
    found = local_plugins({}, project)
    assert found.sources == []
    assert warning in found.warnings[0]
    assert str(project / "pyproject.toml") in found.warnings[0]


@pytest.mark.parametrize("text", ["", "[project]\nname = 'training'", "tool = 3 # training"])
def test_project_files_without_plugins_are_fine(project: Path, text: str) -> None:
    (project / "pyproject.toml").write_text(text)
    assert local_plugins({}, project) == local_plugins({LOCAL_PLUGINS: ""}, project)


def test_what_names_no_module_is_reported(project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.training]\nplugins = ["no module!"]')
    assert report_of(loaded(), "no module!") == ("failed", "`no module!` names no module")


def test_modules_given_beside_the_project_file_are_added_to_it(project: Path) -> None:
    assert add_local(["other", "my_project.training_plugin", "other"]) == []
    names = [one.name for one in local_plugins(os.environ, Path("/")).sources]
    assert names == ["my_project.training_plugin", "other"]


@given(folder=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_folders_of_any_name_reach_other_processes(folder: str) -> None:
    source = local_source("a.b:c", Path("/", folder))
    text = _as_text([source, source])
    found = local_plugins({LOCAL_PLUGINS: text}, Path("/work")).sources
    assert found == [source, source]
    assert [one.folder for one in found] == [source.folder] * 2


def test_the_order_of_plugins_does_not_depend_on_their_folders() -> None:
    sources = [local_source("a", Path("/x")), local_source("a", Path("/y"))]
    assert isinstance(sources[0], PluginSource)
    assert sources[0] == sources[1]


def test_other_processes_know_what_was_registered_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(REGISTERED_PLUGINS, "")
    note_registered(["a,b", "c"])
    assert registered_elsewhere() == []
    monkeypatch.setenv(REGISTERED_PLUGINS, f"1{os.environ[REGISTERED_PLUGINS]}")
    assert registered_elsewhere() == ["a,b", "c"]
    registry = get_registry("reader", loaded())
    assert "`a,b`, `c` was registered in the process that started this one" in registry.remarks
    note_registered([])
    assert registered_elsewhere() == []
