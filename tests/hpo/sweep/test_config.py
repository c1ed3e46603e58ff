from __future__ import annotations

from typing import Any

import pytest

from training.errors import ConfigError
from training.hpo.sweep.config import name_and_options
from training.hpo.sweep.file import layer_of, sweep_of

SPACE = {"training.learning_rate": {"type": "loguniform", "min": 1e-3, "max": 1e-1}}


def test_a_sampler_is_a_name_or_a_mapping_with_options() -> None:
    assert name_and_options("tpe") == ("tpe", {})
    given = {"name": "tpe", "n_startup_trials": 5}
    assert name_and_options(given) == ("tpe", {"n_startup_trials": 5})
    assert given == {"name": "tpe", "n_startup_trials": 5}
    assert name_and_options({"n_startup_trials": 5})[0] == ""


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"trials": 0}, "`trials` must be a whole number >= 1"),
        ({"folds": 1}, "`folds.number` must be a whole number >= 2"),
        ({"fold_pruning": {"risk": 1.0}}, "`fold_pruning.risk` must be"),
        ({"timeout_minutes": 0}, "`timeout_minutes` must be"),
        ({"seed": 2**32}, "`seed` must be"),
        ({"workers": -1}, "`workers.number` must be"),
        ({"selection": "worst"}, "`selection` must be one of `best`, `one-standard-error`"),
        ({"name": "../up"}, "`name`"),
    ],
)
def test_a_value_out_of_range_is_refused_by_its_key(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as error:
        sweep_of(layer_of({"search_space": SPACE, **changes}, "test"), {})
    assert message in str(error.value)


def test_without_folds_a_trial_trains_once() -> None:
    config = sweep_of(layer_of({"search_space": SPACE, "folds": None}, "test"), {}).config
    assert config.folds is None
    default = sweep_of(layer_of({"search_space": SPACE}, "test"), {}).config
    assert default.folds is not None
    assert default.folds.number == 3
