"""The pruner `bandit`: stops what lags too far behind the best trial."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field, model_validator

from training.config import Section
from training.hpo.pruners.base import PrunerFactory

if TYPE_CHECKING:
    from optuna.pruners import BasePruner


class BanditOptions(Section):
    """Options of the pruner `bandit`."""

    slack_factor: float | None = Field(default=None, gt=0.0)
    """How far a trial may lag behind the best one, as a ratio."""
    slack_amount: float | None = Field(default=None, ge=0.0)
    """How far a trial may lag behind the best one, as a number."""
    evaluation_interval: int = Field(default=1, ge=1)
    """Reported values between two looks."""
    delay_evaluation: int = Field(default=0, ge=0)
    """Reported values before the first look."""

    @model_validator(mode="after")
    def _one_slack(self) -> BanditOptions:
        if (self.slack_factor is None) == (self.slack_amount is None):
            raise ValueError("give exactly one of `slack_factor` and `slack_amount`")
        return self


class Bandit(PrunerFactory):
    """Azure's bandit policy: stop what lags too far behind the best trial."""

    options = BanditOptions

    def build(self) -> BasePruner:
        """Return the pruner."""
        from training.hpo.pruners.bandit_policy import BanditPruner

        return BanditPruner(**self.settings.model_dump())
