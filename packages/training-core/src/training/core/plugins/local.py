"""Local plugins: modules of the project that is worked on, which no distribution installs.

They are named in the `pyproject.toml` of the working directory or on the command line, never by a
configuration or a run. The processes that this one starts get them through a variable, so that they
load the same ones wherever they work.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from training.core.plugins.discovery import PluginSource, local_source
from training.core.plugins.selection import LOCAL_PLUGINS, REGISTERED_PLUGINS
from training.errors import suggestion

PROJECT_FILE = "pyproject.toml"
RUN_FILE = "run.json"
KEY = "plugins"


@dataclass(frozen=True)
class LocalPlugins:
    """The local plugins of a process.

    Attributes:
        sources: What to import, in calling order.
        warnings: Sentences on what cannot be used of the project file.
    """

    sources: list[PluginSource] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def local_plugins(environ: Mapping[str, str], folder: Path) -> LocalPlugins:
    """Return the local plugins that the environment names, or else the project file of a folder.

    Args:
        environ: Environment variables; `TRAINING_LOCAL_PLUGINS`, if it is set, says all, so an
            empty one switches the project file off.
        folder: The working directory. One that belongs to a run names no plugin.
    """
    if LOCAL_PLUGINS in environ:
        return LocalPlugins(list(_named(environ[LOCAL_PLUGINS], folder)))
    file = folder / PROJECT_FILE
    try:
        if b"training" not in file.read_bytes():
            return LocalPlugins()
    except OSError:
        return LocalPlugins()
    if any((one / RUN_FILE).exists() for one in (folder, *folder.parents)):
        return LocalPlugins(warnings=[f"{file} belongs to a run: its plugins are left out."])
    return _in_project(file)


def add_local(targets: Iterable[str]) -> list[str]:
    """Add modules of the working directory to the local plugins of this process and its children.

    Args:
        targets: `module` or `module:attribute`.

    Returns:
        Sentences on what cannot be used of the project file.
    """
    folder = Path.cwd()
    found = local_plugins(os.environ, folder)
    known = {one.name for one in found.sources}
    added = [local_source(one, folder) for one in dict.fromkeys(targets) if one not in known]
    os.environ[LOCAL_PLUGINS] = _as_text([*found.sources, *added])
    return found.warnings


def note_local(sources: Iterable[PluginSource]) -> None:
    """Pass local plugins on to the processes that this one starts, wherever they work."""
    text = _as_text(sources)
    if text:
        os.environ[LOCAL_PLUGINS] = text


def note_registered(names: Iterable[str]) -> None:
    """Note which plugins a program has registered in this process."""
    text = ",".join(quote(name) for name in names)
    if text:
        os.environ[REGISTERED_PLUGINS] = f"{os.getpid()}:{text}"
    else:
        os.environ.pop(REGISTERED_PLUGINS, None)


def registered_elsewhere() -> list[str]:
    """Return the names of plugins that are registered in a process that has started this one."""
    process, _, names = os.environ.get(REGISTERED_PLUGINS, "").partition(":")
    return [] if process == str(os.getpid()) else [unquote(one) for one in names.split(",") if one]


def _as_text(sources: Iterable[PluginSource]) -> str:
    return ",".join(f"{quote(one.name, ':')}@{quote(str(one.folder))}" for one in sources)


def _named(text: str, folder: Path) -> Iterable[PluginSource]:
    for entry in filter(None, map(str.strip, text.split(","))):
        target, _, place = entry.partition("@")
        yield local_source(unquote(target), folder / unquote(place))


def _in_project(file: Path) -> LocalPlugins:
    import tomllib

    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return LocalPlugins(warnings=[f"{file} cannot be read, so it names no plugin: {error}"])
    tool = content.get("tool")
    section = tool.get("training", {}) if isinstance(tool, dict) else {}
    return _in_section(file, section)


def _in_section(file: Path, section: Any) -> LocalPlugins:
    place = f"{file}: `tool.training"
    if not isinstance(section, dict):
        return LocalPlugins(warnings=[f"{place}` is no table."])
    warnings = [
        f"{place}.{key}` is not read.{suggestion(key, [KEY])}" for key in section if key != KEY
    ]
    listed = section.get(KEY, [])
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        return LocalPlugins(warnings=[*warnings, f"{place}.{KEY}` is no list of modules."])
    return LocalPlugins([local_source(one, file.parent) for one in dict.fromkeys(listed)], warnings)
