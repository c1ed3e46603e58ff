from __future__ import annotations

import subprocess
import sys

import pytest

import training.hpo
import training.hpo.checkpoint
import training.hpo.core

HEAVY = "{'torch', 'optuna', 'sqlalchemy', 'transformers', 'mlflow'}"


@pytest.mark.parametrize(
    "module",
    [
        "training.hpo",
        "training.hpo.core.search_space",
        "training.hpo.core.study",
        "training.hpo.execution.local.sweep",
    ],
)
def test_importing_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print({HEAVY} & set(sys.modules))"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert found.strip() == "set()"


def test_every_public_name_can_be_had_and_is_listed() -> None:
    for package in (training.hpo, training.hpo.core, training.hpo.checkpoint):
        for name in package.__all__:
            assert callable(getattr(package, name))
            assert name in dir(package)


def test_the_convenience_export_is_the_function_itself() -> None:
    from training import run_local_hpo_sweep

    assert run_local_hpo_sweep is training.hpo.run_local_hpo_sweep
