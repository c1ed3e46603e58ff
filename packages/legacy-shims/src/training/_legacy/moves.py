"""Successor of an old path that is served, and the release that removes it.

`make docs` copies both tables from `training.migrate.rename_table`, less what a running program
never asks. A program on old paths pays for them at every start, and making the original takes
longer than all the rest of a shim.
"""

from __future__ import annotations

MOVES = {
    "hpo": ("training.hpo", "2.0.0"),
    "training_exec": ("training.execution", "2.0.0"),
    "training.checkpoint_loader": ("training.core.checkpoint_loader", "2.0.0"),
    "training.cv_utils": ("training.core.cv_utils", "2.0.0"),
    "training.data": ("training.core.data", "2.0.0"),
    "training.data_combiner": ("training.core.data", "2.0.0"),
    "training.distributed": ("training.execution.distributed", "2.0.0"),
    "training.distributed_launcher": ("training.execution.distributed_launcher", "2.0.0"),
    "training.evaluator": ("training.core.evaluator", "2.0.0"),
    "training.metrics": ("training.core.metrics", "2.0.0"),
    "training.model": ("training.core.model", "2.0.0"),
    "training.train": ("training.cli.train", "2.0.0"),
    "training.trainer": ("training.core.trainer", "2.0.0"),
    "training.utils": ("training.core.utils", "2.0.0"),
    "orchestration.jobs.final_training": ("training.execution", "2.0.0"),
    "orchestration.jobs.hpo": ("training.hpo", "2.0.0"),
    "orchestration.jobs.hpo.azureml": ("training.hpo.execution.azureml", "2.0.0"),
    "orchestration.jobs.hpo.local": ("training.hpo.execution.local", "2.0.0"),
    "orchestration.jobs.hpo.local.checkpoint": ("training.hpo.checkpoint", "2.0.0"),
    "orchestration.jobs.hpo.local.checkpoint.manager": ("training.hpo.checkpoint.storage", "2.0.0"),
    "orchestration.jobs.hpo.local.cv": ("training.hpo.execution.local.cv", "2.0.0"),
    "orchestration.jobs.hpo.local.cv.orchestrator": ("training.hpo.execution.local.cv", "2.0.0"),
    "orchestration.jobs.hpo.local.mlflow": ("training.hpo.tracking", "2.0.0"),
    "orchestration.jobs.hpo.local.mlflow.run_setup": ("training.hpo.tracking.setup", "2.0.0"),
    "orchestration.jobs.hpo.local.optuna": ("training.hpo.core.optuna_integration", "2.0.0"),
    "orchestration.jobs.hpo.local.optuna.integration": (
        "training.hpo.core.optuna_integration",
        "2.0.0",
    ),
    "orchestration.jobs.hpo.local.refit": ("training.hpo.execution.local.refit", "2.0.0"),
    "orchestration.jobs.hpo.local.refit.executor": ("training.hpo.execution.local.refit", "2.0.0"),
    "orchestration.jobs.hpo.local.study": ("training.hpo.core.study", "2.0.0"),
    "orchestration.jobs.hpo.local.study.manager": ("training.hpo.core.study", "2.0.0"),
    "orchestration.jobs.hpo.local.trial": ("training.hpo.trial", "2.0.0"),
    "orchestration.jobs.hpo.local.trial.execution": ("training.hpo.execution.local.trial", "2.0.0"),
    "orchestration.jobs.sweeps": ("training.hpo.execution.azureml.sweeps", "2.0.0"),
    "orchestration.jobs.training": ("training.execution.jobs", "2.0.0"),
}
"""New path, and the release of legacy-shims that drops the old one, by old path."""

SPLIT = frozenset(
    [
        "orchestration",
        "orchestration.jobs",
        "orchestration.jobs.hpo.local",
        "orchestration.jobs.hpo.local.checkpoint",
        "orchestration.jobs.hpo.local.cv",
        "orchestration.jobs.hpo.local.mlflow",
        "orchestration.jobs.hpo.local.optuna",
        "orchestration.jobs.hpo.local.refit",
        "orchestration.jobs.hpo.local.study",
        "orchestration.jobs.hpo.local.trial",
    ]
)
"""Old packages whose modules went to different places."""


def new_path(old: str) -> str | None:
    """Return the new dotted path of an old one, or None if it never moved.

    Args:
        old: Dotted path of a module, or of a name in a module.
    """
    entry = _entry(old)
    return MOVES[entry][0] + old[len(entry) :] if entry else None


def removed_in(old: str) -> str:
    """Return the release of legacy-shims that drops an old path.

    Raises:
        KeyError: The path never moved.
    """
    return MOVES[_entry(old)][1]


def is_listed(path: str) -> bool:
    """Return whether the table has a line for just this path, not for a package that it is in."""
    return path in MOVES


def is_split(path: str) -> bool:
    """Return whether an old path was a package whose modules went to different places."""
    return path in SPLIT


def old_paths() -> tuple[str, ...]:
    """Return the old paths of the table."""
    return tuple(MOVES)


def old_paths_below(package: str) -> tuple[str, ...]:
    """Return the old paths of the table that were below a package."""
    head = f"{package}."
    return tuple(old for old in MOVES if old.startswith(head))


def _entry(path: str) -> str:
    """Return the longest old path of the table that covers a path, or an empty text."""
    while path and path not in MOVES:
        path = path.rpartition(".")[0]
    return path
