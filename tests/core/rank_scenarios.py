"""Scenarios of two ranks for the tests of this folder, imported by started processes."""

from __future__ import annotations

import logging
import math
import signal
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import nn

from tests.core import callback_scenarios
from tests.core.tiny import CLASSES, FEATURES, TinyTaskModel, examples
from training.config import CheckpointConfig, TrainingConfig
from training.core.checkpoints import CheckpointStore
from training.core.distributed.collectives import (
    backend,
    broadcast_numbers,
    broadcast_tensor,
    broadcast_text,
    broadcast_weights,
    gathered,
    gathered_bytes,
    is_main,
    mean_gradients,
    most,
    seed_per_rank,
    summed,
    world_size,
)
from training.core.distributed.collectives import rank as rank_here
from training.core.distributed.fsdp import (
    host_weights,
    is_sharded,
    load_weights,
    load_weights_of_main,
    shard,
)
from training.core.distributed.replicas import changed_in_all_ranks
from training.core.processes.signals import Interruption
from training.core.seeds import set_seed
from training.core.tasks.task import Metric
from training.core.tasks.task_model import Batch
from training.core.trainer.callbacks.dispatch.callback_list import CallbackList
from training.core.trainer.checkpointing import Saving
from training.core.trainer.fit import Fit
from training.core.trainer.loop import Loop
from training.core.trainer.loop_setup import build_loop
from training.core.trainer.observers.observer import FitPlan, Observer, Step
from training.core.trainer.observers.observer_list import ObserverList

CPU = torch.device("cpu")
DATA = examples(48)
SLOTS = [(5, 3), (6, 2), (4, 4), (7, 0), (1, 7), (3, 1)]
"""Samples of both ranks in each batch of all of them."""
ACCUMULATE = 2


