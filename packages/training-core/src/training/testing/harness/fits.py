"""Fits of a moment, whole or killed after a step, in one process or in several ranks."""

from __future__ import annotations

import gc
import logging
import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from training.config import RunConfig
from training.core.checkpoints import CheckpointStore
from training.core.checkpoints.tensor_file import read_tensors
from training.core.data.dataset import Dataset, Record
from training.core.evaluator import evaluate_samples
from training.core.export.exported_model import WEIGHTS, load_model
from training.core.io.torch import torch
from training.core.plugins.content import provider_code
from training.core.run_config.resolve import resolve_run_config
from training.core.runs.directory import CHECKPOINTS, METRICS
from training.core.runs.environment import describe_environment
from training.core.trainer.observers.observer import FitPlan, Observer, Step
from training.core.trainer.setup import batch_limit
from training.core.trainer.train import train
from training.testing.harness.kept import digests_of, size_of
from training.testing.harness.points import Layers, Points, points
from training.testing.harness.processes import Outcome, call_each, call_forked
from training.testing.harness.registration import Given, registered
from training.testing.harness.timing import StepTimes

SECRET = "conformance-kit-secret-value"
VARIABLE = "CONFORMANCE_KIT_API_KEY"
EPOCHS = 2
UNLIKE = "the ranks had different values"
"""Words of the warning about weights that one rank has changed."""
STEPS = 4
"""Steps of a fit of the points."""

FIT = (
    f"training.epochs={EPOCHS}",
    "training.learning_rate=0.02",
    "training.device=cpu",
    "training.threads=1",
    "training.checkpoint.every_steps=1",
    "training.checkpoint.every_minutes=null",
    "logging.log_every_steps=1",
)
"""Settings of each fit."""
SETTINGS = (
    "task.name=kit-points",
    "model.backbone=kit-layers",
    "training.batch_size=8",
    *FIT,
)
"""Settings of a fit of the points."""
KIT = (Given("task", "kit-points", Points), Given("backbone", "kit-layers", Layers))


@dataclass(frozen=True)
class FitCase:
    """A fit that can be made in any process.

    Attributes:
        settings: Values as ``key=value``.
        given: What is registered for it.
        data: The records; the points of the kit by default.
        steps: Optimizer steps it makes.
        without_chance: Whether dropout is taken out, so that one and two ranks can be compared.
    """

    settings: tuple[str, ...] = SETTINGS
    given: tuple[Given, ...] = KIT
    data: Dataset[Record] = field(default_factory=points)
    steps: int = STEPS
    without_chance: bool = False

    def with_(self, *settings: str, given: Sequence[Given] = ()) -> FitCase:
        """Return the case with further settings and classes."""
        return replace(self, settings=(*self.settings, *settings), given=(*self.given, *given))


@dataclass(frozen=True)
class FitResult:
    """What a fit left.

    Attributes:
        directory: The run directory.
        losses: Loss of each step that was made by the last process.
        exported: Bytes of each exported tensor.
        state: Bytes of each tensor of the last checkpoint, and its state as text.
        validation: Recorded metrics of the best evaluation.
        sizes: Bytes that watched objects held after each step.
        changed: Names of the attributes of watched objects that changed after the first step.
        seconds: The median time of a step.
    """

    directory: Path
    losses: list[float]
    exported: Mapping[str, Any]
    state: Mapping[str, Any]
    validation: Mapping[str, Any]
    sizes: list[int]
    changed: list[str]
    seconds: float


class _Watcher(Observer):
    """Notes losses, kills the process after a step, and looks at what a class keeps."""

    def __init__(self, kill_after: int | None, watched: type | None) -> None:
        self._kill_after = kill_after
        self._watched = watched
        self._objects: list[Any] = []
        self.losses: list[float] = []
        self.sizes: list[int] = []
        self.changed: set[str] = set()
        self._digests: dict[str, str] | None = None

    def on_step_end(self, step: Step) -> None:
        if step.number == self._kill_after:
            os.kill(os.getpid(), signal.SIGKILL)
        self.losses.append(float(step.loss))
        if self._watched is not None and not self._objects:
            self._objects = [one for one in gc.get_objects() if type(one) is self._watched]
        if self._objects:
            self._look()

    def _look(self) -> None:
        self.sizes.append(size_of(self._objects))
        before, self._digests = self._digests, digests_of(self._objects[0])
        if before is not None:
            names = set(before) | set(self._digests)
            self.changed |= {one for one in names if before.get(one) != self._digests.get(one)}


def config_of(case: FitCase, folder: Path) -> RunConfig:
    """Return the configuration of a case; its classes must be registered."""
    overrides = [*case.settings, f"output_dir={folder / 'runs'}"]
    return resolve_run_config(overrides=overrides, environ={}).config


def fit_here(
    case: FitCase, folder: Path, kill_after: int | None = None, watched: type | None = None
) -> FitResult:
    """Make, or continue, a fit in this process and return what it left."""
    torch.set_num_threads(1)
    with registered(case.given):
        config = config_of(case, folder)
        watcher, times = _Watcher(kill_after, watched), StepTimes()
        run = folder / "run"
        run.mkdir(parents=True, exist_ok=True)
        observers = [watcher, times, *_extra(case)]
        result = train(config, observers, dataset=case.data, directory=run)
    return FitResult(
        directory=run,
        losses=watcher.losses,
        exported=_exported(run),
        state=_last_state(run, result.run.id),
        validation=dict(result.validation),
        sizes=watcher.sizes,
        changed=sorted(watcher.changed),
        seconds=times.median,
    )


