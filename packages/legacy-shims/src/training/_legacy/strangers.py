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

from training._legacy.split_package import SplitLoader
from training.cli.migrate.renames import is_split
from training.cli.migrate.renames import renames_below


def hang_in(old: str, new: ModuleType) -> None:
    """Give the new module of `old` what was directly below `old` and went elsewhere.

    To be done before `new` is found under the old name: nobody who finds it waits any more.
    """
    for rename in renames_below(old):
        package, _, name = rename.old.rpartition(".")
        if package == old:
            child = _split(rename.old) if is_split(rename.old) else import_module(rename.new)
            setattr(new, name, child)


def _split(old: str) -> ModuleType:
    spec = ModuleSpec(old, SplitLoader(), is_package=True)
    return sys.modules.setdefault(old, module_from_spec(spec))