class OwnMean(nn.Module):
    """Keeps the mean of what it has seen, as modules of a plugin may."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(FEATURES))
        self.mean: torch.Tensor

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        if self.training:
            self.mean.lerp_(values.detach().mean(0), 0.5)
        return values - self.mean


class NormedModel(nn.Module):
    """With batch normalisation, a parameter that is never used, and one that is frozen.

    Before a normalisation a bias has no gradient but rounding, which AdamW makes steps of.
    """

    def __init__(self, first: nn.Module) -> None:
        super().__init__()
        self.first = first
        self.hidden = nn.Linear(FEATURES, 8, bias=False)
        self.norm = nn.BatchNorm1d(8)
        self.deeper = nn.Sequential(nn.Linear(8, 8, bias=False), nn.BatchNorm1d(8, momentum=None))
        self.head = nn.Linear(8, CLASSES)
        self.unused = nn.Linear(4, 4)
        self.frozen = nn.Linear(8, 8)

    def forward(self, tensors: dict[str, torch.Tensor]) -> torch.Tensor:
        hidden = torch.relu(self.norm(self.hidden(self.first(tensors["features"]))))
        scores: torch.Tensor = self.head(self.frozen(torch.relu(self.deeper(hidden))))
        return scores


class NormedTaskModel(TinyTaskModel):
    def __init__(self, first: nn.Module | None = None) -> None:
        torch.manual_seed(3)
        super().__init__()
        self.model = NormedModel(first or nn.Identity())  # type: ignore[assignment]
        self.smoothing = 0.1


def loop_of(task_model: TinyTaskModel, **settings: Any) -> Loop:
    config = TrainingConfig(learning_rate=0.05, weight_decay=0.3, **settings)
    collate: Callable[[Sequence[int]], Batch] = lambda places: task_model.collate(  # noqa: E731
        [DATA[place] for place in places]
    )
    return build_loop(task_model, config, 20, CPU, collate)


def slots(task_model: TinyTaskModel, rank: int | None) -> list[Batch | None]:
    """Return the batches of one rank, or those of all ranks together."""
    made: list[Batch | None] = []
    start = 0
    for first, second in SLOTS:
        parts = DATA[start : start + first], DATA[start + first : start + first + second]
        mine = parts[0] + parts[1] if rank is None else parts[rank]
        made.append(task_model.collate(mine) if mine else None)
        start += first + second
    return made


def freeze(task_model: TinyTaskModel) -> None:
    task_model.model.frozen.requires_grad_(False)  # type: ignore[union-attr]


def trained(rank: int | None, first: nn.Module | None = None) -> dict[str, Any]:
    """Train, freezing in the main rank as a hook does; return weights, losses and warnings."""
    task_model = NormedTaskModel(first)
    hook = (lambda: freeze(task_model)) if not rank else (lambda: None)
    changed_in_all_ranks(task_model, hook, CPU)
    loop = loop_of(task_model, gradient_accumulation_steps=ACCUMULATE)
    with Records() as records:
        steps = list(loop.steps(slots(task_model, rank)))
    task_model.model.eval()
    with torch.no_grad():
        output = task_model.model(task_model.collate(DATA).tensors)
    return {
        "weights": {name: one.clone() for name, one in task_model.model.state_dict().items()},
        "losses": [float(step.loss) for step in steps],
        "output": output,
        "warnings": records.texts,
    }


class Records(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def __enter__(self) -> Records:
        logging.getLogger("training").addHandler(self)
        return self

    def __exit__(self, *given: object) -> None:
        logging.getLogger("training").removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


def changed(rank: int) -> dict[str, Any]:
    """Change everything that a hook may change, in the main rank."""
    task_model = NormedTaskModel()
    model: Any = task_model.model

    def hook() -> None:
        if rank:
            return
        model.hidden.weight.data.mul_(2.0)
        model.norm.running_mean.fill_(7.0)
        model.head.bias.requires_grad_(False)
        model.norm.eps = 0.25
        task_model.smoothing = 0.0

    names = changed_in_all_ranks(task_model, hook, CPU)
    return {
        "names": names,
        "weights": dict(model.state_dict()),
        "trained": [name for name, one in model.named_parameters() if one.requires_grad],
        "attributes": (model.norm.eps, task_model.smoothing),
        "again": changed_in_all_ranks(task_model, lambda: None, CPU),
    }


def layers(rank: int) -> str:
    task_model = NormedTaskModel()

    def hook() -> None:
        if not rank:
            task_model.model.added = nn.Linear(2, 2)

    return raised(lambda: changed_in_all_ranks(task_model, hook, CPU))


def raised(call: Callable[[], object]) -> str:
    try:
        call()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return ""


class Listener(Observer):
    """Calls a function after each step."""

    def __init__(self, call: Callable[[Step], None]) -> None:
        self.call = call
        self.steps: list[int] = []

    def on_step_end(self, step: Step) -> None:
        self.steps.append(step.number)
        self.call(step)


def fit_of(
    rank: int,
    folder: Path,
    call: Callable[[Step], None] = lambda step: None,
    evaluate: Callable[[Interruption], dict[str, Any]] | None = None,
    **settings: Any,
) -> tuple[Fit, Listener]:
    task_model = NormedTaskModel()
    interruption, observer = Interruption(), Listener(call)
    store = CheckpointStore(folder, "fit", 9) if rank == 0 else None
    checkpoint = CheckpointConfig(**settings)
    loop = loop_of(task_model)
    fit = Fit(
        loop=loop,
        config=TrainingConfig(evaluate_every_steps=2),
        batches=lambda epoch, position: slots(task_model, rank)[position:],
        epoch_batches=len(SLOTS),
        total_steps=20,
        evaluate=None if evaluate is None else lambda: evaluate(interruption),
        metric=Metric("f1", "max"),
        observer=ObserverList([observer]),
        callbacks=CallbackList([], loop, FitPlan(task_model, folder, "cpu", 4, 6, 1, {}), 0),
        saving=Saving(store, checkpoint),
        interruption=interruption,
    )
    return fit, observer


def signalled(rank: int, folder: Path) -> dict[str, Any]:
    """A signal comes to rank 1 in the middle of the second evaluation."""
    calls: list[str] = []

    def evaluate(interruption: Interruption) -> dict[str, Any]:
        calls.append("began")
        if rank and len(calls) > 2:
            interruption.receive(signal.SIGTERM)
        calls.append("ended")
        return {"f1": 0.5, "loss": 1.0}

    fit, observer = fit_of(rank, folder, evaluate=evaluate)
    end = raised(fit.run)
    return {"end": end, "calls": calls, "steps": observer.steps, "step": fit.loop.state.step}


def late(rank: int, folder: Path) -> dict[str, Any]:
    """The clock of rank 1 alone says, at the third step, that the last checkpoint is old."""
    saved: list[int] = []
    fit, _ = fit_of(rank, folder, every_minutes=1.0)
    save, fit.saving._last = fit.saving.save, math.inf

    def note(*given: Any) -> None:
        saved.append(fit.loop.state.step)
        save(*given)
        fit.saving._last = math.inf

    def call(step: Step) -> None:
        if rank == 1 and step.number == 3:
            fit.saving._last = -math.inf

    fit.saving.save = note  # type: ignore[method-assign]
    fit.observer = Listener(call)
    fit.total_steps = 6
    fit.run()
    return {"saved": saved}


def diverging(rank: int, folder: Path) -> dict[str, Any]:
    """The loss of rank 1 is no number at the third step."""
    fit, observer = fit_of(rank, folder)
    loss, calls = fit.loop.task_model.loss, [0]

    def spoilt(output: torch.Tensor, batch: Batch) -> torch.Tensor:
        calls[0] += 1
        return loss(output, batch) * (math.nan if rank and calls[0] == 3 else 1.0)

    fit.loop.task_model.loss = spoilt  # type: ignore[method-assign]
    return {"end": raised(fit.run), "steps": observer.steps}


def disobedient(rank: int, folder: Path) -> dict[str, Any]:
    """A hook changes the model after a step, in the main rank."""
    model: list[nn.Module] = []

    def call(step: Step) -> None:
        with torch.no_grad():
            model[0].head.bias.add_(1.0)  # type: ignore[union-attr,operator]

    fit, _ = fit_of(rank, folder, call if rank == 0 else lambda step: None)
    model.append(fit.loop.task_model.model)
    fit.total_steps = 1
    return {"end": raised(fit.run)}


def unlike(rank: int, folder: Path) -> dict[str, Any]:
    """The ranks round differently before the model is evaluated."""
    seen: list[float] = []
    fit, _ = fit_of(rank, folder, evaluate=lambda _: _scores(fit, seen))
    bias: Any = fit.loop.task_model.model.head.bias

    def call(step: Step) -> None:
        if rank == 0:
            bias.data.mul_(1.0001)

    fit.observer, fit.total_steps = Listener(call), 2
    with Records() as records:
        fit.run()
    return {"seen": seen, "warnings": records.texts}


def hidden_change(rank: int, folder: Path, change: Callable[[Any], None], **given: Any) -> str:
    """A hook changes the model behind torch's back, and there is no validation split."""
    fit, _ = fit_of(rank, folder, **given)
    if rank == 0:
        fit.observer = Listener(lambda step: change(fit.loop.task_model.model))
    fit.total_steps = 3
    return raised(fit.run)


