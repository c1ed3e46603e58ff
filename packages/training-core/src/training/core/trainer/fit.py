"""Fit a task model: epochs, evaluations, checkpoints, early stopping."""

from __future__ import annotations

import json
import logging
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from training.config import TrainingConfig
from training.core.distributed.collectives import gathered_bytes, is_main, world_size
from training.core.distributed.fsdp import is_sharded
from training.core.distributed.replicas import Agreeing, Untouched, changed_in_all_ranks, named
from training.core.processes.signals import Interruption, raise_for
from training.core.tasks.task import Metric
from training.core.tasks.task_model import Batch, Metrics
from training.core.trainer.best_weights import Best
from training.core.trainer.callbacks.dispatch.callback_list import CallbackList
from training.core.trainer.checkpointing import Ending, Saving
from training.core.trainer.divergence import DivergenceWatch
from training.core.trainer.loop import Loop, LoopState
from training.core.trainer.observers.observer import Evaluation, Observer, Step
from training.core.trainer.optimizers.modes import (
    evaluation_weights,
    exchanged_weights,
    keep_evaluation_weights,
    put_weights,
)
from training.errors import RunError

logger = logging.getLogger("training")

Batches = Callable[[int, int], Iterable[Batch | None]]
"""Returns the batches of an epoch (from 1), beginning at a position (from 0)."""


