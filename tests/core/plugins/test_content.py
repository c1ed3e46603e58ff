"""Plugins are identified by the content of their files, wherever they are installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.plugins.installing import Site
from training.core.plugins import TrainingPluginManager
from training.core.plugins.content import forget_contents, plugin_content, provider_code
from training.core.runs.environment import describe_environment
from training.core.runs.fingerprints import execution_parts

PLUGIN = "VALUE = 1\n"


def content_of(manager: TrainingPluginManager, plugin: str) -> str:
    """Return the content of a plugin as a new process would see it."""
    forget_contents()
    return plugin_content(manager.source_of(plugin))


@pytest.fixture
def package(site: Site) -> Iterator[Path]:
    """Return a package whose module `plugin` is the plugin `mine`."""
    folder = site.folder / "mine_package"
    (folder / "inner").mkdir(parents=True)
    for name in ("__init__.py", "plugin.py", "inner/__init__.py", "inner/words.txt"):
        (folder / name).write_text(PLUGIN)
    site.declare("mine", "mine = mine_package.plugin")
    yield folder
    for module in ("mine_package", "mine_package.plugin"):
        sys.modules.pop(module, None)


@pytest.mark.parametrize("file", ["plugin.py", "inner/__init__.py", "inner/words.txt", "new.py"])
def test_every_file_of_a_package_counts(site: Site, package: Path, file: str) -> None:
    manager = site.manager()
    before = content_of(manager, "mine")
    assert content_of(manager, "mine") == before
    (package / file).write_text("VALUE = 2\n")
    assert content_of(manager, "mine") != before


def test_names_of_files_count_and_what_python_leaves_there_does_not(
    site: Site, package: Path
) -> None:
    manager = site.manager()
    before = content_of(manager, "mine")
    (package / "__pycache__").mkdir(exist_ok=True)
    (package / "__pycache__" / "plugin.cpython-311.pyc").write_bytes(b"compiled")
    assert content_of(manager, "mine") == before
    (package / "inner" / "words.txt").rename(package / "inner" / "other.txt")
    assert content_of(manager, "mine") != before


def test_files_are_read_once_in_a_process(site: Site, package: Path) -> None:
    manager = site.manager()
    before = content_of(manager, "mine")
    (package / "plugin.py").write_text("VALUE = 3\n")
    assert plugin_content(manager.source_of("mine")) == before


def test_the_code_of_a_provider_names_distribution_version_and_content() -> None:
    code = provider_code("task", "token-classification")
    assert (code["distribution"], len(code["content"])) == ("training-core", 32)
    assert code["version"]
    assert code["requirements"]["numpy"]
    assert code == provider_code("task", "token-classification")


def test_the_content_of_a_plugin_counts_in_what_a_run_was_computed_with() -> None:
    from training.config import RunConfig

    environment = {**describe_environment(), "plugins": {"mine": "1.2"}}
    first, second = (
        execution_parts(RunConfig(), {**environment, "plugin_contents": {"mine:mine": content}})
        for content in ("a", "b")
    )
    assert first["packages"] != second["packages"]


def editable(site: Site, root: Path, name: str, metadata: str, content: str, module: str) -> None:
    """Declare a plugin whose files stand in `root`, as an editable installation leaves it."""
    site.declare(name, f"{name} = {module}")
    info = site.folder / f"{name}-1.2.dist-info"
    (site.folder / metadata if metadata.endswith(".pth") else info / metadata).write_text(content)
    listed = metadata if metadata.endswith(".pth") else f"{info.name}/{metadata}"
    (info / "RECORD").write_text(f"{listed},,\n{info.name}/METADATA,,\n")
    sys.path.insert(0, str(root))


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a source folder with a package and a second top-level module beside it."""
    folder = tmp_path / "project" / "src"
    for name in (
        "edited_package/__init__.py",
        "edited_package/plugin.py",
        "edited_utils.py",
        "edited_helpers/deep/words.py",
        "tests/test_it.py",
        ".git/hook.py",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(PLUGIN)
    monkeypatch.setattr(sys, "path", sys.path[:])
    yield folder
    for module in ("edited_package", "edited_package.plugin"):
        sys.modules.pop(module, None)


@pytest.mark.parametrize("how", ["pth", "direct_url", "lost_pth"])
@pytest.mark.parametrize("file", ["edited_utils.py", "edited_helpers/deep/words.py", "new.py"])
def test_every_module_of_an_editable_plugin_counts(
    site: Site, sources: Path, how: str, file: str
) -> None:
    project = sources.parent.as_uri()
    metadata, content = {
        "pth": ("__editable__.edited.pth", f"{sources}\n"),
        "direct_url": (
            "direct_url.json",
            f'{{"url": "{project}", "dir_info": {{"editable": true}}}}',
        ),
        "lost_pth": ("__editable__.edited.pth", ""),
    }[how]
    editable(site, sources, "edited", metadata, content, "edited_package.plugin")
    manager = site.manager()
    before = content_of(manager, "edited")
    (sources / "tests/test_it.py").write_text("VALUE = 2\n")
    (sources / ".git/hook.py").write_text("VALUE = 2\n")
    assert content_of(manager, "edited") == before
    (sources / file).write_text("VALUE = 2\n")
    assert content_of(manager, "edited") != before


@pytest.mark.parametrize("file", ["other.py", "inner/more.py"])
def test_every_module_of_a_local_package_without_a_file_counts(site: Site, file: str) -> None:
    folder = site.folder / "bare_package"
    (folder / "inner").mkdir(parents=True)
    for name in ("plugin.py", "other.py", "inner/more.py"):
        (folder / name).write_text(PLUGIN)
    site.declare("bare", "bare = bare_package.plugin")
    manager = site.manager()
    before = content_of(manager, "bare")
    (folder / file).write_text("VALUE = 2\n")
    assert content_of(manager, "bare") != before
    for module in ("bare_package", "bare_package.plugin"):
        sys.modules.pop(module, None)


def test_a_package_beside_a_local_module_counts(site: Site) -> None:
    helpers = site.folder / "local_helpers"
    helpers.mkdir()
    (helpers / "words.py").write_text(PLUGIN)
    site.install("local-one", PLUGIN, plugin="local")
    manager = site.manager()
    before = content_of(manager, "local")
    (helpers / "words.py").write_text("VALUE = 2\n")
    assert content_of(manager, "local") != before