def scale_bias(model: Any) -> None:
    model.head.bias.data.mul_(1.5)


def change_setting(model: Any) -> None:
    model.norm.eps = 0.25


class Renamed(nn.BatchNorm1d):
    """A derived normalisation that inherits its forward."""


class Clamped(nn.BatchNorm1d):
    """One that calls the forward of torch."""

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        return super().forward(input).clamp(-9.0, 9.0)


class ByHand(nn.BatchNorm1d):
    """One that does it by itself."""

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        return nn.functional.batch_norm(
            input, self.running_mean, self.running_var, self.weight, self.bias, self.training
        )


def _scores(fit: Fit, seen: list[float]) -> dict[str, Any]:
    seen.append(float(fit.loop.task_model.model.head.bias.sum()))  # type: ignore[union-attr,operator]
    return {"f1": 0.5, "loss": 1.0}


def messages(rank: int) -> dict[str, Any]:
    """Each exchange of values between the ranks, once."""
    flags = torch.tensor([[rank == 0, True], [False, rank == 0]]).T
    broadcast_tensor(flags, CPU)
    set_seed(5)
    seed_per_rank(5)
    return {
        "text": broadcast_text("größe" if rank == 0 else "", CPU),
        "numbers": broadcast_numbers([rank + 0.5, 2.0**40 + rank], CPU),
        "sum": summed(torch.tensor([1.0, float(rank)])).tolist(),
        "most": most(3 + 4 * rank, CPU),
        "bytes": gathered_bytes(b"abc" * rank, CPU),
        "all": [one.tolist() for one in gathered(torch.tensor([rank]), CPU)],
        "flags": flags.tolist(),
        "drawn": torch.rand(1).item(),
        "self": (rank_here(), is_main(), world_size(), backend()),
    }