@dataclass
class Fit:
    """A fit, from its beginning or from a checkpoint.

    Attributes:
        loop: Makes the steps.
        config: The `training` section.
        batches: Batches of each epoch.
        epoch_batches: Batches in an epoch.
        total_steps: Most steps there will be.
        evaluate: Returns the metrics of the validation split; None when there is none.
        metric: Metric that selects the best evaluation.
        observer: Called on steps and evaluations.
        callbacks: May change training; those of `loop`.
        saving: Writes checkpoints.
        interruption: Signals that came.
        best: The best evaluation so far.
        ending: Epochs that have ended, and what a callback ended the fit with.
    """

    loop: Loop
    config: TrainingConfig
    batches: Batches
    epoch_batches: int
    total_steps: int
    evaluate: Callable[[], Metrics] | None
    metric: Metric
    observer: Observer
    callbacks: CallbackList
    saving: Saving
    interruption: Interruption
    best: Best = field(default_factory=Best)
    ending: Ending = field(default_factory=Ending)

    def __post_init__(self) -> None:
        self._ranks = world_size()
        model = self.loop.task_model.model
        self._is_sharded = self._ranks > 1 and is_sharded(model)
        self._untouched = Untouched(model) if self._ranks > 1 and is_main() else None
        task_model, device = self.loop.task_model, self.loop.device
        self._agreeing = Agreeing(task_model, device) if self._ranks > 1 else None
        self._compared_step = 0
        self._has_drifted = False
        if self.ending.stopped_by is not None:
            self.loop.stop_flags.is_end_due = True

    def run(self) -> Best:
        """Train to the end; the model is left with the best weights.

        Raises:
            ConfigError: The evaluation does not report the metric.
            RunError: The loss is no number, or a checkpoint cannot be written.
            KeyboardInterrupt: SIGINT came; a checkpoint was written first.
            SystemExit: Another signal came; a checkpoint was written first.
        """
        with self.interruption.deferring(), self.saving:
            self._make_steps()
        self.callbacks.on_fit_end("completed")
        self._keep_evaluation_weights()
        self.best.restore(self.loop.task_model.model)
        return self.best

    def _keep_evaluation_weights(self) -> None:
        """Put the weights for evaluation into the model for good."""
        keep_evaluation_weights(self.loop.optimizer)
        put_weights(self.loop.task_model.model, self.callbacks.evaluation_weights())

    def _make_steps(self) -> None:
        suspects = self.callbacks.names
        watch = DivergenceWatch(self.loop.device, self.loop.scaler, suspects)
        if self.callbacks and self._ranks > 1:
            self._make_equal(at_start=True)
        self._catch_up()
        while not self._is_over():
            self._begin_epoch()
            for step in self.loop.steps(self.batches(self._state.epoch, self._state.position)):
                self._after_step(step, watch)
                if self._is_over():
                    break
            else:
                self._require_whole_epoch()

    @property
    def _state(self) -> LoopState:
        return self.loop.state

    def _is_over(self) -> bool:
        if self.loop.state.step >= self.total_steps or self.loop.stop_flags.is_end_due:
            return True
        stopping = self.config.early_stopping
        return stopping.enabled and self.best.waited >= stopping.patience

    def _begin_epoch(self) -> None:
        if self._state.epoch == 0 or self._state.position >= self.epoch_batches:
            self._state.epoch += 1
            self._state.position = 0
            self.callbacks.on_epoch_start()

    def _require_whole_epoch(self) -> None:
        if self._state.position < self.epoch_batches:
            raise RuntimeError(
                f"epoch {self._state.epoch} ended after {self._state.position} batches, and "
                f"{self.epoch_batches} were announced"
            )

    def _after_step(self, step: Step, watch: DivergenceWatch) -> None:
        self._tell_step(self._with_callbacks(step))
        watch.add(step)
        stop_flags = self.loop.stop_flags
        if self.interruption.requested is not None:
            stop_flags.request_stop()
        if stop_flags.is_stop_due:
            self._stop(watch)
        evaluated = self._is_evaluation_due()
        if evaluated:
            watch.check()
            self._evaluate()
        self._end_epoch()
        if self.saving.is_late():
            stop_flags.request_save()
        if stop_flags.is_save_due or self.saving.is_due(step.number, evaluated):
            watch.check()
            self._save()
        if self._is_over() or self._is_epoch_over():
            self.callbacks.require_parameters()
            self._make_equal()

    def _with_callbacks(self, step: Step) -> Step:
        """Call the callbacks after a step, and return it with what they have logged."""
        if not self.callbacks:
            return step
        self.callbacks.on_step_end(step)
        logged = self.callbacks.control.take_logged()
        return replace(step, logged=logged) if logged else step

    def _is_epoch_over(self) -> bool:
        return self._state.position >= self.epoch_batches

    def _end_epoch(self) -> bool:
        """Tell the callbacks once that an epoch is over, also when the fit ends within it.

        Returns:
            Whether they were called now.
        """
        self._note_end()
        is_over = self._is_epoch_over() or self._is_over()
        if not self.callbacks or not is_over or self.ending.epoch >= self._state.epoch:
            return False
        self.ending.epoch = self._state.epoch
        self.callbacks.on_epoch_end()
        self.loop.stop_flags.agree()
        self._note_end()
        return True

    def _note_end(self) -> None:
        """Keep which callback ended the fit, and why; the reason is that of any rank."""
        if self.loop.stop_flags.is_end_due and self.ending.stopped_by is None:
            own = json.dumps(self.callbacks.control.stop).encode()
            everyone = [json.loads(one) for one in gathered_bytes(own, self.loop.device)]
            name, reason = next(one for one in everyone if one is not None)
            self.ending.stopped_by = (name, reason)
            logger.info(
                "the callback `%s` ended the fit after step %d: %s", name, self._state.step, reason
            )

    def _is_evaluation_due(self) -> bool:
        state, every = self.loop.state, self.config.evaluate_every_steps
        if self.evaluate is None or state.step == self.best.evaluated_step:
            return False
        if state.step >= self.total_steps or self.loop.stop_flags.is_end_due:
            return True
        if self.loop.stop_flags.is_evaluation_due:
            return True
        return state.position >= self.epoch_batches if every is None else state.step % every == 0

    def _catch_up(self) -> None:
        """Make the evaluation before which an earlier part of the run was stopped."""
        if not self._state.step:
            return
        is_due = self._is_evaluation_due()
        if is_due:
            self._evaluate()
        if self._end_epoch() or is_due:
            self._save()

    def _tell_step(self, step: Step) -> None:
        if self._untouched is None:
            self.observer.on_step_end(step)
            return
        with self._untouched.by("on_step_end"):
            self.observer.on_step_end(step)

    def _evaluate(self) -> None:
        task_model, device = self.loop.task_model, self.loop.device
        evaluation = self._evaluation()
        changed_in_all_ranks(task_model, partial(self._tell_evaluation, evaluation), device)
        task_model.model.train()
        self.loop.stop_flags.evaluated()
        if self.callbacks:
            self.callbacks.on_evaluation(evaluation)
            self.loop.stop_flags.agree()

    def _tell_evaluation(self, evaluation: Evaluation) -> None:
        """Tell of an evaluation; the divided weights of one rank cannot be given to the others."""
        if self._untouched is None or not self._is_sharded:
            self.observer.on_evaluation(evaluation)
            return
        with self._untouched.by("on_evaluation"):
            self.observer.on_evaluation(evaluation)

    def _evaluation(self) -> Evaluation:
        assert self.evaluate is not None, "due only when there is a validation split"
        self.callbacks.require_parameters()
        self._make_equal()
        state, stopping = self._state, self.config.early_stopping
        model = self.loop.task_model.model
        metrics = self._interruptible(self.evaluate)
        with self._evaluation_weights():
            is_best = self.best.consider(
                metrics, self.metric, stopping, state.epoch, state.step, model
            )
        self.loop.schedule.on_evaluation(is_best)
        return Evaluation("validation", state.epoch, state.step, metrics, is_best)

    @contextmanager
    def _evaluation_weights(self) -> Iterator[None]:
        """Put the weights for evaluation into the model within the block, if there are others."""
        model, weights = self.loop.task_model.model, self.callbacks.evaluation_weights()
        with evaluation_weights(self.loop.optimizer), exchanged_weights(model, weights):
            yield

    def _make_equal(self, at_start: bool = False) -> None:
        """Let every rank evaluate and save what the main one exports; once after each step."""
        is_compared = self._compared_step == self._state.step and not at_start
        if self._agreeing is None or is_compared:
            return
        self._compared_step = self._state.step
        names = self._equal_names(self._agreeing)
        if names and not self._has_drifted:
            self._has_drifted = True
            logger.warning(
                "the ranks had different values of %s; all continue with those of rank 0. Ranks on "
                "unlike hardware round differently; else something has changed the model in one "
                "rank only.",
                named(names),
            )

    def _equal_names(self, agreeing: Agreeing) -> list[str]:
        """Return the names of what differed by rounding.

        Raises:
            RunError: A callback, or something else, has changed the model in some ranks only.
        """
        if not self.callbacks:
            return agreeing.require()
        found: list[str] = []
        reason = ""
        try:
            found = agreeing.require()
        except RunError as error:
            reason = str(error)
        if (found or reason) and (names := self.callbacks.culprits()):
            raise RunError(
                f"the ranks differ in {named(found) if found else 'the model'} after step "
                f"{self._state.step}: not every rank did the same in the callback "
                f"{' or '.join(f'`{one}`' for one in names)}. Take chance from `fit.generator()`, "
                "and nothing from the rank, its clock or its samples."
            )
        if reason:
            raise RunError(reason)
        return found

    def _interruptible(self, evaluate: Callable[[], Metrics]) -> Metrics:
        """Evaluate; a signal ends it at once, after a checkpoint from which it is made again."""
        if self._ranks > 1:
            with self._evaluation_weights():
                return evaluate()
        try:
            with self._evaluation_weights(), self.interruption.immediate():
                return evaluate()
        except (KeyboardInterrupt, SystemExit):
            self._save()
            self.saving.finish()
            raise

    def _save(self) -> None:
        self.callbacks.require_parameters()
        self._make_equal()
        self.callbacks.on_checkpoint()
        self.saving.save(self.loop, self.best, self.observer, self.callbacks, self.ending)

    def _stop(self, watch: DivergenceWatch) -> None:
        watch.check()
        self._save()
        self.saving.finish()
        if self.callbacks.control.interrupt is not None:
            logger.warning(
                "the callback `%s` interrupted the run: %s", *self.callbacks.control.interrupt
            )
        raise_for(self.interruption.requested or signal.SIGTERM)
