"""The modules whose names are public and stable."""

from __future__ import annotations

from tools.shims.old_modules import old_modules
from tools.sources import Source, source_of

BESIDE_OLD = (
    "training",
    "training.config",
    "training.core",
    "training.core.plugins",
    "training.core.data",
    "training.core.tasks",
    "training.core.tasks.task_model",
    "training.core.backbones",
    "training.core.backbones.text",
    "training.core.losses",
    "training.core.trackers",
    "training.core.trainer.callbacks",
    "training.core.trainer.optimizers",
    "training.core.trainer.lr_finder",
    "training.core.trainer.schedules",
    "training.testing",
    "training.errors",
    "training.execution",
    "training.execution.mlflow_setup",
    "training.execution.subprocess_runner",
    "training.hpo",
    "training.hpo.pruners",
    "training.hpo.samplers.base",
    "training.logging",
    "training.orchestrator",
)
"""Public modules besides those that took the place of an old one."""


def public_modules() -> list[Source]:
    """Return the public modules that are there, by name."""
    names = {one.new for one in old_modules() if one.new} | set(BESIDE_OLD)
    found = (source_of(name) for name in sorted(names))
    return [one for one in found if one is not None]


def old_paths_of(module: str) -> list[str]:
    """Return the old paths that legacy-shims serves for a module."""
    return [one.path for one in old_modules() if one.new == module]
