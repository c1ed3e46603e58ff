"""Requests are granted in all ranks at the same step; alone at once."""

from __future__ import annotations

import torch

from training.core.distributed.stop_flags import GPU_WINDOW, StopFlags

CPU = torch.device("cpu")


def votes(
    save: float = 0.0, stop: float = 0.0, evaluation: float = 0.0, end: float = 0.0
) -> torch.Tensor:
    return torch.tensor([save, stop, evaluation, end])


def test_evaluations_and_the_end_are_requested_in_the_same_way() -> None:
    alone, several = StopFlags(CPU, ranks=1), StopFlags(CPU, ranks=2)
    for stop_flags in (alone, several):
        stop_flags.request_evaluation()
        stop_flags.request_end()
    assert (alone.is_evaluation_due, alone.is_end_due) == (True, True)
    assert (several.is_evaluation_due, several.is_end_due) == (False, False)
    several.count(several.requests / 2)
    assert (several.is_evaluation_due, several.is_end_due) == (True, True)
    several.evaluated()
    several.count(votes())
    assert (several.is_evaluation_due, several.is_end_due) == (False, True)


def test_alone_a_request_is_granted_at_once() -> None:
    stop_flags = StopFlags(CPU, ranks=1)
    stop_flags.request_save()
    assert (stop_flags.is_save_due, stop_flags.is_stop_due) == (True, False)
    stop_flags.request_stop()
    assert stop_flags.is_stop_due


def test_among_several_a_request_waits_until_all_have_heard_of_it() -> None:
    stop_flags = StopFlags(CPU, ranks=2)
    stop_flags.request_stop()
    stop_flags.request_save()
    assert not stop_flags.is_stop_due
    assert not stop_flags.is_save_due
    stop_flags.count(stop_flags.requests / 2)
    assert stop_flags.is_stop_due
    assert stop_flags.is_save_due


def test_the_request_of_another_rank_is_granted_too() -> None:
    stop_flags = StopFlags(CPU, ranks=2)
    stop_flags.count(votes(save=0.5))
    assert (stop_flags.is_save_due, stop_flags.is_stop_due) == (True, False)


def test_a_checkpoint_fulfils_the_request_for_one_and_no_other() -> None:
    stop_flags = StopFlags(CPU, ranks=2)
    stop_flags.request_save()
    stop_flags.request_stop()
    stop_flags.count(stop_flags.requests / 2)
    stop_flags.saved()
    assert torch.equal(stop_flags.requests, votes(stop=1.0))
    assert (stop_flags.is_save_due, stop_flags.is_stop_due) == (False, True)


def test_on_a_gpu_requests_are_granted_one_window_after_they_were_counted() -> None:
    stop_flags = StopFlags(CPU, ranks=2)
    stop_flags._window = 3  # as on a GPU, where it is longer
    granted = []
    for vote in (0.5, 0.0, 0.0, 0.0, 0.0, 0.0):
        stop_flags.count(votes(stop=vote))
        granted.append((stop_flags.is_save_due, stop_flags.is_stop_due))
    assert granted == [(False, False)] * 5 + [(False, True)]


def test_a_request_among_others_in_a_window_is_not_lost() -> None:
    stop_flags = StopFlags(CPU, ranks=2)
    stop_flags._window = 2
    for vote in (0.0, 0.5, 0.0, 0.0):
        stop_flags.count(votes(save=vote))
    assert (stop_flags.is_save_due, stop_flags.is_stop_due) == (True, False)


def test_devices_that_compute_on_their_own_are_read_a_window_later() -> None:
    assert StopFlags(CPU, ranks=2)._window == 1
    assert StopFlags(torch.device("meta"), ranks=2)._window == GPU_WINDOW
