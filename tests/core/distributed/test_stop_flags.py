"""Wishes are granted in all ranks at the same step; alone at once."""

from __future__ import annotations

import torch

from training.core.distributed.stop_flags import Agreement

CPU = torch.device("cpu")


def test_alone_a_wish_is_granted_at_once() -> None:
    agreement = Agreement(CPU, ranks=1)
    agreement.wish_save()
    assert (agreement.is_save_granted, agreement.is_stop_granted) == (True, False)
    agreement.wish_stop()
    assert agreement.is_stop_granted


def test_among_several_a_wish_waits_until_all_have_heard_of_it() -> None:
    agreement = Agreement(CPU, ranks=2)
    agreement.wish_stop()
    agreement.wish_save()
    assert not agreement.is_stop_granted
    assert not agreement.is_save_granted
    agreement.count(agreement.wishes / 2)
    assert agreement.is_stop_granted
    assert agreement.is_save_granted


def test_the_wish_of_another_rank_is_granted_too() -> None:
    agreement = Agreement(CPU, ranks=2)
    agreement.count(torch.tensor([0.5, 0.0]))
    assert (agreement.is_save_granted, agreement.is_stop_granted) == (True, False)


def test_a_checkpoint_fulfils_the_wish_for_one_and_no_other() -> None:
    agreement = Agreement(CPU, ranks=2)
    agreement.wish_save()
    agreement.wish_stop()
    agreement.count(agreement.wishes / 2)
    agreement.saved()
    assert agreement.wishes.tolist() == [0.0, 1.0]
    assert (agreement.is_save_granted, agreement.is_stop_granted) == (False, True)
