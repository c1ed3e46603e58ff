"""Train a model of its own with a rising learning rate."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from training.config import RunConfig, Section, TrainingConfig
from training.core.data.dataset import Dataset, Record
from training.core.hardware.device import resolve_device
from training.core.hardware.matmul_precision import matmul_precision
from training.core.hardware.threads import choose_threads, own_threads
from training.core.io.torch import torch
from training.core.plugins import get_plugin_manager
from training.core.plugins.foreign_exit import refusing_exits
from training.core.trainer.callbacks.build import build_callbacks, learning_rate_factor
from training.core.trainer.callbacks.dispatch.callback_list import CallbackList
from training.core.trainer.compile import require_compiler
from training.core.trainer.data.dataloader import BatchStream
from training.core.trainer.data.shared_data import DataPart
from training.core.trainer.loop import Loop
from training.core.trainer.loop_setup import build_loop
from training.core.trainer.lr_finder.curve import RateCurve, curve_of, has_grown
from training.core.trainer.observers.observer import FitPlan, Step
from training.core.trainer.observers.plugin_observer import PluginObserver
from training.core.trainer.optimizers.build import optimizer_factory
from training.core.trainer.precision import require_precision
from training.core.trainer.random_state import capture_random_state, restore_random_state
from training.core.trainer.reproducibility import deterministic
from training.core.trainer.schedules.schedule import Schedule
from training.core.trainer.setup import TrainingSetup, prepare
from training.errors import ConfigError, DataError, DivergenceError

STEPS = 100
MINIMUM = 1e-7
MAXIMUM = 10.0
LEAST_STEPS = 20
MOST_STEPS = 5000
LEAST_SAMPLES = 8
STAYING = 0.9
"""Share of the average of the loss that stays at each step."""


def find_learning_rate(
    config: RunConfig,
    steps: int = STEPS,
    minimum: float = MINIMUM,
    maximum: float = MAXIMUM,
    dataset: Dataset[Record] | DataPart | None = None,
) -> RateCurve:
    """Train with a rate that rises exponentially, and propose the one that learns fastest.

    A model of its own is trained, with the loss, optimizer, callbacks, batches, accumulation and
    precision of the configuration. Rates of `training.learning_rates` and factors of callbacks
    keep their ratio to `training.learning_rate`. No run directory is made, and random generators,
    threads and settings of this process are as before; only the encoded data stays in the cache,
    where training finds it. What several ranks would do together in a step, this process does
    alone.

    Args:
        config: A configuration from `resolve_run_config`.
        steps: Optimizer steps, from 20 to 5,000; the search ends earlier when the loss diverges.
        minimum: First rate.
        maximum: Last rate.
        dataset: Records to train on; by default what the `data` section names.

    Raises:
        ConfigError: A value cannot be used, or the optimizer needs no learning rate.
        DataError: There is too little data, or it cannot be used.
        DivergenceError: The loss is no number in the first step.
        RunError: The loss falls at no rate, or diverges at once.

    Example:
        ```python
        from training.core.run_config.resolve import resolve_run_config
        from training.core.trainer.lr_finder import find_learning_rate

        curve = find_learning_rate(resolve_run_config().config)
        print(curve.suggestion)
        ```
    """
    _require_range(steps, minimum, maximum)
    _require_rate(config.training)
    training = config.training
    device = resolve_device(training.device)
    require_precision(training.precision, device)
    require_compiler(training.compile, device)
    with (
        refusing_exits(),
        _unchanged_chance(device),
        deterministic(training.deterministic),
        matmul_precision(training.matmul_precision, device),
        own_threads(training.threads) as most,
        TemporaryDirectory(prefix="training-lr-") as folder,
    ):
        setup = prepare(config, dataset)
        _require_samples(setup.data.sizes["train"])
        torch.set_num_threads(
            choose_threads(training.threads, setup.task_model.model, device, most)
        )
        return _Search(setup, steps, minimum, maximum, Path(folder)).run()


def _require_range(steps: int, minimum: float, maximum: float) -> None:
    if not (0.0 < minimum < maximum < math.inf):
        raise ConfigError(
            f"the rate must rise from a number above 0 to a higher one, not from {minimum:g} "
            f"(--min) to {maximum:g} (--max). Their defaults are {MINIMUM:g} and {MAXIMUM:g}."
        )
    if not LEAST_STEPS <= steps <= MOST_STEPS:
        raise ConfigError(
            f"--steps {steps}: between {LEAST_STEPS} and {MOST_STEPS} are needed to see where the "
            f"loss falls. The default is {STEPS}."
        )


def _require_rate(config: TrainingConfig) -> None:
    if not optimizer_factory(config).uses_learning_rate:
        raise ConfigError(
            f"training.optimizer: `{config.optimizer.name}` finds the size of its steps itself, so "
            "there is no learning rate to look for. Train with its default."
        )


def _require_samples(samples: int) -> None:
    if samples < LEAST_SAMPLES:
        raise DataError(
            f"the training split has {samples} samples, and {LEAST_SAMPLES} are needed: with fewer "
            "the loss says nothing about a learning rate. Add data, or leave "
            "training.learning_rate as it is."
        )


@contextmanager
def _unchanged_chance(device: torch.device) -> Iterator[None]:
    """Put the random generators of this process back at the end of the block."""
    before = capture_random_state(device)
    try:
        yield
    finally:
        restore_random_state(before, device)


class _RisingRate(Schedule):
    """The factors of a rate that rises exponentially.

    Args:
        rates: Rates, one for each step; the last one stays.
        base: `training.learning_rate`, of which a factor is a multiple.
    """

    def __init__(self, rates: list[float], base: float) -> None:
        super().__init__(Section(), 0, len(rates))
        self._factors = [rate / base for rate in rates]

    def after_warmup(self, step: int) -> float:
        """Return the factor of a step."""
        return self._factors[min(step, len(self._factors) - 1)]


class _Search:
    """One search.

    Args:
        setup: Model and data.
        steps: Steps over the whole range.
        minimum: First rate.
        maximum: Last rate.
        folder: Takes what callbacks write.
    """

    def __init__(
        self, setup: TrainingSetup, steps: int, minimum: float, maximum: float, folder: Path
    ) -> None:
        self._setup = setup
        self._steps = steps
        ratio = maximum / minimum
        self._rates = [minimum * ratio ** (step / (steps - 1)) for step in range(steps)]
        self._folder = folder
        self._epochs = 0
        self._diverged = False

    def run(self) -> RateCurve:
        """Train, and return the curve."""
        losses = list(self._losses())
        # The loss of a step is computed before the weights change: a rate shows in the next one.
        rates = self._rates[: len(losses) - 1]
        return curve_of(rates, losses[1:], self._steps, self._diverged, self._epochs)

    def _losses(self) -> Iterator[float]:
        """Yield the losses until they diverge; each is a finite number."""
        average = weight = 0.0
        first = lowest = math.inf
        with ExitStack() as stack:
            for step in self._made(stack):
                loss = float(step.loss)
                if not math.isfinite(loss):
                    _require_later(step, loss)
                    self._diverged = True
                    return
                yield loss
                average = STAYING * average + (1 - STAYING) * loss
                weight = STAYING * weight + (1 - STAYING)
                first = loss if first == math.inf else first
                lowest = min(lowest, average / weight)
                if has_grown(average / weight, lowest, first):
                    self._diverged = True
                    return

    def _made(self, stack: ExitStack) -> Iterator[Step]:
        """Make one step more than there are rates, in as many epochs as it takes."""
        config, stream = _as_one_process(self._setup.config), self._setup.stream
        named = build_callbacks(config)
        plan = self._plan(config, stream)
        plugins = PluginObserver(get_plugin_manager())
        plugins.on_fit_start(plan)
        stack.push(partial(_end_plugins, plugins))
        loop = build_loop(
            self._setup.task_model,
            config,
            plan.total_steps,
            self._setup.device,
            stream.collate,
            rate_factor=learning_rate_factor(named),
        )
        loop.schedule = _RisingRate(self._rates, config.learning_rate)
        callbacks = CallbackList(named, loop, plan, self._setup.config.seed)
        loop.callbacks = callbacks if callbacks else None
        stack.enter_context(callbacks.told_of_failure())
        stack.push(partial(_end_callbacks, callbacks))
        callbacks.on_fit_start()
        yield from self._steps_of(loop, callbacks, stream)

    def _steps_of(self, loop: Loop, callbacks: CallbackList, stream: BatchStream) -> Iterator[Step]:
        while loop.state.step <= self._steps:
            self._epochs += 1
            loop.state.epoch, loop.state.position = self._epochs, 0
            callbacks.on_epoch_start()
            for step in loop.steps(stream.batches(self._epochs, 0)):
                callbacks.on_step_end(step)
                yield step
                if loop.state.step > self._steps:
                    return
            callbacks.on_epoch_end()

    def _plan(self, config: TrainingConfig, stream: BatchStream) -> FitPlan:
        setup = self._setup
        model = setup.task_model.model
        an_epoch = -(-stream.epoch_length // config.gradient_accumulation_steps)
        return FitPlan(
            task_model=setup.task_model,
            directory=self._folder,
            device=str(setup.device),
            epochs=-(-(self._steps + 1) // an_epoch),
            steps_per_epoch=an_epoch,
            parameters=sum(one.numel() for one in model.parameters() if one.requires_grad),
            sizes=setup.data.sizes,
            max_steps=self._steps + 1,
            steps_made=0,
            threads=torch.get_num_threads() if setup.device.type == "cpu" else None,
        )


def _end_plugins(plugins: PluginObserver, kind: type[BaseException] | None, *_: object) -> None:
    plugins.on_fit_end("completed" if kind is None else "failed", {})


def _end_callbacks(callbacks: CallbackList, kind: type[BaseException] | None, *_: object) -> None:
    if kind is None:
        callbacks.on_fit_end("completed")


def _require_later(step: Step, loss: float) -> None:
    if step.number == 1:
        raise DivergenceError(
            f"the loss is {loss} in the first step, before any weight has changed, so the learning "
            "rate is not the reason. Look at the data (`training data check`), the loss "
            "(task.loss), callbacks that change batches, and training.precision."
        )


def _as_one_process(config: RunConfig) -> TrainingConfig:
    """Return the `training` section with as many batches in a step as all ranks have together."""
    distributed, training = config.distributed, config.training
    if not distributed.enabled:
        return training
    own = distributed.world_size
    ranks = max(1, torch.cuda.device_count()) * distributed.nodes if own == "auto" else own
    batches = training.gradient_accumulation_steps * ranks
    return training.model_copy(update={"gradient_accumulation_steps": batches})
