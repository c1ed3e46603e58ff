"""Optimizers by name: groups, options, exact continuation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.core.tiny import TinyTaskModel, batches, examples
from training.config import CheckpointConfig, OptimizerConfig, TrainingConfig
from training.core.checkpoints import CheckpointStore
from training.core.plugins import get_registry
from training.core.plugins.provider import Provider
from training.core.run_config.resolve import resolve_run_config
from training.core.trainer.best_weights import Best
from training.core.trainer.checkpointing import Saving, resume
from training.core.trainer.loop import Loop
from training.core.trainer.loop_setup import build_loop
from training.core.trainer.observers.observer import Observer
from training.core.trainer.optimizers.adamw import AdamW
from training.core.trainer.optimizers.build import build_optimizer
from training.core.trainer.optimizers.optimizer import OptimizerFactory
from training.errors import ConfigError, PluginError

CPU = torch.device("cpu")
NAMES = get_registry("optimizer").names
BATCHES = [4] * 6


def made_loop(name: str, **settings: Any) -> Loop:
    torch.manual_seed(0)
    task_model = TinyTaskModel(dropout=0.2)
    config = TrainingConfig(optimizer=OptimizerConfig(name=name), learning_rate=0.01, **settings)
    return build_loop(task_model, config, len(BATCHES), CPU)


def remaining(loop: Loop) -> Iterator[Any]:
    data = examples(sum(BATCHES))
    return batches(loop.task_model, data[4 * loop.state.step :], BATCHES[loop.state.step :])


@pytest.mark.parametrize("name", NAMES)
def test_the_loss_falls(name: str) -> None:
    loop = made_loop(name, warmup_ratio=0.0, schedule="constant", weight_decay=0.0)
    data = [loop.task_model.collate(examples(24))] * 40
    losses = [float(step.loss) for step in loop.steps(data)]
    assert sum(losses[-5:]) < 0.8 * sum(losses[:5])


@pytest.mark.parametrize("name", NAMES)
def test_a_fit_continues_bit_for_bit_from_a_checkpoint_after_any_step(
    name: str, tmp_path: Path
) -> None:
    loop, stores = made_loop(name), []
    for step in loop.steps(remaining(loop)):
        stores.append(CheckpointStore(tmp_path / str(step.number), "run", 1))
        with Saving(stores[-1], CheckpointConfig()) as saving:
            saving.save(loop, Best(), Observer())
    for store in stores:
        again, restored = made_loop(name), store.newest_good()
        assert restored is not None
        resume(restored, again, Observer())
        list(again.steps(remaining(again)))
        assert same(state_of(again), state_of(loop))


def state_of(loop: Loop) -> dict[str, torch.Tensor]:
    model = loop.task_model.model
    state = {
        f"{position} {key}": value.clone()
        for position, parameter in enumerate(model.parameters())
        for key, value in loop.optimizer.state[parameter].items()
    }
    return {**{name: one.clone() for name, one in model.state_dict().items()}, **state}


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def test_biases_and_norms_are_not_decayed_and_patterns_choose_rates() -> None:
    model = TinyTaskModel().model
    config = TrainingConfig(learning_rates={"head.*": 0.5}, weight_decay=0.3)
    groups = build_optimizer(model, config).param_groups
    found = {(group["highest_lr"], group["weight_decay"]): len(group["params"]) for group in groups}
    assert found == {(1e-3, 0.3): 1, (1e-3, 0.0): 3, (0.5, 0.3): 1, (0.5, 0.0): 1}


class Odd(OptimizerFactory):
    made: Any = None

    def build(self, groups: Any) -> Any:
        return type(self).made(groups)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda groups: None, "not NoneType"),
        (lambda groups: torch.optim.SGD(groups[:1]), "holds each of the 6 parameters"),
        (lambda groups: torch.optim.SGD([torch.ones(1, requires_grad=True)]), "0 of them"),
    ],
)
def test_a_factory_that_returns_something_else_is_named(
    made: Any, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Odd, "made", made)
    monkeypatch.setattr(Provider, "load", lambda self: Odd)
    with pytest.raises(PluginError, match=f"(?s)The optimizer `adamw`: .*{words}"):
        build_optimizer(TinyTaskModel().model, TrainingConfig())


def test_what_torch_refuses_names_the_key() -> None:
    given = ["training.optimizer.name=sgd", "training.optimizer.nesterov=true"]
    config = resolve_run_config(overrides=[*given, "training.optimizer.momentum=0"]).config
    with pytest.raises(ConfigError, match=r"training\.optimizer: `sgd` cannot be built: Nesterov"):
        build_optimizer(TinyTaskModel().model, config.training)


def test_without_the_keys_of_its_options_an_optimizer_takes_its_defaults() -> None:
    group = build_optimizer(TinyTaskModel().model, TrainingConfig()).param_groups[0]
    assert group["betas"] == AdamW.options().betas == (0.9, 0.999)
