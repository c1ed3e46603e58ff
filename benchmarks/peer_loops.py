"""Cost of a step beside Lightning, the HF Trainer and Composer: `python -m benchmarks.peer_loops`.

Each trains the same tiny network on the same batches, with AdamW, a rate for each step, clipping
and three callbacks that are called at each event of a step and do nothing. The peers log and save
nothing; this framework writes its metrics and draws its progress. Counted is the processor time of
one thread from the 101st step to the last. Peers that are not installed are named and left out.
"""

from __future__ import annotations

import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from torch import nn

from benchmarks import loop as own
from training.config import Section

STEPS = 1000
FIRST = 100
ROUNDS = 9
Pair = tuple[torch.Tensor, torch.Tensor]


class Clock:
    """Counts steps, and the processor seconds from step `FIRST` on."""

    def __init__(self) -> None:
        self._steps = 0
        self._start = self._end = 0.0

    def tick(self) -> None:
        """Note the end of a step."""
        self._steps += 1
        if self._steps == FIRST:
            self._start = time.process_time()
        self._end = time.process_time() if self._steps == STEPS else self._end

    @property
    def seconds(self) -> float:
        """Processor seconds of a step."""
        if self._steps != STEPS:
            raise RuntimeError(f"made {self._steps} steps, not {STEPS}")
        return (self._end - self._start) / (STEPS - FIRST)


class Batches:
    """As many batches as there are steps."""

    def __len__(self) -> int:
        """Return their number."""
        return STEPS

    def __iter__(self) -> Iterator[Pair]:
        """Yield features and targets, of shape ``[8, 16]``."""
        for batch in own.batches():
            yield batch.tensors["features"], batch.tensors["target"]


def network() -> nn.Module:
    """Return a network of two layers."""
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 16))


def optimizer_of(model: nn.Module) -> tuple[torch.optim.Optimizer, Any]:
    """Return what anyone would write: AdamW and a linear decay."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / STEPS)


def plain() -> float:
    """Train by a loop of one's own."""
    model, clock = network(), Clock()
    optimizer, schedule = optimizer_of(model)
    for features, target in Batches():
        loss = nn.functional.mse_loss(model(features), target)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        clock.tick()
    return clock.seconds


def training() -> float:
    """Train by this framework, with metrics written and a progress bar drawn."""
    clock = Clock()

    class Timed(own.Idle):
        def on_step_end(self, fit: Any, step: Any) -> None:
            clock.tick()

    with tempfile.TemporaryDirectory() as folder:
        own.ours(Path(folder), 2, [Timed(Section())])
    return clock.seconds


def lightning() -> float:
    """Train by Lightning."""
    pl, clock = import_module("lightning.pytorch"), Clock()

    class Module(pl.LightningModule):  # type: ignore[name-defined, misc]
        def __init__(self) -> None:
            super().__init__()
            self.net = network()

        def training_step(self, batch: Pair, number: int) -> torch.Tensor:
            return nn.functional.mse_loss(self.net(batch[0]), batch[1])

        def configure_optimizers(self) -> Any:
            optimizer, schedule = optimizer_of(self)
            return [optimizer], [{"scheduler": schedule, "interval": "step"}]

    class Idle(pl.Callback):  # type: ignore[name-defined, misc]
        def on_train_batch_start(self, *given: Any) -> None: ...
        def on_before_backward(self, *given: Any) -> None: ...
        def on_before_optimizer_step(self, *given: Any) -> None: ...
        def on_train_batch_end(self, *given: Any) -> None: ...

    class Timed(Idle):
        def on_train_batch_end(self, *given: Any) -> None:
            clock.tick()

    trainer = pl.Trainer(
        max_epochs=1,
        accelerator="cpu",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        gradient_clip_val=1.0,
        callbacks=[Idle(), type("Second", (Idle,), {})(), Timed()],
    )
    trainer.fit(Module(), Batches())
    return clock.seconds


