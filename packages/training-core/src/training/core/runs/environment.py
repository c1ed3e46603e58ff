"""Describe the machine and software a run was made with."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from training.config.origin import shown_path
from training.core.plugins import get_plugin_manager
from training.core.plugins.content import plugin_content
from training.core.plugins.discovery import LOCAL, REGISTERED, PluginSource
from training.core.runs.directory import open_run
from training.errors import PluginError, UserError

SECONDS = 10.0
LENGTH = 32
QUIET = ("-c", "core.fsmonitor=false")
"""A repository's settings must not make git start programs."""


def code_state() -> dict[str, Any] | None:
    """Return the state of the git repository around the working directory.

    It is asked once for a folder: the code of a process does not change while it runs.

    Returns:
        ``commit`` (None before the first one), ``dirty`` (whether tracked files were changed, or
        there are Python files that git neither tracks nor ignores) and ``changes`` (a fingerprint
        of these changes; None when there are none). None outside of a repository, or when git
        cannot answer.
    """
    return _state(Path.cwd())


@cache
def _state(folder: Path) -> dict[str, Any] | None:
    root = _git(folder, "rev-parse", "--show-toplevel")
    if root is None:
        return None
    top = Path(os.fsdecode(root.rstrip(b"\n")))
    commit = _git(top, "rev-parse", "--verify", "--quiet", "HEAD")
    changes = _changes(top, has_commit=commit is not None)
    return {
        "commit": None if commit is None else commit.decode().strip(),
        "dirty": changes is not None,
        "changes": changes,
    }


def _changes(top: Path, has_commit: bool) -> str | None:
    base = ["diff", "--no-ext-diff", "--no-color", "--no-textconv", "--full-index"]
    changed = _git(top, *base, "HEAD") if has_commit else None
    new = _git(top, "ls-files", "-z", "--others", "--exclude-standard", "--", "*.py") or b""
    if not changed and not new:
        return None
    digest = hashlib.sha256(changed or b"")
    for name in sorted(filter(None, new.split(b"\0"))):
        digest.update(name + b"\0" + _content(top / os.fsdecode(name)))
    return digest.hexdigest()[:LENGTH]


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _git(folder: Path, *arguments: str) -> bytes | None:
    try:
        done = subprocess.run(
            ["git", *QUIET, *arguments],
            cwd=folder,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 else None


PACKAGES = (
    "training-core",
    "training-execution",
    "training-hpo",
    "training-cli",
    "torch",
    "numpy",
    "safetensors",
    "transformers",
    "tokenizers",
)


def describe_environment() -> dict[str, Any]:
    """Return versions, platform and state of the code; nothing that names a person or a path."""
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "processors": os.cpu_count(),
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
        "plugins": {owner_name(one): _version_of(one) for one in third_party_plugins()},
        "plugin_contents": _contents(third_party_plugins()),
        "code": code_state(),
    }


def third_party_plugins() -> list[PluginSource]:
    """Return the loaded plugins, ours left out."""
    loaded = [one.source for one in get_plugin_manager().reports if one.status == "loaded"]
    return [one for one in loaded if not one.built_in]


def owner_name(plugin: PluginSource) -> str:
    """Return the name of what has to be there for a plugin: its distribution, or its module."""
    return plugin.distribution if plugin.installed else plugin.name


def _version_of(plugin: PluginSource) -> str:
    """Return the version of a plugin, or `local` or `registered` for one without a version."""
    return plugin.version if plugin.installed else plugin.distribution


def _contents(plugins: Iterable[PluginSource]) -> dict[str, str]:
    """Return a fingerprint of the files of each plugin: a local one changes under its version."""
    return {content_key(one): plugin_content(one) for one in plugins}


def content_key(plugin: PluginSource) -> str:
    """Return the name of a plugin among the contents."""
    return f"{plugin.distribution}:{plugin.name}"


@contextmanager
def naming_missing_plugins(directory: Path) -> Iterator[None]:
    """Add to an error in the block which plugins of a run are missing, and the way to get them.

    Args:
        directory: The run, whose record names the plugins that it was made with.

    Raises:
        PluginError: The block failed by a `UserError`, and a plugin of the run is not loaded.
    """
    try:
        yield
    except UserError as error:
        hints = " ".join(missing_plugins(directory))
        if not hints:
            raise
        raise PluginError(f"{shown_path(directory)}: {error} {hints}") from error


def missing_plugins(directory: Path) -> list[str]:
    """Return a sentence on each plugin that a run was made with and that is not loaded now."""
    return [_way_out(name, number) for name, number in _missing_plugins(directory).items()]


def _missing_plugins(directory: Path) -> dict[str, str]:
    """Return the versions of the distributions whose plugins are not loaded now, by name."""
    try:
        environment = open_run(str(directory)).record.get("environment")
    except UserError:
        return {}
    plugins = environment.get("plugins") if isinstance(environment, Mapping) else None
    recorded = plugins if isinstance(plugins, Mapping) else {}
    loaded = {owner_name(one) for one in third_party_plugins()}
    return {str(name): str(number) for name, number in recorded.items() if name not in loaded}


def _way_out(distribution: str, number: str) -> str:
    if number == LOCAL:
        return (
            f"The run was made with the local plugin `{distribution}`, which is not loaded. Repeat "
            f"the command where it is, with: training --plugin {distribution} …"
        )
    if number == REGISTERED:
        return f"The run was made with `{distribution}`, which its program had registered."
    made = f"The run was made with a plugin of {distribution} {number}, which is not"
    if _version(distribution) is None:
        return f'{made} installed. Install it with: pip install "{distribution}=={number}"'
    return f"{made} loaded; `training plugins list` shows why."


@cache
def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
