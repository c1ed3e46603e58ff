from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from training import _exports


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = EntryPoint("train_model", "json:loads", "training.exports")
    monkeypatch.setattr(_exports, "installed_exports", lambda: {"train_model": entry})


@pytest.mark.usefixtures("installed")
def test_a_name_of_an_installed_distribution_is_imported() -> None:
    import json

    assert _exports.load_export("train_model") is json.loads
    assert _exports.load_export("__all__") == ["train_model"]


@pytest.mark.usefixtures("installed")
def test_a_name_of_a_missing_distribution_says_what_to_install() -> None:
    with pytest.raises(ModuleNotFoundError, match="pip install training-hpo") as caught:
        _exports.load_export("run_local_hpo_sweep")
    assert caught.value.name == "training"


@pytest.mark.usefixtures("installed")
def test_a_misspelt_name_is_answered_with_the_nearest_and_a_private_one_is_not() -> None:
    with pytest.raises(AttributeError, match="Did you mean `train_model`"):
        _exports.load_export("train_modle")
    for name in ("_train_model", "__wrapped__"):
        with pytest.raises(AttributeError) as caught:
            _exports.load_export(name)
        assert "Did you mean" not in str(caught.value)
