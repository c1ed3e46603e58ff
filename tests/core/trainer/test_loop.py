from __future__ import annotations

import math
import shutil
from collections.abc import Sequence
from typing import Any

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from tests.core.tiny import TinyTaskModel, batches, examples
from training.config import TrainingConfig
from training.core.io.torch import nn
from training.core.tasks.task_model import Batch
from training.core.trainer.loop import Loop
from training.core.trainer.loop_setup import build_loop
from training.core.trainer.observers.observer import Step
from training.errors import PluginError

CPU = torch.device("cpu")


def made_loop(steps: int = 10, dropout: float = 0.0, **settings: Any) -> tuple[TinyTaskModel, Loop]:
    torch.manual_seed(0)
    task_model = TinyTaskModel(dropout)
    return task_model, build_loop(task_model, TrainingConfig(**settings), steps, CPU)


def trained(sizes: list[int], **settings: Any) -> tuple[dict[str, torch.Tensor], list[Step]]:
    task_model, loop = made_loop(**settings)
    steps = list(loop.steps(batches(task_model, examples(sum(sizes)), sizes)))
    return task_model.model.state_dict(), steps


def equal(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor], **how: Any) -> bool:
    return all(torch.allclose(one[name], other[name], **how) for name in one)


def test_steps_are_those_of_plain_pytorch() -> None:
    weights, steps = trained([4] * 6, steps=6, warmup_ratio=0.0, weight_decay=0.0)
    torch.manual_seed(0)
    task_model = TinyTaskModel()
    optimizer = torch.optim.AdamW(task_model.model.parameters(), lr=1e-3, weight_decay=0.0)
    for number, batch in enumerate(batches(task_model, examples(24), [4] * 6)):
        optimizer.param_groups[0]["lr"] = 1e-3 * (1 - number / 6)
        task_model.loss(task_model.model(batch.tensors), batch).backward()
        nn.utils.clip_grad_norm_(task_model.model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
    assert equal(weights, task_model.model.state_dict(), atol=1e-7)
    assert [step.number for step in steps] == [1, 2, 3, 4, 5, 6]


def test_accumulated_batches_of_unequal_size_make_the_step_of_one_large_batch() -> None:
    parts, steps = trained([5, 1, 2], gradient_accumulation_steps=3)
    whole, _ = trained([8])
    assert equal(parts, whole, atol=1e-6)
    assert len(steps) == 1
    assert (steps[0].samples, steps[0].tokens) == (8, 8)


def test_the_loss_of_a_step_is_the_mean_over_its_tokens() -> None:
    _, parts = trained([5, 1, 2], gradient_accumulation_steps=3)
    _, whole = trained([8])
    assert float(parts[0].loss) == pytest.approx(float(whole[0].loss), abs=1e-6)


def test_the_last_step_of_an_epoch_takes_what_is_left() -> None:
    _, steps = trained([2] * 5, gradient_accumulation_steps=2)
    assert [step.samples for step in steps] == [4, 4, 2]


def test_gradients_are_clipped_to_the_norm_and_the_norm_is_reported() -> None:
    task_model, loop = made_loop(max_grad_norm=1e-4)
    norms: list[float] = []
    update = loop.optimizer.step
    loop.optimizer.step = lambda *given, **named: (  # type: ignore[method-assign]
        norms.append(_norm(task_model)),
        update(*given, **named),
    )[1]
    step = next(loop.steps(batches(task_model, examples(8), [8])))
    assert norms == [pytest.approx(1e-4, rel=1e-3)]
    assert step.grad_norm is not None
    assert float(step.grad_norm) > 1e-2


def _norm(task_model: TinyTaskModel) -> float:
    squares = sum(float(one.grad.pow(2).sum()) for one in task_model.model.parameters())
    return math.sqrt(squares)


def test_without_a_bound_gradients_stay_as_they_are() -> None:
    _, steps = trained([8], max_grad_norm=0.0)
    assert steps[0].grad_norm is None


def test_biases_and_norms_are_not_decayed() -> None:
    _, loop = made_loop(weight_decay=0.3)
    decays = {
        tuple(one.shape): group["weight_decay"]
        for group in loop.optimizer.param_groups
        for one in group["params"]
    }
    assert {shape: decay for shape, decay in decays.items() if len(shape) == 1} == {
        (8,): 0.0,
        (3,): 0.0,
    }
    assert set(decays.values()) == {0.0, 0.3}


def test_a_pattern_gives_parameters_their_own_rate() -> None:
    task_model, loop = made_loop(steps=4, warmup_ratio=0.0, learning_rates={"head.*": 0.5})
    list(loop.steps(batches(task_model, examples(4), [2, 2])))
    names = {id(one): name for name, one in task_model.model.named_parameters()}
    rates = {
        names[id(one)]: group["lr"]
        for group in loop.optimizer.param_groups
        for one in group["params"]
    }
    assert rates["head.weight"] == rates["head.bias"] == pytest.approx(0.5 * 0.75)
    assert rates["hidden.weight"] == pytest.approx(1e-3 * 0.75)


def test_a_pattern_without_a_parameter_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ValueError, match=r"learning_rates.*`crf\.\*`.*head\.weight"):
        made_loop(learning_rates={"crf.*": 0.5})


