from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from training.core.trainer import divergence
from training.core.trainer.divergence import WINDOW, DivergenceWatch
from training.core.trainer.observers.observer import Step


def step(number: int, loss: float) -> Step:
    indices = tuple(range(number * 10, number * 10 + 10))
    return Step(number, 2, torch.tensor(loss), 3e-4, 10, 10, indices=indices)


@pytest.mark.parametrize("loss", [float("nan"), float("inf")])
def test_a_loss_that_is_no_number_ends_the_fit_and_names_the_batch(loss: float) -> None:
    watch = DivergenceWatch(torch.device("cpu"))
    watch.add(step(1, 0.5))
    watch.add(step(2, loss))
    with pytest.raises(ValueError, match=r"step 2 \(epoch 2\) is (nan|inf)") as told:
        watch.check()
    assert "samples 20, 21, 22, 23, 24, 25, 26, 27 and 2 more" in str(told.value)
    assert "0.0003" in str(told.value)


@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_the_losses_are_looked_at_later_but_none_is_missed(device: str) -> None:
    watch = DivergenceWatch(torch.device(device))

    def go_on() -> None:
        for number in range(1, 20 + 2 * WINDOW):
            watch.add(step(number, float("nan") if number == 20 else 1.0))

    with pytest.raises(ValueError, match="step 20 "):
        go_on()


def test_slow_steps_are_looked_at_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(divergence, "DELIVERY_SECONDS", -1.0)
    watch = DivergenceWatch(torch.device("cpu"))
    with pytest.raises(ValueError, match="step 1 "):
        watch.add(step(1, float("nan")))


def test_on_a_gpu_slow_steps_wait_for_nothing_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(divergence, "DELIVERY_SECONDS", -1.0)
    watch = DivergenceWatch(torch.device("cuda"))
    watch.add(step(1, float("nan")))
    watch.add(step(2, 1.0))
    with pytest.raises(ValueError, match="step 1 "):
        watch.check()


def with_gradient(number: int, norm: float) -> Step:
    return replace(step(number, 0.5), grad_norm=torch.tensor(norm))


@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_a_gradient_that_is_no_number_is_found_before_it_spoils_the_next_loss(device: str) -> None:
    watch = DivergenceWatch(torch.device(device))
    watch.add(with_gradient(1, 2.0))

    def go_on() -> None:
        watch.add(with_gradient(2, float("nan")))
        watch.check()

    with pytest.raises(ValueError, match=r"norm of the gradient of step 2 \(epoch 2\) is nan"):
        go_on()


def test_an_overflow_that_the_scaler_leaves_out_is_no_fault() -> None:
    watch = DivergenceWatch(torch.device("cpu"), torch.amp.GradScaler("cpu"))
    watch.add(with_gradient(1, float("inf")))


def test_a_scaler_that_leaves_out_every_step_ends_the_fit() -> None:
    weight = torch.nn.Parameter(torch.ones(1))
    optimizer, scaler = torch.optim.SGD([weight]), torch.amp.GradScaler("cpu")
    watch = DivergenceWatch(torch.device("cpu"), scaler)
    for _ in range(50):
        watch.check()
        scaler.scale(weight.sum()).backward()
        weight.grad = torch.tensor([float("inf")])
        scaler.step(optimizer)
        scaler.update()
        if scaler.get_scale() < 2.0**-24:
            break
    with pytest.raises(ValueError, match=r"overflows at every step, .* scaled by only 3e-08"):
        watch.check()
    assert weight.item() == 1.0


def test_fast_steps_of_one_process_are_looked_at_a_window_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(divergence, "DELIVERY_SECONDS", 1e9)
    watch = DivergenceWatch(torch.device("cpu"))
    watch.add(step(1, float("nan")))
    for number in range(2, WINDOW):
        watch.add(step(number, 1.0))
    with pytest.raises(ValueError, match="step 1 "):
        watch.add(step(WINDOW, 1.0))
