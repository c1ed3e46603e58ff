import json
import pickle
from pathlib import Path
from unittest import mock
from unittest.mock import patch

import pytest
import yaml

from resume_ner import data, plugins, sweeps

ROOT = Path(__file__).parent.parent
SPACE = {"search_space": {"learning_rate": {"type": "uniform", "min": 0.0, "max": 2.0}}}


def test_middle():
    assert sweeps.middle(SPACE) == {"learning_rate": 1.0}


@mock.patch("resume_ner.sweeps.run_local_hpo_sweep", return_value="study")
def test_sweep(run):
    assert sweeps.sweep(backbone="bilstm") == "study"
    run.assert_called_once_with(backbone="bilstm")


@patch("hpo.core.search_space.SearchSpaceTranslator.to_optuna", return_value={"patched": True})
def test_patched_class(to_optuna):
    assert plugins.translator().to_optuna({}, None) == {"patched": True}


def test_patched_module(monkeypatch):
    monkeypatch.setattr("training.metrics.compute_metrics", lambda *_: {"macro-f1": 1.0})
    assert data.scores([["O"]], [["O"]]) == {"macro-f1": 1.0}


def test_patched_trainer():
    with mock.patch("training.trainer.train_model", return_value={"loss": 0}) as train_model:
        assert plugins.legacy_trainer() is train_model


def test_folds():
    documents = [{"text": f"Ana {n}", "annotations": [[0, 3, "NAME"]]} for n in range(6)]
    assert [len(validation) for _, validation in data.folds(documents)] == [2, 2, 2]


def test_scores():
    gold = [["B-NAME", "O"]]
    assert data.scores(gold, gold)["macro-f1"] == 1.0


def test_saved(tmp_path):
    assert data.save(tmp_path / "folds.json", [([0], [1])])


def test_labels():
    assert "O" in data.labels({"schema": {"entity_types": ["NAME"]}})


def test_configured():
    target = yaml.safe_load((ROOT / "config/space.yaml").read_text())["translator"]["_target_"]
    assert plugins.load(target).__name__ == "translate_search_space_to_optuna"


def test_defaults_can_be_imported():
    for name in plugins.DEFAULTS:
        pytest.importorskip(name)


def test_pickled():
    from hpo.exceptions import StudyLoadError

    assert pickle.loads(pickle.dumps(StudyLoadError)) is StudyLoadError


def test_notebook():
    cells = json.loads((ROOT / "notebooks/explore.ipynb").read_text())["cells"]
    namespace = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            lines = [line for line in cell["source"] if not line.startswith(("%", "!"))]
            exec("".join(lines), namespace)
    assert namespace["result"] == {"learning_rate": 1.0}