@pytest.mark.parametrize("precision", ["bf16", "fp16"])
def test_lower_precision_trains_with_weights_in_32_bits(precision: str) -> None:
    weights, steps = trained([4] * 4, precision=precision)
    exact, _ = trained([4] * 4)
    assert all(one.dtype == torch.float32 for one in weights.values())
    assert equal(weights, exact, atol=2e-2)
    assert not equal(weights, exact, atol=0.0, rtol=0.0)
    assert all(math.isfinite(float(step.loss)) for step in steps)


@pytest.mark.skipif(shutil.which("g++") is None, reason="torch.compile needs a C++ compiler")
def test_a_compiled_model_trains_the_same_weights() -> None:
    compiled, _ = trained([4] * 3, compile=True)
    exact, _ = trained([4] * 3)
    assert equal(compiled, exact, atol=1e-5)


class ScarceMemory:
    """Raises like a full device for batches above a size."""

    def __init__(self, task_model: TinyTaskModel, most: int) -> None:
        self.model, self.most = task_model.model, most
        self.sizes: list[int] = []

    def __call__(self, tensors: dict[str, torch.Tensor]) -> torch.Tensor:
        size = len(tensors["label"])
        if size > self.most:
            raise torch.OutOfMemoryError("no room")
        self.sizes.append(size)
        scores: torch.Tensor = self.model(tensors)
        return scores


def scarce(most: int, policy: str) -> tuple[TinyTaskModel, Loop, ScarceMemory]:
    torch.manual_seed(0)
    task_model, data = TinyTaskModel(), examples(8)
    config = TrainingConfig(on_out_of_memory=policy)
    loop = build_loop(
        task_model,
        config,
        10,
        CPU,
        lambda indices: task_model.collate([data[one] for one in indices]),
    )
    memory = ScarceMemory(task_model, most)
    loop.forward = memory
    return task_model, loop, memory


def test_batches_are_split_when_memory_does_not_suffice_and_the_step_stays_the_same() -> None:
    task_model, loop, memory = scarce(3, "split")
    batch = task_model.collate(examples(8))
    batch = type(batch)(batch.tensors, 8, 8, 8, 0, tuple(range(8)))
    list(loop.steps([batch]))
    whole, _ = trained([8])
    assert memory.sizes == [2, 2, 2, 2]
    assert loop.state.parts == 4
    assert equal(task_model.model.state_dict(), whole, atol=1e-6)


