"""Carry out one training run: read, fit, evaluate, export, record."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from training.config import RunConfig
from training.config.dump import require_no_credentials
from training.core.checkpoints import CheckpointStore, Restored
from training.core.data.dataset import Dataset, Record
from training.core.distributed import collectives
from training.core.distributed.fsdp import host_weights, require_shardable
from training.core.distributed.replicas import changed_in_all_ranks
from training.core.export.exported_model import export_model
from training.core.hardware.device import resolve_device
from training.core.hardware.matmul_precision import matmul_precision
from training.core.hardware.threads import choose_threads, own_threads, recorded_threads
from training.core.io.torch import torch
from training.core.plugins import get_plugin_manager
from training.core.plugins.foreign_exit import refusing_exits
from training.core.processes.signals import Interruption, listening
from training.core.runs.directory import CHECKPOINTS, NOTHING_BEFORE, RECORD, Run
from training.core.runs.history import history_mark, history_problem
from training.core.runs.open import open_or_create_run
from training.core.runs.provenance import Provenance
from training.core.tasks.build import selection_metric
from training.core.tasks.task_model import Metrics, TaskModel
from training.core.trainer.best_weights import Best
from training.core.trainer.callbacks.build import build_callbacks, learning_rate_factor
from training.core.trainer.callbacks.dispatch.callback_list import CallbackList
from training.core.trainer.callbacks.dispatch.calls import NamedCallback
from training.core.trainer.checkpointing import Ending, Saving, resume, saved_fit
from training.core.trainer.compile import require_compiler
from training.core.trainer.data.dataloader_workers import worker_deaths
from training.core.trainer.data.shared_data import DataPart
from training.core.trainer.fit import Fit
from training.core.trainer.loop import Loop
from training.core.trainer.loop_setup import build_loop
from training.core.trainer.observers.observer import Evaluation, FitPlan, Observer
from training.core.trainer.observers.observer_list import ObserverList
from training.core.trainer.observers.plugin_observer import PluginObserver
from training.core.trainer.observers.tracker_observer import build_trackers, require_trackers
from training.core.trainer.optimizers.build import require_shardable_optimizer
from training.core.trainer.precision import require_precision
from training.core.trainer.profiler import StepProfiler
from training.core.trainer.reproducibility import deterministic
from training.core.trainer.setup import TrainingSetup, prepare
from training.errors import ConfigError, RunError

logger = logging.getLogger("training")

HISTORY = "tracker:jsonl"
"""Key under which checkpoints keep what the tracker of the history knows."""


@dataclass(frozen=True)
class TrainingResult:
    """Result of a training run.

    Attributes:
        run: The finished run.
        best_epoch: Epoch whose weights were kept; 0 when there was no validation split.
        validation: Metrics of the best evaluation; empty without a validation split.
        test: Metrics on the test split; empty without one.
    """

    run: Run
    best_epoch: int
    validation: Metrics
    test: Metrics


def train(
    config: RunConfig,
    observers: Sequence[Observer] = (),
    dataset: Dataset[Record] | DataPart | None = None,
    directory: Path | None = None,
    provenance: Provenance = NOTHING_BEFORE,
) -> TrainingResult:
    """Train a model and leave a complete run directory.

    SIGINT, SIGTERM, SIGUSR1 and SIGUSR2 end the run after the next step and a checkpoint; called
    again with the same `directory`, it resumes from there and ends as if it had never been stopped.

    Args:
        config: A configuration from `resolve_run_config`.
        observers: Called on steps and evaluations, after trackers and plugins.
        dataset: Records to train on, or a part of shared ones; by default what the `data` section
            names.
        directory: Existing run directory: empty, or with an unfinished run of the same
            configuration and data. By default a new one under `output_dir`.
        provenance: What the run is (a trial, a fold, …) and which runs it is made from; it is
            written to `run.json`.

    Raises:
        DataError: The data cannot be used; nothing has been written then.
        ConfigError: A value does not fit the data or this machine, or carries credentials.
        RunError: The run directory cannot be used or written, or the fit diverged.
        ResumableError: A loader worker died.
        RuntimeError: Code of a plugin, a task or a data format tried to end the process.
    """
    device = resolve_device(config.training.device)
    _require_processes(config, device)
    require_precision(config.training.precision, device)
    require_compiler(config.training.compile, device)
    require_shardable(config)
    require_shardable_optimizer(config)
    require_trackers(config)
    named = build_callbacks(config.training)
    if directory is None or not (directory / RECORD).is_file():
        require_no_credentials(config)
    # Code of plugins may change the working directory, and the run stays where it is.
    output_dir = config.output_dir.absolute()
    directory = None if directory is None else directory.absolute()
    with (
        refusing_exits(),
        listening() as interruption,
        deterministic(config.training.deterministic),
        matmul_precision(config.training.matmul_precision, device),
        own_threads(config.training.threads) as most,
    ):
        setup = prepare(config, dataset)
        _set_threads(setup, most)
        with ExitStack() as stack:
            run = open_or_create_run(setup, output_dir, directory, provenance, stack)
            if run.is_resumed and config.training.threads is None:
                torch.set_num_threads(recorded_threads(run.record, most))
            if collectives.is_main():
                stack.enter_context(run.recording())
            stack.enter_context(refusing_exits())
            with worker_deaths(run.directory, setup.stream):
                return _Session(setup, run, observers, named, interruption).execute()


def _require_processes(config: RunConfig, device: torch.device) -> None:
    if config.distributed.enabled and not collectives.is_group():
        raise ConfigError(
            "distributed.enabled: this process has not joined others. Start the run through a "
            "launcher (`training train`, `training.execution.launch_run`), or set it to false."
        )
    backend = collectives.backend()
    if backend is not None and not collectives.talks(backend, device):
        raise ConfigError(
            f"distributed.backend: with `{backend}` processes cannot share what is on the device "
            f"`{device}`. Use {'gloo' if device.type == 'cpu' else 'training.device=cpu'}."
        )


def _set_threads(setup: TrainingSetup, most: int) -> None:
    asked = setup.config.training.threads
    model, device = setup.task_model.model, setup.device
    torch.set_num_threads(choose_threads(asked, model, device, most))


class _Session:
    """One process's part in a run.

    Args:
        setup: Model and data.
        run: The run, new or unfinished.
        observers: The caller's observers.
        callbacks: May change training.
        interruption: Signals that came.
    """

    def __init__(
        self,
        setup: TrainingSetup,
        run: Run,
        observers: Sequence[Observer],
        callbacks: Sequence[NamedCallback],
        interruption: Interruption,
    ) -> None:
        self._setup = setup
        self._config = setup.config
        self._run = run
        self._observer = _everyone(setup, run, observers)
        self._named_callbacks = callbacks
        self._interruption = interruption
        self._schema = _written(setup.task_model)

    def execute(self) -> TrainingResult:
        """Fit, evaluate and export, and tell how it ended."""
        try:
            result = self._fit_and_evaluate()
        except BaseException as error:
            status = "failed" if isinstance(error, Exception) else "interrupted"
            _tell_end(self._observer, status)
            self._note_history()
            raise
        self._observer.on_fit_end("completed", result.validation)
        self._note_history()
        return result

    def _fit_and_evaluate(self) -> TrainingResult:
        best, step = self._fit()
        self._require_schema("`on_step_end`, `on_evaluation` or another hook of the fit")
        run = self._run
        task_model = self._setup.task_model
        weights = host_weights(task_model.model)
        if collectives.is_main():
            if run.is_resumed:
                shutil.rmtree(run.checkpoint, ignore_errors=True)
            seal = export_model(task_model, self._config, run.checkpoint, weights)
            run.note(model={"manifest": seal})
        test = self._test(best, step)
        if collectives.is_main():
            run.update(
                best_epoch=best.epoch,
                metrics={"validation": best.metrics, "test": test},
                score=self._score(best),
            )
        return TrainingResult(run, best.epoch, best.metrics, test)

    def _fit(self) -> tuple[Best, int]:
        setup, training = self._setup, self._config.training
        stream = setup.stream
        store = CheckpointStore(
            self._run.directory / CHECKPOINTS, self._run.id, training.checkpoint.keep_last
        )
        restored = self._restored(store)
        plan = self._plan(restored)
        self._tell_start(plan)
        named = self._named_callbacks
        loop = build_loop(
            setup.task_model,
            training,
            plan.total_steps,
            setup.device,
            stream.collate,
            sharded=self._config.distributed.strategy == "fsdp" and collectives.world_size() > 1,
            rate_factor=learning_rate_factor(named),
        )
        callbacks = CallbackList(named, loop, plan, self._config.seed)
        loop.callbacks = callbacks if callbacks else None
        with callbacks.told_of_failure():
            return self._run_fit(restored, loop, callbacks, store)

    def _run_fit(
        self, restored: Restored | None, loop: Loop, callbacks: CallbackList, store: CheckpointStore
    ) -> tuple[Best, int]:
        setup, training, stream = self._setup, self._config.training, self._setup.stream
        ending = Ending()
        callbacks.on_fit_start()
        best = self._resumed(restored, loop, callbacks, ending)
        saving = Saving(store if collectives.is_main() else None, training.checkpoint)
        fit = Fit(
            loop=loop,
            config=training,
            batches=stream.batches,
            epoch_batches=stream.epoch_length,
            total_steps=callbacks.plan.total_steps,
            evaluate=setup.evaluation_of("validation"),
            metric=selection_metric(self._config, setup.task),
            observer=self._observer,
            callbacks=callbacks,
            saving=saving,
            interruption=self._interruption,
            best=best,
            ending=ending,
        )
        try:
            return fit.run(), loop.state.step
        finally:
            self._note_cost(saving)
            if ending.stopped_by is not None and collectives.is_main():
                name, reason = ending.stopped_by
                self._run.note(stopped_by={"callback": name, "reason": reason})

    def _note_history(self) -> None:
        """Add length and checksum of the history to the record, beside what is wrong with it."""
        if not collectives.is_main():
            return
        problems = (self._run.record.get("history") or {}).get("problems")
        found = {**(history_mark(self._run.directory) or {}), "problems": problems}
        self._run.note(history={key: value for key, value in found.items() if value is not None})

    def _check_history(self, restored: Restored) -> None:
        """Say, and keep in the record, that lines are lost that the checkpoint knows of."""
        known = saved_fit(restored).observers.get(HISTORY)
        problem = history_problem(self._run.directory, known) if collectives.is_main() else None
        if problem is None:
            return
        logger.warning(
            "%s: the history of the run was damaged: %s. Weights and numbers are not affected; "
            "what is left is kept, and the run continues without the lines that are lost. Restore "
            "the file from a backup to keep them",
            self._run.directory,
            problem,
        )
        earlier = (self._run.record.get("history") or {}).get("problems") or []
        found = f"before step {restored.step + 1}: {problem}"
        self._run.update(history={"problems": [*earlier, found]})

    def _note_cost(self, saving: Saving) -> None:
        """Add what checkpoints cost to the record, beside what they cost before a resume."""
        before = self._run.record.get("checkpoints") or {}
        self._run.note(
            checkpoints={
                "written": before.get("written", 0) + saving.count,
                "stalled_seconds": round(
                    before.get("stalled_seconds", 0.0) + saving.stalled_seconds, 3
                ),
            }
        )

    def _restored(self, store: CheckpointStore) -> Restored | None:
        """Return the newest good checkpoint of an unfinished run; None to begin anew."""
        if not self._run.is_resumed:
            return None
        restored = store.newest_good()
        if restored is None:
            logger.warning("no checkpoint was finished: the run starts over from its beginning")
            return None
        for problem in restored.problems:
            logger.warning("%s", problem)
        logger.info("resuming after step %d", restored.step)
        self._check_history(restored)
        return restored

    def _tell_start(self, plan: FitPlan) -> None:
        """Tell that it starts, before the optimizer is made: plugins may choose what is trained."""
        setup = self._setup
        start = partial(self._observer.on_fit_start, plan)
        changed_in_all_ranks(setup.task_model, start, setup.device)
        self._require_schema("`on_fit_start`")

    def _require_schema(self, hook: str) -> None:
        """Refuse to export other labels than those that were trained and evaluated."""
        if _written(self._setup.task_model) != self._schema:
            raise RunError(
                f"a plugin or observer changed `task_model.schema` in {hook}: the exported model "
                "would have other labels or columns than the one that is trained and evaluated. "
                "Choose them in the task's `fit_schema`; hooks may read the schema only."
            )

    def _resumed(
        self, restored: Restored | None, loop: Loop, callbacks: CallbackList, ending: Ending
    ) -> Best:
        """Go back to a checkpoint, if there is one."""
        if restored is not None:
            return resume(restored, loop, self._observer, callbacks, ending)
        self._observer.restore({})
        return Best()

    def _plan(self, restored: Restored | None) -> FitPlan:
        setup, training = self._setup, self._config.training
        model = setup.task_model.model
        return FitPlan(
            task_model=setup.task_model,
            directory=self._run.directory,
            device=str(setup.device),
            epochs=training.epochs,
            steps_per_epoch=-(-setup.stream.epoch_length // training.gradient_accumulation_steps),
            parameters=sum(one.numel() for one in model.parameters() if one.requires_grad),
            sizes=setup.data.sizes,
            max_steps=training.max_steps,
            steps_made=0 if restored is None else restored.step,
            threads=torch.get_num_threads() if setup.device.type == "cpu" else None,
        )

    def _score(self, best: Best) -> dict[str, Any]:
        """Return the metric that selected the best epoch, with its value there."""
        metric = selection_metric(self._config, self._setup.task)
        return {"metric": metric.name, "mode": metric.mode, "value": best.value}

    def _test(self, best: Best, step: int) -> Metrics:
        evaluate = self._setup.evaluation_of("test")
        if evaluate is None:
            return {}
        metrics = evaluate()
        self._observer.on_evaluation(Evaluation("test", best.epoch, step, metrics, is_best=False))
        return metrics


def _everyone(setup: TrainingSetup, run: Run, observers: Sequence[Observer]) -> Observer:
    """Return what is called: in the main process trackers, plugins and the caller's observers."""
    if not collectives.is_main():
        return Observer()
    config = setup.config
    everyone: list[Observer] = [*build_trackers(config, run.directory)]
    if config.logging.profile_steps is not None:
        everyone.append(StepProfiler(config.logging.profile_steps))
    return ObserverList([*everyone, PluginObserver(get_plugin_manager()), *observers])


def _written(task_model: TaskModel) -> str:
    """Return the schema as text, in its order."""
    return json.dumps(dict(task_model.schema), default=repr)


def _tell_end(observer: Observer, status: str) -> None:
    """Tell that a fit went wrong; what observers raise now must not hide the reason."""
    try:
        observer.on_fit_end(status, {})
    except Exception:
        logger.warning("an observer failed at the end of the %s run", status, exc_info=True)
