"""Callbacks do the same in every rank, or the one that does not is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from tests.core.callback_scenarios import good, outcome, with_callbacks
from tests.core.rank_scenarios import fit_of
from tests.core.trainer.callbacks.fits import TinyFit
from training.config import Section
from training.core.trainer.callbacks import Callback
from training.core.trainer.callbacks.dispatch import callback_list
from training.errors import PluginError

Ranks = list[dict[str, Any]]


@pytest.fixture
def both(ranks: Ranks) -> Ranks:
    return [rank["callbacks"] for rank in ranks]


def test_two_ranks_end_with_the_weights_of_one_process(both: Ranks, tmp_path: Path) -> None:
    fit, _ = fit_of(None, tmp_path, evaluate=lambda _: {"f1": 0.5})  # type: ignore[arg-type]
    alone = outcome(with_callbacks(fit, good()))
    for rank in both:
        found = rank["good"]
        assert found["states"]["nudge"] == alone["states"]["nudge"]
        for name, value in alone["weights"].items():
            assert torch.allclose(found["weights"][name], value, atol=1e-5), name


def test_what_is_changed_in_one_rank_only_names_the_callback_in_all(both: Ranks) -> None:
    for rank in both:
        for name in ("weights", "gradient"):
            assert rank[name].startswith("RunError: the ranks differ in "), rank[name]
            assert f"did the same in the callback `wrong-{name}`." in rank[name]


def test_a_state_that_depends_on_the_rank_names_the_callback(both: Ranks) -> None:
    for rank in both:
        assert rank["state"].startswith("RunError: The callback `wrong-state` has another state")


def test_the_main_rank_ends_the_fit_in_all_after_the_next_step(both: Ranks) -> None:
    for rank in both:
        assert rank["stopped"]["step"] == rank["stopped"]["evaluated"] == 4
        assert rank["stopped"]["stopped_by"] == ("stop-in-main", "three steps are enough")


def test_what_one_rank_asks_for_within_a_step_all_do_after_it(both: Ranks) -> None:
    for rank in both:
        assert rank["asked"] == [3, 4]


def test_one_of_the_main_rank_must_not_change_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class ChangesInMain(Callback):
        runs_in = "main"

        def on_fit_start(self, fit: Any) -> None:
            fit.model.head.bias.requires_grad_(False)

    monkeypatch.setattr(callback_list, "world_size", lambda: 2)
    fit = TinyFit(tmp_path, [("main", ChangesInMain(Section()))])
    with pytest.raises(PluginError, match="`main` changed the model in `on_fit_start`"):
        fit.callbacks.on_fit_start()
