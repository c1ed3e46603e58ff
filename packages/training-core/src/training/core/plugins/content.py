"""Identity of the code behind what plugins provide: name, version and content of its files.

What is kept between processes, such as encoded data, counts as found only for the same code. A
version does not say enough: the files of an editable or local plugin change under one version.
"""

from __future__ import annotations

import os
import re
import secrets
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import Distribution, PackageNotFoundError, version
from pathlib import Path, PurePath
from typing import Any, TypeAlias

from training.core.plugins.discovery import PluginSource
from training.core.plugins.registry import get_registry
from training.core.plugins.source_folders import (
    editable_folders,
    is_editable,
    is_local,
    python_files,
)

LENGTH = 32
BLOCK = 1 << 20
SHARED = ("training",)
"""Packages that several distributions put their parts into."""
Part: TypeAlias = tuple[str, Path]
"""A file or package, and a name for it that does not depend on where it is installed."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def provider_code(kind: str, name: str) -> dict[str, Any]:
    """Return what identifies the code of a provider, as JSON; its files are read once a process.

    Args:
        kind: Kind of the provider: ``task``, ``backbone``, ``reader``, …
        name: Name it is registered under.

    Returns:
        Plugin, distribution and version, the versions of what the distribution requires, and the
        content of its files and of every package from which the provider's classes are inherited.

    Raises:
        PluginError: Nothing usable is registered under that name.
    """
    registry = get_registry(kind)
    source, loaded = registry.find(name).source, registry.load(name)
    return {
        "plugin": source.name,
        "distribution": source.distribution,
        "version": source.version,
        "requirements": _requirements(source.entry_point.dist),
        "content": _content_of(source, loaded),
    }


def plugin_content(source: PluginSource) -> str:
    """Return a fingerprint of the files of a loaded plugin, in 32 hexadecimal digits."""
    files = [*_installed_files(source), *_modules([source.module] if source.module else [])]
    return _joined(files) if files or source.installed else _unknown_code()


def forget_contents() -> None:
    """Read files again when they are next asked for, for example after a module was reloaded."""
    for remembered in (_parts, _content, _together, python_files):
        remembered.cache_clear()


def _content_of(source: PluginSource, loaded: object) -> str:
    kind = loaded if isinstance(loaded, type) else type(loaded)
    own = list(_modules([kind.__module__]))
    if not own:
        return _unknown_code()
    inherited = _modules(parent.__module__ for parent in kind.__mro__)
    named = _modules([source.module] if source.module else [])
    return _joined([*_installed_files(source), *own, *inherited, *named])


@cache
def _unknown_code() -> str:
    """Return what no other process returns: code without files is not recognised again."""
    return secrets.token_hex(LENGTH // 2)


def _joined(parts: Iterable[Part]) -> str:
    return _together(tuple(sorted(set(parts))))


@cache
def _together(parts: tuple[Part, ...]) -> str:
    contents = "\0".join(f"{name}\0{_content(path)}" for name, path in parts)
    return sha256(contents.encode("utf-8", "surrogateescape")).hexdigest()[:LENGTH]


@cache
def _content(root: Path) -> str:
    """Return a fingerprint of a file, or of the files below a folder, wherever it stands."""
    digest = sha256()
    for file in [root] if root.is_file() else _files_below(root):
        name = file.relative_to(root).as_posix()
        digest.update(f"{name}\0".encode("utf-8", "surrogateescape"))
        digest.update(_digest(file))
    return digest.hexdigest()


def _digest(file: Path) -> bytes:
    """Return the SHA-256 of a file; nothing of one that this process may not read."""
    digest = sha256()
    try:
        with file.open("rb") as stream:
            while block := stream.read(BLOCK):
                digest.update(block)
    except OSError:
        return b""
    return digest.digest()


def _files_below(folder: Path) -> Iterator[Path]:
    """Yield what a package consists of, sorted; not what Python or an editor leaves there."""
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if one != "__pycache__" and one[0] != ".")
        for name in sorted(names):
            path = Path(where, name)
            if path.suffix != ".pyc" and name[0] != "." and path.is_file():
                yield path


def _modules(names: Iterable[str]) -> Iterator[Part]:
    """Yield the packages and modules, as far as they are files, that hold imported modules."""
    for name in dict.fromkeys(names):
        if name.partition(".")[0] not in sys.stdlib_module_names:
            yield from _parts(name)


@cache
def _parts(module: str) -> tuple[Part, ...]:
    """Return the outermost package of a module that one distribution has for itself."""
    names = module.split(".")
    for end in range(1, len(names) + 1):
        name = ".".join(names[:end])
        file = getattr(sys.modules.get(name), "__file__", None)
        if file is None or name in SHARED:
            continue
        path = Path(file)
        is_package = path.stem == "__init__"
        if end > 1:
            return _in_namespace(name, path.parent if is_package else path)
        return ((name, path.parent),) if is_package else _with_neighbours(path)
    return ()


def _in_namespace(name: str, found: Path) -> tuple[Part, ...]:
    """Return a part of a package without a file of its own; of a local one, all of it."""
    top, *inner = name.split(".")
    folder = found.parents[len(inner) - 1]
    if top in SHARED or not is_local(folder.parent):
        return ((name, found),)
    return ((name, found), (top, folder))


def _with_neighbours(module: Path) -> tuple[Part, ...]:
    """Return a local module and those beside it, which it may import."""
    if not module.is_file():
        return ()
    if not is_local(module.parent):
        return ((module.name, module),)
    return tuple(sorted({(module.name, module), *_python_below(module.parent)}))


def _python_below(folder: Path) -> Iterator[Part]:
    return ((file.relative_to(folder).as_posix(), file) for file in python_files(folder))


def _installed_files(source: PluginSource) -> list[Part]:
    """Return the files of the distribution of a third-party plugin, wherever they are edited."""
    distribution = source.entry_point.dist
    if distribution is None or source.built_in:
        return []
    located = (
        (file.as_posix(), Path(str(distribution.locate_file(file))))
        for file in distribution.files or ()
        if _is_code(file)
    )
    installed = [(name, path) for name, path in located if path.is_file()]
    if installed and not is_editable(distribution):
        return installed
    folders = editable_folders(distribution) or _folders_on_path(source.entry_point.module)
    return [*installed, *(part for one in folders for part in _python_below(one))]


def _folders_on_path(module: str) -> Iterable[Path]:
    """Return the folders that hold the outermost package of a module, unless installed."""
    top = module.partition(".")[0]
    folders = {path for _, path in _parts(module) if path.name == top and top not in SHARED}
    return sorted(one.parent for one in folders if is_local(one.parent))


def _is_code(file: PurePath) -> bool:
    """Return whether an installed file is the same wherever it is installed; scripts are not."""
    first = file.parts[0]
    made_here = first == ".." or first.endswith(".dist-info") or first.startswith("__editable__")
    return not made_here and file.suffix not in (".pyc", ".pth")


def _requirements(distribution: Distribution | None) -> dict[str, str]:
    """Return the installed versions of what a distribution requires, extras included."""
    stated = (distribution.requires if distribution is not None else None) or ()
    names = {found.group() for one in stated if (found := _NAME.match(one))}
    return {name: known for name in sorted(names) if (known := _version(name)) is not None}


@cache
def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None
