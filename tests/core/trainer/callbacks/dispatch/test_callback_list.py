"""Callbacks change training by rules, and what breaks a rule is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from tests.core.trainer.callbacks.fits import BrokenOffError, TinyFit, broken_off, same
from tests.core.trainer.test_loop import WaitingOperations
from training.config import Section
from training.core.trainer.callbacks import Callback
from training.core.trainer.callbacks.ema import Ema, EmaOptions
from training.errors import DivergenceError, PluginError


class Told(Callback):
    """Notes what it is called with."""

    def __init__(self) -> None:
        super().__init__(Section())
        self.events: list[str] = []

    def on_fit_start(self, fit: Any) -> None:
        self.events.append(f"fit start {fit.step}")

    def on_epoch_start(self, fit: Any) -> None:
        self.events.append(f"epoch start {fit.epoch}")

    def on_batch(self, fit: Any, batch: Any) -> None:
        self.events.append(f"batch {batch.samples}")

    def before_backward(self, fit: Any, loss: Any) -> None:
        self.events.append("backward")

    def before_optimizer_step(self, fit: Any) -> None:
        self.events.append("optimizer")

    def on_step_end(self, fit: Any, step: Any) -> None:
        self.events.append(f"step {step.number}")

    def on_evaluation(self, fit: Any, evaluation: Any) -> None:
        self.events.append(f"evaluation {evaluation.step}")

    def on_checkpoint(self, fit: Any) -> None:
        self.events.append(f"checkpoint {fit.step}")

    def on_epoch_end(self, fit: Any) -> None:
        self.events.append(f"epoch end {fit.epoch}")

    def on_fit_end(self, fit: Any, status: str) -> None:
        self.events.append(f"fit end {status}")


def of_epoch(told: Told, epoch: int) -> list[str]:
    start = told.events.index(f"epoch start {epoch}")
    return told.events[start : told.events.index(f"epoch end {epoch}") + 2]


def test_the_events_of_an_epoch_come_in_their_order_and_the_checkpoint_after_all(
    tmp_path: Path,
) -> None:
    told = Told()
    TinyFit(tmp_path, [("told", told)]).run()
    of_a_step = ["batch 6", "backward", "optimizer"]
    steps = [
        event
        for number in (5, 6, 7)
        for event in (*of_a_step, f"step {number}", f"checkpoint {number}")
    ]
    assert told.events[0] == "fit start 0"
    assert of_epoch(told, 2) == [
        "epoch start 2",
        *steps,
        *of_a_step,
        "step 8",
        "evaluation 8",
        "epoch end 2",
        "checkpoint 8",
    ]
    assert told.events[-1] == "fit end completed"


def test_the_end_of_an_epoch_is_told_once_when_the_fit_ends_within_it(tmp_path: Path) -> None:
    class StopAt(Told):
        def on_step_end(self, fit: Any, step: Any) -> None:
            super().on_step_end(fit, step)
            if step.number == 6:
                fit.stop("enough")

    told = StopAt()
    fit = TinyFit(tmp_path, [("stop-at", told)]).run()
    assert told.events[-5:] == [
        "step 6",
        "evaluation 6",
        "epoch end 2",
        "checkpoint 6",
        "fit end completed",
    ]
    assert fit.ending.stopped_by == ("stop-at", "enough")


def test_a_fit_that_a_callback_ended_does_not_go_on_when_it_is_continued(tmp_path: Path) -> None:
    class StopAt(Callback):
        def on_step_end(self, fit: Any, step: Any) -> None:
            if step.number == 6:
                fit.stop("enough")

    whole = TinyFit(tmp_path, [("stop-at", StopAt(Section()))]).run()
    again = TinyFit(tmp_path, [("stop-at", StopAt(Section()))]).run()
    assert again.loop.state.step == 6
    assert again.observer.steps == []
    assert same(whole, again)


def test_what_is_asked_for_is_done_after_the_step(tmp_path: Path) -> None:
    class Ask(Callback):
        def on_step_end(self, fit: Any, step: Any) -> None:
            if step.number == 2:
                fit.evaluate()

    fit = TinyFit(tmp_path, [("ask", Ask(Section()))]).run()
    assert len(fit.observer.evaluations) == 4


def size_of(fit: TinyFit) -> float:
    return sum(float(one.detach().norm()) for one in fit.task_model.model.parameters())


def test_a_changed_batch_and_a_changed_loss_are_trained_on(tmp_path: Path) -> None:
    class Zero(Callback):
        def on_batch(self, fit: Any, batch: Any) -> Any:
            tensors = {**batch.tensors, "features": torch.zeros_like(batch.tensors["features"])}
            return replace(batch, tensors=tensors)

    class Penalty(Callback):
        def before_backward(self, fit: Any, loss: Any) -> Any:
            return loss + sum(one.square().sum() for one in fit.model.parameters())

    plain = TinyFit(tmp_path / "a", []).run()
    zero = TinyFit(tmp_path / "b", [("zero", Zero(Section()))]).run()
    shrunk = TinyFit(tmp_path / "c", [("penalty", Penalty(Section()))]).run()
    assert zero.observer.steps[0].loss != plain.observer.steps[0].loss
    norms = [size_of(fit) for fit in (plain, shrunk)]
    assert norms[1] < norms[0]
    assert shrunk.observer.steps[0].loss > plain.observer.steps[0].loss


def test_a_changed_gradient_is_clipped_and_used(tmp_path: Path) -> None:
    class Flip(Callback):
        def before_optimizer_step(self, fit: Any) -> None:
            for one in fit.model.parameters():
                one.grad.mul_(-1e6)

    fit = TinyFit(tmp_path, [("flip", Flip(Section()))]).run()
    losses = [float(step.loss) for step in fit.observer.steps]
    assert losses[-1] > losses[0]
    assert float(fit.observer.steps[0].grad_norm) > 1e5


class ReturnsNothingUseful(Callback):
    def on_batch(self, fit: Any, batch: Any) -> Any:
        return batch.tensors


class DropsSamples(Callback):
    def on_batch(self, fit: Any, batch: Any) -> Any:
        return replace(batch, samples=batch.samples - 1)


class Detaches(Callback):
    def before_backward(self, fit: Any, loss: Any) -> Any:
        return loss.detach()


class PerSample(Callback):
    def before_backward(self, fit: Any, loss: Any) -> Any:
        return loss.repeat(3)


class Deletes(Callback):
    def on_epoch_start(self, fit: Any) -> None:
        del fit.model.hidden.bias


class Replaces(Callback):
    def on_fit_start(self, fit: Any) -> None:
        fit.model.head = nn.Linear(8, 3)


class Unknown(Callback):
    def evaluation_weights(self, fit: Any) -> Any:
        return {"hidden.wieght": torch.zeros(3)}


class KeepsAnObject(Callback):
    def state(self) -> Any:
        return {"inner": {"generator": torch.Generator()}}


class LogsText(Callback):
    def on_step_end(self, fit: Any, step: Any) -> None:
        fit.log("acc", "high")


class LogsTheLoss(Callback):
    def on_step_end(self, fit: Any, step: Any) -> None:
        fit.log("loss", 1.0)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (ReturnsNothingUseful, "`on_batch` must return a Batch or None, not dict"),
        (DropsSamples, "of the same samples: `samples` was 6 and is 5"),
        (Detaches, "not a tensor of shape \\[\\] without a gradient"),
        (PerSample, "not a tensor of shape \\[3\\]"),
        (Deletes, "end of `on_epoch_start`: `hidden.bias`"),
        (Replaces, "end of `on_fit_start`: `head.bias`, `head.weight`"),
        (Unknown, "`hidden.wieght` of shape \\[3\\] for the model, and it is not in it"),
        (KeepsAnObject, "`inner.generator` in what `state` returns is a Generator"),
        (LogsText, "must be a number or a tensor of one, not 'high'"),
        (LogsTheLoss, "logged already"),
    ],
)
def test_a_broken_rule_names_callback_and_rule(
    kind: type[Callback], words: str, tmp_path: Path
) -> None:
    with pytest.raises(PluginError, match=f"(?s)`wrong`.*{words}"):
        TinyFit(tmp_path, [("wrong", kind(Section()))]).run()


def test_two_that_give_weights_for_evaluation_are_refused(tmp_path: Path) -> None:
    class Gives(Callback):
        def evaluation_weights(self, fit: Any) -> Any:
            return {"head.bias": torch.zeros(3)}

    with pytest.raises(PluginError, match="`one` and `two` both give weights"):
        TinyFit(tmp_path, [("one", Gives(Section())), ("two", Gives(Section()))]).run()


def test_an_exception_says_in_which_callback_of_which_plugin_it_was_raised(tmp_path: Path) -> None:
    class Fails(Told):
        def before_backward(self, fit: Any, loss: Any) -> None:
            if fit.step == 5:
                raise KeyError("gone")

    told = Fails()
    with pytest.raises(KeyError) as caught:
        TinyFit(tmp_path, [("fails", told)]).run()
    note = "raised in `before_backward` of the callback `fails` of a test, after step 5"
    assert caught.value.__notes__ == [note]
    assert told.events[-1] == "fit end failed"


def test_an_error_of_the_model_names_those_that_changed_its_batch(tmp_path: Path) -> None:
    class Cuts(Callback):
        def on_batch(self, fit: Any, batch: Any) -> Any:
            features = batch.tensors["features"][:, :2]
            return replace(batch, tensors={**batch.tensors, "features": features})

    with pytest.raises(RuntimeError) as caught:
        TinyFit(tmp_path, [("cuts", Cuts(Section()))]).run()
    note = "callbacks that may have changed the batch or the model: cuts"
    assert note in caught.value.__notes__


def test_a_loss_that_is_no_number_names_those_that_may_have_changed_it(tmp_path: Path) -> None:
    class Nan(Callback):
        def before_backward(self, fit: Any, loss: Any) -> Any:
            return loss * float("nan")

    with pytest.raises(DivergenceError, match="may have changed it too: `nan`"):
        TinyFit(tmp_path, [("nan", Nan(Section()))]).run()


def test_logged_numbers_come_with_the_step(tmp_path: Path) -> None:
    class Logs(Callback):
        def before_backward(self, fit: Any, loss: Any) -> None:
            fit.log("margin", loss * 2)

        def on_step_end(self, fit: Any, step: Any) -> None:
            fit.log("count", step.number)

    fit = TinyFit(tmp_path, [("logs", Logs(Section()))]).run()
    step = fit.observer.steps[3]
    assert step.logged["count"] == 4.0
    assert torch.equal(torch.as_tensor(step.logged["margin"]), 2 * step.loss)


class Counts(Callback):
    """Changes the model by what it keeps: it resumes exactly only with its state."""

    def __init__(self, options: Section) -> None:
        super().__init__(options)
        self.sum = torch.zeros(3)
        self.evaluations = self.epochs = 0

    def on_step_end(self, fit: Any, step: Any) -> None:
        self.sum += torch.rand(3, generator=fit.generator())
        with torch.no_grad():
            fit.model.head.bias += 0.01 * self.sum + self.evaluations - self.epochs

    def on_evaluation(self, fit: Any, evaluation: Any) -> None:
        self.evaluations += 1

    def on_epoch_end(self, fit: Any) -> None:
        self.epochs += 1

    def state(self) -> dict[str, Any]:
        return {"sum": self.sum, "counts": [self.evaluations, self.epochs]}

    def restore(self, state: Any) -> None:
        self.sum = state["sum"]
        self.evaluations, self.epochs = state["counts"]


class Forgets(Counts):
    def state(self) -> dict[str, Any]:
        return {}


def test_a_fit_continues_bit_for_bit_with_the_state_of_its_callbacks(tmp_path: Path) -> None:
    whole = TinyFit(tmp_path / "whole", [("counts", Counts(Section()))]).run()
    for step in range(2, 13):
        again = broken_off(tmp_path / str(step), lambda: [("counts", Counts(Section()))], step)
        assert same(whole, again), step
    forgetful = broken_off(tmp_path / "forgets", lambda: [("counts", Forgets(Section()))], 7)
    assert not same(whole, forgetful)


def test_no_step_with_callbacks_waits_for_the_device(tmp_path: Path) -> None:
    class Logs(Callback):
        def before_backward(self, fit: Any, loss: Any) -> Any:
            fit.log("margin", loss.detach() * 2)
            return loss * 1.5

    named = [("logs", Logs(Section())), ("ema", Ema(EmaOptions(decay=0.5)))]
    fit = TinyFit(tmp_path, named)
    fit.callbacks.on_fit_start()
    data = list(fit._batches(1, 0))
    with WaitingOperations() as operations:
        for step in fit.loop.steps(data):
            fit.callbacks.on_step_end(step)
    assert operations.found == []


class DeletesInAStep(Callback):
    def on_step_end(self, fit: Any, step: Any) -> None:
        if step.number == 3:
            fit.model.head.weight = nn.Parameter(fit.model.head.weight.detach().clone())


def test_a_parameter_that_is_replaced_in_a_step_is_found_before_anything_is_saved(
    tmp_path: Path,
) -> None:
    with pytest.raises(PluginError, match=r"`deletes` added, .* by step 3: `head\.weight`"):
        TinyFit(tmp_path, [("deletes", DeletesInAStep(Section()))]).run()


class NoisyLayer(Callback):
    """Draws in a hook of a layer, also in evaluations; its other event must not matter."""

    def on_fit_start(self, fit: Any) -> None:
        def noisy(module: Any, inputs: Any, output: torch.Tensor) -> torch.Tensor:
            return output + 0.1 * torch.rand(output.shape, generator=fit.generator())

        self.handle = fit.model.hidden.register_forward_hook(noisy)

    def on_step_end(self, fit: Any, step: Any) -> None:
        """Do nothing."""

    def on_fit_end(self, fit: Any, status: str) -> None:
        self.handle.remove()


@pytest.mark.parametrize("step", [2, 5, 6, 9])
def test_chance_in_a_hook_of_a_layer_is_the_same_after_a_resume(step: int, tmp_path: Path) -> None:
    def make() -> list[tuple[str, Callback]]:
        return [("noisy", NoisyLayer(Section()))]

    whole = TinyFit(tmp_path / "whole", make()).run()
    assert same(whole, broken_off(tmp_path / "again", make, step))


@pytest.mark.parametrize("weights", [[1.0], {"head.bias": 3.0}])
def test_weights_for_evaluation_that_are_no_tensors_name_the_callback(
    weights: Any, tmp_path: Path
) -> None:
    class Gives(Callback):
        def evaluation_weights(self, fit: Any) -> Any:
            return weights

    with pytest.raises(PluginError, match="`gives`: `evaluation_weights` must return tensors"):
        TinyFit(tmp_path, [("gives", Gives(Section()))]).run()


class LogEvaluations(Callback):
    def on_evaluation(self, fit: Any, evaluation: Any) -> None:
        fit.log("evaluations", evaluation.step)


def test_what_was_logged_after_a_step_is_not_lost_when_a_fit_continues(tmp_path: Path) -> None:
    def logged(fit: TinyFit) -> dict[int, dict[str, Any]]:
        return {step.number: dict(step.logged) for step in fit.observer.steps}

    whole = TinyFit(tmp_path / "whole", [("log", LogEvaluations(Section()))]).run()
    with pytest.raises(BrokenOffError):
        TinyFit(tmp_path / "broken", [("log", LogEvaluations(Section()))], fail_at=5).run()
    again = TinyFit(tmp_path / "broken", [("log", LogEvaluations(Section()))]).run()
    assert logged(whole)[5] == logged(again)[5] == {"evaluations": 4.0}
