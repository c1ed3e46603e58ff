from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.hpo.finished_sweeps import cli, sweep, sweep_folder, swept
from tests.hpo.planned_sweeps import documents, plan, server

__all__ = ["cli", "documents", "plan", "server", "sweep", "sweep_folder", "swept"]

TINY_MODEL = {"hidden_size": 4, "embedding_size": 4, "rows": 32}


@pytest.fixture
def dataset_file(tmp_path: Path) -> Path:
    """Twelve documents of one person each; only the last one names a place."""
    names = ["Anna", "Bert", "Cleo", "Dora"] * 3
    documents = [{"text": f"{name} sings", "annotations": [[0, 4, "PER"]]} for name in names[:-1]]
    documents.append({"text": "Dora in Rome", "annotations": [[0, 4, "PER"], [8, 12, "LOC"]]})
    path = tmp_path / "documents.jsonl"
    path.write_text("\n".join(map(json.dumps, documents)))
    return path


@pytest.fixture
def sweep_arguments(dataset_file: Path, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Arguments of a sweep of two trials on a tiny model, with changes to the hpo settings."""

    def arguments(**hpo_changes: Any) -> dict[str, Any]:
        hpo_config: dict[str, Any] = {
            "search_space": {"learning_rate": {"type": "loguniform", "min": 1e-4, "max": 1e-1}},
            "sampling": {"algorithm": "random", "max_trials": 2, "random_seed": 7},
            "objective": {"metric": "loss", "goal": "minimize"},
        }
        return {
            "dataset_path": str(dataset_file),
            "config_dir": tmp_path / "config",
            "backbone": "bilstm",
            "hpo_config": hpo_config | hpo_changes,
            "train_config": {"training": {"epochs": 1}, "model": dict(TINY_MODEL)},
            "output_dir": tmp_path / "sweep",
            "mlflow_experiment_name": "tiny",
        }

    return arguments
