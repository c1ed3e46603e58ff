from __future__ import annotations

import pytest
import torch
from torch import nn

from training.core.backbones.dropout import RESOLUTION, Dropout, use_quick_dropout

MANY = 200_000


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.9])
def test_the_asked_share_is_dropped_and_the_mean_stays(share: float) -> None:
    torch.manual_seed(0)
    values = Dropout(share)(torch.ones(MANY))
    assert (values == 0).float().mean().item() == pytest.approx(share, abs=0.005)
    assert values.mean().item() == pytest.approx(1.0, abs=0.02)
    kept = round(share * RESOLUTION) / RESOLUTION
    assert values.max().item() == pytest.approx(1 / (1 - kept))


def test_each_of_the_four_values_of_a_drawn_number_is_dropped_by_itself() -> None:
    torch.manual_seed(0)
    kept = (Dropout(0.5)(torch.ones(MANY)) > 0).float().reshape(-1, 4)
    assert torch.corrcoef(kept.T).triu(1).abs().max().item() < 0.02


@pytest.mark.parametrize("shape", [(), (0,), (1,), (3, 5), (2, 3, 7)])
def test_any_shape_keeps_its_shape_and_type(shape: tuple[int, ...]) -> None:
    values = Dropout(0.3)(torch.ones(shape, dtype=torch.bfloat16))
    assert values.shape == torch.Size(shape)
    assert values.dtype == torch.bfloat16


def test_gradients_pass_where_values_do() -> None:
    values = torch.ones(1000, requires_grad=True)
    dropped = Dropout(0.4)(values)
    dropped.sum().backward()
    assert torch.equal(values.grad, dropped.detach())


def test_the_same_seed_gives_the_same_mask_with_any_number_of_threads() -> None:
    before = torch.get_num_threads()
    masks = []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            torch.manual_seed(7)
            masks.append(Dropout(0.3)(torch.ones(MANY)))
    finally:
        torch.set_num_threads(before)
    assert torch.equal(*masks)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_nothing_and_everything_can_be_dropped(share: float) -> None:
    assert Dropout(share)(torch.ones(10)).sum().item() == 10 * (1 - share)


def test_evaluation_changes_nothing() -> None:
    values = torch.randn(10)
    assert Dropout(0.5).eval()(values) is values


def test_torchs_dropout_is_exchanged_and_classes_of_others_are_left_alone() -> None:
    class Own(nn.Dropout):
        pass

    model = nn.Sequential(nn.Dropout(0.2), nn.Sequential(nn.Dropout(0.3)), Own(0.4), nn.Dropout2d())
    use_quick_dropout(model)
    assert [type(module) for module in (model[0], model[1][0], model[2], model[3])] == [
        Dropout,
        Dropout,
        Own,
        nn.Dropout2d,
    ]
    assert model[1][0].p == 0.3
