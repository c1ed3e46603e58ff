"""Carry out one training run: read, fit, evaluate, export, record."""

from __future__ import annotations

import logging
from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from functools import partial
from pathlib import Path
from typing import Any

from training.config import RunConfig
from training.config import to_yaml
from training.core.assembly import build_learner
from training.core.assembly import build_task
from training.core.assembly import selection_metric
from training.core.batches import batch_order
from training.core.data.dataset import Dataset
from training.core.data.dataset import Record
from training.core.data.reading import read_records
from training.core.data.splitting import hold_out
from training.core.device import resolve_device
from training.core.environment import describe_environment
from training.core.evaluator import evaluate_samples
from training.core.events import Broadcast
from training.core.events import Evaluation
from training.core.events import FitListener
from training.core.events import FitPlan
from training.core.exported_model import export_model
from training.core.fit import Best
from training.core.fit import build_loop
from training.core.fit import fit
from training.core.learner import Example
from training.core.learner import Learner
from training.core.learner import Metrics
from training.core.plugins import get_plugin_manager
from training.core.plugins.lifecycle import PluginListener
from training.core.runs import Run
from training.core.runs import create_run
from training.core.runs import start_run
from training.core.tasks.task import Task
from training.core.torch_extra import torch
from training.core.trackers.listener import build_trackers
from training.core.utils import set_seed

logger = logging.getLogger("training")


@dataclass(frozen=True)
class TrainingResult:
    """What a training run brought.

    Attributes:
        run: The finished run.
        best_epoch: Epoch whose weights were kept; 0 when there was no validation split.
        validation: Metrics of the best epoch; empty without a validation split.
        test: Metrics on the test split; empty without one.
    """

    run: Run
    best_epoch: int
    validation: Metrics
    test: Metrics


@dataclass
class Preparation:
    """Everything a fit needs, checked before anything is written.

    Attributes:
        config: The run's configuration.
        task: Understands samples.
        samples: The parsed splits.
        learner: Untrained model, on `device`.
        device: Where it trains.
        examples: The encoded splits.
    """

    config: RunConfig
    task: Task
    samples: Dataset[Any]
    learner: Learner
    device: torch.device
    examples: Dataset[Example] = field(repr=False)

    def evaluation_of(self, split: str) -> Callable[[], Metrics] | None:
        """Return what evaluates a split; None when it is empty."""
        samples, examples = self.samples.split(split), self.examples.split(split)
        if not samples:
            return None
        size = self.config.training.batch_size
        return partial(evaluate_samples, self.learner, samples, examples, size, self.device)


def train(
    config: RunConfig,
    listeners: Sequence[FitListener] = (),
    dataset: Dataset[Record] | None = None,
    directory: Path | None = None,
) -> TrainingResult:
    """Train a model and leave a complete run directory.

    Args:
        config: A configuration from `resolve_run_config`.
        listeners: Are told about steps and evaluations, after trackers and plugins.
        dataset: Records to train on; by default what the `data` section names.
        directory: Existing, empty run directory; by default a new one under `output_dir`.

    Raises:
        DataError: The data cannot be used; nothing has been written then.
        ConfigError: A value does not fit the data or this machine.
        RunError: The run directory cannot be written.
    """
    preparation = prepare(config, read_records(config.data) if dataset is None else dataset)
    run = _new_run(preparation, directory)
    trackers = build_trackers(config, run.directory)
    plugins = PluginListener(get_plugin_manager())
    listener = Broadcast([*trackers, plugins, *listeners])
    with run.recording():
        return _execute(preparation, run, listener)


def prepare(config: RunConfig, records: Dataset[Record]) -> Preparation:
    """Parse and split the data, build the model and encode the samples.

    Raises:
        DataError: A record, span or label cannot be used.
        ConfigError: The device is not on this machine.
    """
    device = resolve_device(config.training.device)
    if config.training.threads is not None:
        torch.set_num_threads(config.training.threads)
    task = build_task(config)
    samples = _split(config, records.map(task.parse))
    set_seed(config.seed)
    learner = build_learner(config, task, samples.train)
    for split in ("validation", "test"):
        task.check(samples.split(split), learner.schema)
    learner.model.to(device)
    return Preparation(config, task, samples, learner, device, samples.map(learner.encode))


def _split(config: RunConfig, samples: Dataset[Any]) -> Dataset[Any]:
    data = config.data
    divided = hold_out(samples, data.validation_fraction, data.test_fraction, config.seed)
    if len(divided.train) != len(samples.train):
        logger.info(
            "%s brings no validation split: held out %d for validation and %d for test.",
            samples.source,
            len(divided.validation),
            len(divided.test),
        )
    return divided


def _new_run(preparation: Preparation, directory: Path | None) -> Run:
    config = preparation.config
    details = {
        "data": {"source": preparation.samples.source, **preparation.samples.sizes},
        "environment": describe_environment(),
    }
    if directory is not None:
        return start_run(directory, "train", to_yaml(config), {"name": config.name, **details})
    return create_run(config.output_dir, config.name, "train", to_yaml(config), details)


def _execute(preparation: Preparation, run: Run, listener: FitListener) -> TrainingResult:
    try:
        result = _fit_and_evaluate(preparation, run, listener)
    except BaseException as error:
        status = "failed" if isinstance(error, Exception) else "interrupted"
        _tell_end(listener, status)
        raise
    listener.on_fit_end("completed", result.validation)
    return result


def _fit_and_evaluate(preparation: Preparation, run: Run, listener: FitListener) -> TrainingResult:
    config = preparation.config
    plan = _plan(preparation, run)
    loop = build_loop(preparation.learner, config, plan.total_steps, preparation.device)
    metric = selection_metric(config, preparation.task)
    listener.on_fit_start(plan)
    validate = preparation.evaluation_of("validation")
    best = fit(loop, preparation.examples.train, config, validate, metric, listener)
    export_model(preparation.learner, config, run.checkpoint)
    test = _test(preparation, best, loop.state.step, listener)
    result = TrainingResult(run, best.epoch, best.metrics, test)
    run.update(best_epoch=best.epoch, metrics={"validation": best.metrics, "test": test})
    return result


def _plan(preparation: Preparation, run: Run) -> FitPlan:
    training = preparation.config.training
    learner = preparation.learner
    lengths = [learner.length(example) for example in preparation.examples.train]
    batches = len(batch_order(lengths, training.batch_size, preparation.config.seed, epoch=1))
    return FitPlan(
        learner=learner,
        directory=run.directory,
        device=str(preparation.device),
        epochs=training.epochs,
        steps_per_epoch=-(-batches // training.gradient_accumulation_steps),
        parameters=sum(one.numel() for one in learner.model.parameters() if one.requires_grad),
        sizes=preparation.samples.sizes,
    )


def _test(preparation: Preparation, best: Best, step: int, listener: FitListener) -> Metrics:
    evaluate = preparation.evaluation_of("test")
    if evaluate is None:
        return {}
    metrics = evaluate()
    listener.on_evaluation(Evaluation("test", best.epoch, step, metrics, is_best=False))
    return metrics


def _tell_end(listener: FitListener, status: str) -> None:
    """Tell that a fit went wrong; what listeners raise now must not hide the reason."""
    try:
        listener.on_fit_end(status, {})
    except Exception:
        logger.warning("a listener failed at the end of the %s run", status, exc_info=True)