def test_memory_that_does_not_suffice_ends_the_fit_unless_splitting_is_asked_for() -> None:
    task_model, loop, _ = scarce(3, "stop")
    with pytest.raises(torch.OutOfMemoryError):
        list(loop.steps([task_model.collate(examples(8))]))


def test_memory_too_small_for_one_sample_ends_the_fit_with_a_way_out() -> None:
    task_model, loop, _ = scarce(0, "split")
    batch = task_model.collate(examples(8))
    batch = type(batch)(batch.tensors, 8, 8, 8, 0, tuple(range(8)))
    with pytest.raises(torch.OutOfMemoryError, match="single sample"):
        list(loop.steps([batch]))


class WaitingOperations(TorchDispatchMode):
    """Names the operations that wait for the device: those that provide a number to the host."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def __torch_dispatch__(
        self, function: Any, types: Any, arguments: Any = (), named: Any = None
    ) -> Any:
        if function.overloadpacket.__name__ in ("_local_scalar_dense", "nonzero", "is_nonzero"):
            self.found.append(str(function))
        return function(*arguments, **(named or {}))


@pytest.mark.parametrize(
    "settings", [{}, {"gradient_accumulation_steps": 2}, {"precision": "bf16"}]
)
def test_no_step_waits_for_the_device(settings: dict[str, Any]) -> None:
    task_model, loop = made_loop(**settings)
    data = list(batches(task_model, examples(24), [4] * 6))
    with WaitingOperations() as operations:
        list(loop.steps(data))
    assert operations.found == []


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@pytest.mark.parametrize("settings", [{}, {"precision": "bf16"}, {"precision": "fp16"}])
def test_no_step_waits_for_the_gpu(settings: dict[str, Any]) -> None:
    torch.manual_seed(0)
    task_model = TinyTaskModel()
    task_model.model.to("cuda")
    loop = build_loop(task_model, TrainingConfig(**settings), 10, torch.device("cuda"))
    data = [batch.to(loop.device) for batch in batches(task_model, examples(64), [4] * 16)]
    steps = loop.steps(data)
    next(steps)
    torch.cuda.set_sync_debug_mode("error")
    try:
        assert len(list(steps)) == 15
    finally:
        torch.cuda.set_sync_debug_mode("default")


class TwoPasses(TinyTaskModel):
    """Adds how far two passes are from each other to the loss."""

    passes = 2

    def training_loss(self, passes: Sequence[torch.Tensor], batch: Batch) -> torch.Tensor:
        first, second = passes
        return self.loss(first, batch) + (first - second).square().mean()


def test_a_model_that_asks_for_two_passes_gets_each_with_its_own_dropout() -> None:
    task_model = TwoPasses(dropout=0.5)
    before = {name: one.clone() for name, one in task_model.model.state_dict().items()}
    loop = build_loop(task_model, TrainingConfig(), 1, CPU)
    (batch,) = batches(task_model, examples(8), [8])
    torch.manual_seed(1)
    (step,) = loop.steps([batch])
    task_model.model.load_state_dict(before)
    torch.manual_seed(1)
    first, second = (task_model.model(batch.tensors) for _ in range(2))
    assert not torch.equal(first, second)
    assert float(step.loss) == task_model.training_loss([first, second], batch).item()


class LossOfEachSample(TinyTaskModel):
    def loss(self, output: torch.Tensor, batch: Batch) -> torch.Tensor:
        labels = batch.tensors["label"]
        return nn.functional.cross_entropy(output.float(), labels, reduction="none")


def test_a_loss_that_is_no_scalar_names_the_task_model_and_the_rule() -> None:
    task_model = LossOfEachSample()
    loop = build_loop(task_model, TrainingConfig(), 1, CPU)
    rule = r"`LossOfEachSample\.loss` must return a scalar tensor, .*of the shape \(8,\)"
    with pytest.raises(PluginError, match=rule):
        list(loop.steps(batches(task_model, examples(8), [8])))
