"""Modules that were below an old package and are not below the new one.

`from orchestration.jobs.hpo import local` asks `training.hpo`, which is what that name stands for,
for an attribute. They are set without importing the old names: another thread may be doing that,
and wait for the package meanwhile.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from types import ModuleType

from training._legacy.moves import is_split, new_path, old_paths_below
from training._legacy.split_package import SplitLoader


def attach_children(old: str, new: ModuleType) -> None:
    """Give the new module of `old` what was directly below `old` and went elsewhere.

    To be done before `new` is found under the old name: nobody who finds it waits any more.
    """
    for path in old_paths_below(old):
        package, _, name = path.rpartition(".")
        if package == old:
            setattr(new, name, _split(path) if is_split(path) else _moved(path))


def _moved(old: str) -> ModuleType:
    return import_module(str(new_path(old)))


def _split(old: str) -> ModuleType:
    loader = SplitLoader()
    package = module_from_spec(ModuleSpec(old, loader, is_package=True))
    loader.exec_module(package)
    return sys.modules.setdefault(old, package)
