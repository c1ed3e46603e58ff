"""Write what happens in a sweep to the log."""

from __future__ import annotations

import logging

from training.hpo.sweep.callbacks import SweepCallback, SweepStart, TrialEnd

logger = logging.getLogger("training")


class LogSweepCallback(SweepCallback):
    """One record for each trial."""

    def on_start(self, sweep: SweepStart) -> None:
        """Say whether a study is resumed."""
        if sweep.finished:
            logger.info("study `%s`: resuming after %d trials", sweep.study, sweep.finished)

    def on_trial_end(self, trial: TrialEnd) -> None:
        """Say how a trial ended."""
        if trial.value is not None:
            logger.info("trial %d: %.6g with %s", trial.number, trial.value, trial.params)
            return
        logger.warning(
            "trial %d %s: %s; with %s", trial.number, trial.state, trial.reason, trial.params
        )

    def on_note(self, text: str) -> None:
        """Pass it on."""
        logger.warning("%s", text)
