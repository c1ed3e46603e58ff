"""A callback that overrides nothing changes nothing."""

from __future__ import annotations

from pathlib import Path

from tests.core.trainer.callbacks.fits import TinyFit, same
from training.config import Section
from training.core.trainer.callbacks import Callback


def test_a_callback_that_overrides_nothing_leaves_the_fit_as_it_is(tmp_path: Path) -> None:
    plain = TinyFit(tmp_path / "plain", []).run()
    idle = TinyFit(tmp_path / "idle", [("idle", Callback(Section()))]).run()
    assert same(plain, idle)
    assert idle.callbacks.saved() == ({}, {})
    assert idle.callbacks.evaluation_weights() == {}
