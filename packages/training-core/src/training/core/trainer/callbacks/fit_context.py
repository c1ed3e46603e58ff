"""The fit as a callback sees it: what it may change, and what it may ask for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from training.core.distributed.collectives import rank, world_size
from training.core.distributed.fsdp import placed_like
from training.core.io.torch import nn, torch
from training.errors import PluginError

if TYPE_CHECKING:
    from training.core.tasks.task_model import TaskModel
    from training.core.trainer.loop import Loop
    from training.core.trainer.observers.observer import FitPlan
    from training.core.trainer.schedules.schedule import Schedule

RESERVED = ("loss", "learning_rate", "grad_norm")
"""Numbers of each step that the framework logs itself."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]{0,99}")


@dataclass
class Control:
    """What callbacks have asked for since it was last looked at, in this process.

    Attributes:
        stop: Name of a callback that stops the fit, and its reason.
        interrupt: The same, of one that ends the run so that it can be resumed.
        logged: Numbers for the trackers.
        drawn: How many generators each has taken in this step: by its name, the event, and whether
            the model was in training mode.
        event: Name of the method that is being called; empty outside of one, as in a hook of a
            layer.
    """

    stop: tuple[str, str] | None = None
    interrupt: tuple[str, str] | None = None
    logged: dict[str, float | torch.Tensor] = field(default_factory=dict)
    drawn: dict[tuple[str, str, bool], int] = field(default_factory=dict)
    event: str = ""

    def take_logged(self) -> dict[str, float | torch.Tensor]:
        """Return the numbers, and forget them."""
        if not self.logged:
            return {}
        logged, self.logged = self.logged, {}
        return logged


class FitContext:
    """The fit as one callback sees it.

    Args:
        name: Name of the callback.
        loop: Makes the steps.
        plan: What the fit is about to do.
        seed: Seed of the run.
        control: Takes requests.
    """

    def __init__(self, name: str, loop: Loop, plan: FitPlan, seed: int, control: Control) -> None:
        self._name = name
        self._loop = loop
        self._plan = plan
        self._seed = seed
        self._control = control

    @property
    def model(self) -> nn.Module:
        """The model; its values, gradients and `requires_grad` flags may be changed in place."""
        return self._loop.task_model.model

    @property
    def task_model(self) -> TaskModel:
        """The model and how it is fed; its schema may be read only."""
        return self._loop.task_model

    @property
    def optimizer(self) -> torch.optim.Optimizer:
        """The optimizer; before each step, the schedule's share of `highest_lr` is put in `lr`."""
        return self._loop.optimizer

    @property
    def schedule(self) -> Schedule:
        """Factor of the learning rates at each step."""
        return self._loop.schedule

    @property
    def device(self) -> torch.device:
        """Where it trains."""
        return self._loop.device

    @property
    def step(self) -> int:
        """Optimizer steps made so far."""
        return self._loop.state.step

    @property
    def epoch(self) -> int:
        """The epoch under way, from 1; 0 before the first."""
        return self._loop.state.epoch

    @property
    def epochs(self) -> int:
        """Most epochs there will be."""
        return self._plan.epochs

    @property
    def steps_per_epoch(self) -> int:
        """Optimizer steps in an epoch."""
        return self._plan.steps_per_epoch

    @property
    def total_steps(self) -> int:
        """Most optimizer steps there will be."""
        return self._plan.total_steps

    @property
    def directory(self) -> Path:
        """Run directory."""
        return self._plan.directory

    @property
    def rank(self) -> int:
        """Number of this process among those that train, from 0."""
        return rank()

    @property
    def ranks(self) -> int:
        """Processes that train together."""
        return world_size()

    def generator(
        self, per_rank: bool = False, device: torch.device | str = "cpu"
    ) -> torch.Generator:
        """Return a new source of chance, seeded by run, callback, step, event and call.

        So runs can be repeated and resumed exactly, and nothing of it has to be saved.

        Args:
            per_rank: Another one in each rank, for what is done to its batches. By default all
                ranks get the same.
            device: Where the numbers are drawn.
        """
        place = (self._control.event, self.model.training)
        drawn = self._control.drawn
        count = drawn[(self._name, *place)] = drawn.get((self._name, *place), -1) + 1
        own = rank() if per_rank else -1
        text = f"{self._seed}|{self._name}|{self.step}|{place}|{count}|{own}"
        digest = sha256(text.encode()).digest()
        generator = torch.Generator(device)
        generator.manual_seed(int.from_bytes(digest[:8], "big") >> 1)
        return generator

    def place(self, value: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
        """Return a whole tensor of a state as one of the model's is held: on its device, divided.

        Args:
            value: Whole tensor on the host.
            like: Parameter or buffer of the same shape.
        """
        return placed_like(value, like)

    def stop(self, reason: str) -> None:
        """End the fit after this step, evaluation or epoch, as if it had come to its last step.

        With several ranks, what is asked for after a step is done after the next one; on GPUs, up
        to 32 steps later.

        Args:
            reason: Shown to the user and kept in `run.json`.
        """
        if self._control.stop is None:
            self._control.stop = (self._name, str(reason))
        self._loop.stop_flags.request_end()

    def interrupt(self, reason: str) -> None:
        """Save a checkpoint and end the run like SIGTERM, so that it can be resumed.

        Args:
            reason: Shown to the user.
        """
        if self._control.interrupt is None:
            self._control.interrupt = (self._name, str(reason))
        self._loop.stop_flags.request_stop()

    def evaluate(self) -> None:
        """Evaluate the validation split after this step; with several ranks, as for `stop`."""
        self._loop.stop_flags.request_evaluation()

    def save(self) -> None:
        """Write a checkpoint after this step; with several ranks, as for `stop`."""
        self._loop.stop_flags.request_save()

    def log(self, name: str, value: float | torch.Tensor) -> None:
        """Give the trackers a number of the training split, beside the loss.

        It is recorded with the next loss that is (`logging.log_every_steps`); of several values
        until then, the last. With several ranks, that of the main one.

        Args:
            name: At most 100 letters, digits, `_`, `.`, `/` and `-`.
            value: A number, or a tensor that holds one; on a GPU it is fetched later.

        Raises:
            PluginError: The name is taken or unusable, or the value is no number.
        """
        rule = f"The callback `{self._name}` called `fit.log({name!r}, …)`: "
        if not isinstance(name, str) or not _NAME.fullmatch(name) or name in RESERVED:
            raise PluginError(
                f"{rule}the name must be letters, digits, `_`, `.`, `/` and `-`, and none of "
                f"{', '.join(RESERVED)}, which are logged already."
            )
        self._control.logged[name] = _number(value, rule)


def _number(value: object, rule: str) -> float | torch.Tensor:
    if isinstance(value, torch.Tensor) and value.numel() == 1 and not value.is_complex():
        return value.detach().reshape(()).clone()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    raise PluginError(f"{rule}the value must be a number or a tensor of one, not {value!r}.")