def hf_trainer() -> float:
    """Train by the HF Trainer."""
    transformers, clock = import_module("transformers"), Clock()

    class Model(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = network()

        def forward(self, features: torch.Tensor, target: torch.Tensor) -> dict[str, torch.Tensor]:
            return {"loss": nn.functional.mse_loss(self.net(features), target)}

    class Ready(transformers.Trainer):  # type: ignore[name-defined, misc]
        def get_train_dataloader(self) -> Any:
            return [{"features": features, "target": target} for features, target in Batches()]

    class Idle(transformers.TrainerCallback):  # type: ignore[name-defined, misc]
        def on_step_begin(self, *given: Any, **more: Any) -> None: ...
        def on_pre_optimizer_step(self, *given: Any, **more: Any) -> None: ...
        def on_optimizer_step(self, *given: Any, **more: Any) -> None: ...
        def on_step_end(self, *given: Any, **more: Any) -> None: ...

    class Timed(Idle):
        def on_step_end(self, *given: Any, **more: Any) -> None:
            clock.tick()

    model = Model()
    with tempfile.TemporaryDirectory() as folder:
        options = transformers.TrainingArguments(
            output_dir=folder,
            max_steps=STEPS,
            use_cpu=True,
            report_to=[],
            save_strategy="no",
            logging_strategy="no",
            disable_tqdm=True,
            max_grad_norm=1.0,
            remove_unused_columns=False,
        )
        trainer = Ready(
            model,
            options,
            train_dataset=list(range(STEPS)),
            optimizers=optimizer_of(model),
            callbacks=[Idle(), type("Second", (Idle,), {})(), Timed()],
        )
        trainer.train()
    return clock.seconds


def composer() -> float:
    """Train by Composer."""
    library, clock = import_module("composer"), Clock()
    clipping = import_module("composer.algorithms").GradientClipping

    class Model(library.ComposerModel):  # type: ignore[name-defined, misc]
        def __init__(self) -> None:
            super().__init__()
            self.net = network()

        def forward(self, batch: Pair) -> torch.Tensor:
            found: torch.Tensor = self.net(batch[0])
            return found

        def loss(self, outputs: torch.Tensor, batch: Pair) -> torch.Tensor:
            return nn.functional.mse_loss(outputs, batch[1])

    class Idle(library.Callback):  # type: ignore[name-defined, misc]
        def batch_start(self, *given: Any) -> None: ...
        def before_backward(self, *given: Any) -> None: ...
        def after_backward(self, *given: Any) -> None: ...
        def batch_end(self, *given: Any) -> None: ...

    class Timed(Idle):
        def batch_end(self, *given: Any) -> None:
            clock.tick()

    model = Model()
    optimizer, schedule = optimizer_of(model)
    trainer = library.Trainer(
        model=model,
        train_dataloader=Batches(),
        max_duration=f"{STEPS}ba",
        optimizers=optimizer,
        schedulers=schedule,
        step_schedulers_every_batch=True,
        algorithms=[clipping("norm", 1.0)],
        callbacks=[Idle(), Idle(), Timed()],
        device="cpu",
        progress_bar=False,
        loggers=[],
    )
    trainer.fit()
    trainer.close()
    return clock.seconds


PEERS: dict[str, tuple[str, Callable[[], float]]] = {
    "Lightning": ("lightning", lightning),
    "HF Trainer": ("transformers", hf_trainer),
    "Composer": ("mosaicml", composer),
}


def main() -> None:
    """Print microseconds a step, and how many times that of `training`."""
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    ways: dict[str, Callable[[], float]] = {"plain PyTorch": plain, "training": training}
    for name, (distribution, way) in PEERS.items():
        try:
            way()
        except ImportError as error:
            print(f"{name} left out: {error}")  # noqa: T201
        else:
            ways[f"{name} {version(distribution)}"] = way
    rounds = [own.one_round(ways, number) for number in range(ROUNDS)]
    print(f"{'':28} {'a step':>9} {'times training':>15}")  # noqa: T201
    for name in ways:
        typical = statistics.median(seconds[name] for seconds in rounds) * 1e6
        ratio = statistics.median(seconds[name] / seconds["training"] for seconds in rounds)
        print(f"{name:28} {typical:6.0f} us {ratio:15.2f}")  # noqa: T201


if __name__ == "__main__":
    main()