def weighted(rank: int) -> dict[str, Any]:
    """Gradients of three parameters: of both ranks, of rank 1 alone, of none."""
    both, one, none = (nn.Parameter(torch.zeros(2)) for _ in range(3))
    both.grad = torch.tensor([1.0, 2.0]) * (1 + 4 * rank)
    one.grad = torch.tensor([4.0, 8.0]) if rank else None
    extra = mean_gradients([both, one, none], 1.0 + 2.0 * rank, torch.tensor([float(rank)]))
    idle = mean_gradients([none], 0.0, torch.tensor([7.0]))
    return {"extra": extra.tolist(), "grads": [both.grad, one.grad, none.grad], "idle": idle}


def short_of_memory(rank: int | None) -> dict[str, Any]:
    """Rank 1 alone has memory for two samples only."""
    torch.manual_seed(3)
    task_model = TinyTaskModel()
    loop = loop_of(task_model, on_out_of_memory="split")
    sizes: list[int] = []

    def forward(tensors: dict[str, torch.Tensor]) -> torch.Tensor:
        if rank == 1 and len(tensors["label"]) > 2:
            raise torch.OutOfMemoryError("no room")
        sizes.append(len(tensors["label"]))
        scores: torch.Tensor = task_model.model(tensors)
        return scores

    loop.forward = forward
    mine = {None: range(12), 0: range(7), 1: range(7, 12)}[rank]
    batch = replace(task_model.collate([DATA[one] for one in mine]), indices=tuple(mine))
    with Records() as records:
        steps = list(loop.steps([batch, batch]))
    return {
        "weights": dict(task_model.model.state_dict()),
        "losses": [float(step.loss) for step in steps],
        "sizes": sizes,
        "parts": loop.state.parts,
        "warnings": records.texts,
    }


def divided(rank: int) -> dict[str, Any]:
    """Weights go into a divided model, given by all ranks and by the main one, and come back."""
    task_model = TinyTaskModel()
    broadcast_weights(task_model.model)
    shard(task_model.model, CPU)
    plain = TinyTaskModel().model.state_dict()
    given = {name: torch.full(one.shape, 2.5) for name, one in plain.items()}
    load_weights(task_model.model, given)
    by_all = host_weights(task_model.model)
    others = {name: one + 1.0 for name, one in given.items()} if rank == 0 else {}
    load_weights_of_main(task_model.model, others)
    own: Any = task_model.model.head.weight  # type: ignore[union-attr]
    return {
        "by_all": by_all,
        "by_main": host_weights(task_model.model),
        "is_sharded": is_sharded(task_model.model),
        "rows": len(own.to_local()),
    }


def everything(rank: int, folder: Path) -> dict[str, Any]:
    """Return the results of all scenarios in one of two ranks."""
    return {
        "trained": trained(rank),
        "own": trained(rank, OwnMean()),
        "changed": changed(rank),
        "layers": layers(rank),
        "signalled": signalled(rank, folder / "signalled"),
        "late": late(rank, folder / "late"),
        "diverging": diverging(rank, folder / "diverging"),
        "unlike": unlike(rank, folder / "unlike"),
        "hidden": [
            hidden_change(rank, folder / "h1", scale_bias),
            hidden_change(rank, folder / "h2", scale_bias, every_steps=1),
            hidden_change(rank, folder / "h3", change_setting),
        ],
        "hidden_saves": len(list((folder / "h2").rglob("*.safetensors"))),
        "derived": [trained(rank, kind(FEATURES, affine=False)) for kind in (Renamed, Clamped)],
        "by_hand": raised(lambda: trained(rank, ByHand(FEATURES, affine=False))),
        "messages": messages(rank),
        "weighted": weighted(rank),
        "short_of_memory": short_of_memory(rank),
        "callbacks": callback_scenarios.everything(rank, folder / "callbacks"),
        "divided": divided(rank),
        "disobedient": disobedient(rank, folder / "disobedient"),
    }


def main(rank: int, folder: str) -> None:
    """Join the other rank and leave the results in a folder."""
    torch.set_num_threads(1)
    place = Path(folder)
    torch.distributed.init_process_group(
        "gloo", init_method=f"file://{place / 'meeting'}", rank=rank, world_size=2
    )
    torch.save(everything(rank, place), place / f"rank-{rank}.pt")
    torch.distributed.destroy_process_group()