@dataclass(frozen=True)
class Session:
    """A process that makes a fit, or a part of it.

    Attributes:
        case: The fit.
        folder: Of its run; a session in the folder of an earlier one continues that run.
        kill_after: Step after which the process is killed, before the step is saved.
        watched: Class whose objects are looked at after each step.
    """

    case: FitCase
    folder: Path
    kill_after: int | None = None
    watched: type | None = None


def sessions_with_kills(case: FitCase, folder: Path) -> list[Session]:
    """Return the sessions of a fit that is killed once after each of its steps."""
    killed = [Session(case, folder, step) for step in range(1, case.steps + 1)]
    return [*killed, Session(case, folder)]


def run_sessions(sessions: Sequence[Session], folder: Path) -> list[Outcome]:
    """Carry out sessions, one after the other, each in a process of its own.

    Args:
        sessions: What to do.
        folder: For what the processes write to standard output.

    Returns:
        The end of each, with a `FitResult` if it came to its end; all of them are blocked if one
        is.
    """
    whole = call_each(_carry_out, [(list(sessions),)], folder)[0]
    if whole.ended != "returned":
        return [whole] * len(sessions)
    return [replace(one, output=whole.output) for one in whole.value]


def fit_in_ranks(case: FitCase, folder: Path, ranks: int = 2) -> list[Outcome]:
    """Make a fit in several ranks; each of them returns a `RankResult`."""
    meeting = folder / "meeting"
    folder.mkdir(parents=True, exist_ok=True)
    arguments = [(case, folder, meeting, rank, ranks) for rank in range(ranks)]
    return call_each(_fit_rank, arguments, folder / "output")


def _carry_out(sessions: Sequence[Session]) -> list[Outcome]:
    os.environ[VARIABLE] = SECRET
    describe_environment()
    for one in sessions:
        with registered(one.case.given):
            config = config_of(one.case, one.folder)
            for kind, name in (("task", config.task.name), ("backbone", config.model.backbone)):
                provider_code(kind, str(name))
    return [call_forked(_fit, one) for one in sessions]


def _fit(session: Session) -> FitResult:
    return fit_here(session.case, session.folder, session.kill_after, session.watched)


@dataclass(frozen=True)
class RankResult:
    """What a rank saw.

    Attributes:
        exported: The exported weights; empty beside the main rank.
        unlike: What the framework said about weights that the ranks do not share; empty if they
            share all.
    """

    exported: Mapping[str, Any]
    unlike: str


def _fit_rank(case: FitCase, folder: Path, meeting: Path, rank: int, ranks: int) -> RankResult:
    torch.set_num_threads(1)
    torch.distributed.init_process_group(
        "gloo", init_method=f"file://{meeting}", rank=rank, world_size=ranks
    )
    run = folder / "run"
    run.mkdir(parents=True, exist_ok=True)
    with registered(case.given), _Warnings() as warnings:
        config = config_of(case, folder)
        train(config, _extra(case), dataset=case.data, directory=run)
    torch.distributed.destroy_process_group()
    unlike = [one for one in warnings.texts if UNLIKE in one]
    return RankResult(_exported(run) if rank == 0 else {}, "".join(unlike[:1]))


class _Warnings(logging.Handler):
    """Collects the warnings of the framework."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def __enter__(self) -> _Warnings:
        logging.getLogger("training").addHandler(self)
        return self

    def __exit__(self, *given: object) -> None:
        logging.getLogger("training").removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


class _WithoutDropout(Observer):
    """Takes dropout out; what an observer changes before the first step, all ranks get."""

    def on_fit_start(self, plan: FitPlan) -> None:
        assert plan.task_model is not None
        without_dropout(plan.task_model.model)


def without_dropout(model: torch.nn.Module) -> None:
    """Set the rate of each dropout layer to 0."""
    for module in model.modules():
        for name in ("p", "dropout"):
            if isinstance(getattr(module, name, None), float):
                setattr(module, name, 0.0)


def _extra(case: FitCase) -> list[Observer]:
    return [_WithoutDropout()] if case.without_chance else []


def evaluate_again(case: FitCase, run: Path, folder: Path) -> Mapping[str, Any]:
    """Load the exported model of a run, and evaluate the validation split with it."""
    torch.set_num_threads(1)
    with registered(case.given):
        config = config_of(case, folder)
        task, task_model = load_model(run / "checkpoint")
        samples = [task.parse(one) for one in case.data.validation]
        limit = batch_limit(config)
        return evaluate_samples(task_model, samples, limit, torch.device("cpu"))


def _exported(run: Path) -> dict[str, Any]:
    tensors = read_tensors(run / "checkpoint" / WEIGHTS)
    return {name: one.numpy().copy() for name, one in tensors.items()}


def _last_state(run: Path, run_id: str) -> dict[str, Any]:
    restored = CheckpointStore(run / CHECKPOINTS, run_id).newest_good()
    assert restored is not None, "a checkpoint is written after each step"
    found: dict[str, Any] = {
        f"{stem}/{name}": one.numpy().copy()
        for stem in restored.stems
        for name, one in restored.tensors(stem).items()
    }
    return {**found, **_plain_state(restored.state)}


def _plain_state(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a state holds, without what trackers say of their files."""
    return {f"state/{name}": repr(one) for name, one in state.items() if name != "listeners"}


def history_of(run: Path) -> str:
    """Return the recorded numbers of a run."""
    return (run / METRICS).read_text(encoding="utf-8")
