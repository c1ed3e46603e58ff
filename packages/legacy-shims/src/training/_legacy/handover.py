"""Give an old name to the new module.

The new module itself is never changed: only the entry in `sys.modules` is. (A loader that returned
it from `create_module` would have its `__spec__` overwritten by the import system.)
"""

from __future__ import annotations

import sys
from importlib import import_module

from training._legacy.shim import Shim
from training.cli.migrate.renames import new_path
from training.cli.migrate.renames import renames_below


def hand_over(shim: Shim) -> None:
    """Make the old name mean the new module, or run that module if the shim is being run."""
    target = _target(shim.name)
    if shim.is_run:
        _run(shim, target)
    else:
        module = import_module(target)
        if renames_below(shim.name):
            from training._legacy.strangers import hang_in

            hang_in(shim.name, module)
        sys.modules[shim.name] = module


def _target(old: str) -> str:
    target = new_path(old)
    if target is None:
        raise LookupError(
            f"`{old}` redirects, but training.cli.migrate.renames has no entry for it: "
            "the installed training-cli does not fit the installed legacy-shims"
        )
    return target


def _run(shim: Shim, target: str) -> None:
    from runpy import run_module

    name = shim.namespace["__name__"]
    shim.namespace.update(run_module(target, run_name=name, alter_sys=name == "__main__"))
