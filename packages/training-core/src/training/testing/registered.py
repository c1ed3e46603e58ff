"""Checks that plugins offer for the kinds of providers they define."""

from __future__ import annotations

from training.core.plugins import get_registry

PREFIX = "check_"


def registered_check(name: str) -> object:
    """Return the check that a plugin offers for a kind.

    Args:
        name: ``check_<kind>``.

    Raises:
        AttributeError: No installed plugin offers it.
    """
    registry = get_registry("check")
    kind = name.removeprefix(PREFIX)
    if kind not in registry.names:
        known = ", ".join(f"{PREFIX}{one}" for one in registry.names)
        raise AttributeError(
            f"module 'training.testing' has no attribute '{name}'. Installed: {known}. The checks "
            "of launchers, samplers, pruners and commands come with training-execution, "
            "training-hpo and training-cli."
        )
    return registry.load(kind)
