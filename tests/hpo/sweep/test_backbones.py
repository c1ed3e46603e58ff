from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.hpo.planned_sweeps import TINY, Plan
from training.core.runs.same_spec import run_config_of
from training.errors import ConfigError
from training.hpo.selection.stored_sweep import open_sweep
from training.hpo.sweep.directory import reopen
from training.hpo.sweep.run import resume_sweep, start_sweep

BACKBONES = {"type": "choice", "values": ["bilstm", "transformer"]}
SPACE: dict[str, Any] = {
    "model.backbone": BACKBONES,
    "model.heads": {
        "type": "choice",
        "values": [1, 2],
        "when": {"model.backbone": "transformer"},
    },
}


def test_each_backbone_keeps_what_was_given_and_has_its_own_defaults(plan: Plan) -> None:
    bases: Any = plan(search_space=SPACE).plan.bases
    assert list(bases) == ["bilstm", "transformer"]
    assert {name: base.model.backbone for name, base in bases.items()} == {
        "bilstm": "bilstm",
        "transformer": "transformer",
    }
    assert {base.model.hidden_size for base in bases.values()} == {TINY["model"]["hidden_size"]}
    rates = {name: base.training.learning_rate for name, base in bases.items()}
    assert rates == {"bilstm": 4e-3, "transformer": 2e-3}
    assert {base.training.epochs for base in bases.values()} == {1}


def test_a_backbone_is_searched_with_what_depends_on_it_and_the_winner_can_be_had(
    plan: Plan,
) -> None:
    planned = plan(search_space=SPACE, trials=5, seed=3)
    study = start_sweep(planned).study
    assert [trial.state.name for trial in study.trials] == ["COMPLETE"] * 5
    assert {trial.params["model.backbone"] for trial in study.trials} == {"bilstm", "transformer"}
    for trial in study.trials:
        own = trial.params["model.backbone"] == "transformer"
        assert ("model.heads" in trial.params) == own
        config: Any = run_config_of(Path(trial.user_attrs["directory"]) / "fold-0")
        assert config.model.backbone == trial.params["model.backbone"]
    sweep = open_sweep(planned.plan.directory)
    winner = sweep.winner().trial
    assert sweep.config_of(winner).model.backbone == winner.params["model.backbone"]


def test_a_sweep_over_backbones_can_be_resumed(plan: Plan) -> None:
    planned = plan(search_space=SPACE, trials=1)
    start_sweep(planned)
    again = reopen(planned.plan.directory, {"trials": 4})
    assert again.plan.shared_by_all_trials() == planned.plan.shared_by_all_trials()
    study = resume_sweep(again).study
    assert [trial.state.name for trial in study.trials] == ["COMPLETE"] * 4


def test_an_option_that_one_of_the_backbones_lacks_needs_a_condition(plan: Plan) -> None:
    space = deepcopy(SPACE)
    del space["model.heads"]["when"]
    with pytest.raises(ConfigError, match=r"`bilstm`; .*`when: \{model\.backbone: NAME\}`"):
        plan(search_space=space)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"type": "choice", "values": ["bilstm", "bilstn"]}, r"bilstn.*Did you mean `bilstm`"),
        ({"type": "int", "min": 1, "max": 2}, "must be a choice of backbones by name"),
        ({"type": "choice", "values": ["bilstm", 3]}, "must be a choice of backbones by name"),
    ],
)
def test_backbones_that_cannot_be_trained_are_refused_before_the_sweep(
    entry: dict[str, Any], message: str, plan: Plan, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match=message):
        plan(search_space={"model.backbone": entry})
    assert not (tmp_path / "sweep").exists()
