"""A run saves and ends before a scheduler's time is up."""

from __future__ import annotations

import signal
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.core.trainer.callbacks.fits import TinyFit, same
from training.core.trainer.callbacks.walltime import SLURM_END, Walltime, WalltimeOptions


def at(minutes: float) -> str:
    return (datetime.now() + timedelta(minutes=minutes)).isoformat()


def test_it_ends_like_after_sigterm_and_continues_exactly(tmp_path: Path) -> None:
    whole = TinyFit(tmp_path / "whole", []).run()
    late = Walltime(WalltimeOptions(end=at(3.0), margin_minutes=5.0))
    with pytest.raises(SystemExit) as ended:
        TinyFit(tmp_path / "again", [("walltime", late)]).run()
    assert ended.value.code == 128 + signal.SIGTERM
    early = Walltime(WalltimeOptions(end=at(300.0)))
    again = TinyFit(tmp_path / "again", [("walltime", early)]).run()
    assert again.observer.steps[0].number == 2
    assert same(whole, again)


def test_the_end_of_a_slurm_job_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SLURM_END, "1900000000")
    assert Walltime(WalltimeOptions())._end == 1_900_000_000.0


def test_an_end_that_is_unknown_or_no_date_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SLURM_END, raising=False)
    with pytest.raises(ValueError, match="SLURM_JOB_END_TIME is not set"):
        Walltime(WalltimeOptions())
    with pytest.raises(ValueError, match=r"ISO 8601, .* not 'tomorrow'"):
        Walltime(WalltimeOptions(end="tomorrow"))
