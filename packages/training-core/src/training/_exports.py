"""Serve the convenience names of `training` from the entry-point group `training.exports`."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points

HOMES = {
    "execute_final_training": "training-execution",
    "run_local_hpo_sweep": "training-hpo",
    "run_training": "training-execution",
    "train_model": "training-core",
}
"""Distribution that provides each name; it serves only the message for a missing one."""


@cache
def installed_exports() -> dict[str, EntryPoint]:
    """Return the entry points of the names that the installed distributions provide."""
    return {entry.name: entry for entry in entry_points(group="training.exports")}


def load_export(name: str) -> object:
    """Import and return the object behind a convenience name.

    Raises:
        AttributeError: The name is not one of ours.
        ModuleNotFoundError: The distribution that provides the name is not installed.
    """
    if name == "__all__":
        return sorted(installed_exports())
    if name.startswith("__"):
        raise AttributeError(_unknown(name))
    if name in installed_exports():
        return installed_exports()[name].load()
    if name in HOMES:
        raise ModuleNotFoundError(_not_installed(name), name="training")
    raise AttributeError(_unknown(name))


def _not_installed(name: str) -> str:
    home = HOMES[name]
    return f"`training.{name}` is part of {home}, which is not installed: pip install {home}"


def _unknown(name: str) -> str:
    from training.errors import suggestion

    hint = "" if name.startswith("_") else suggestion(name, installed_exports())
    return f"module 'training' has no attribute '{name}'.{hint}"
