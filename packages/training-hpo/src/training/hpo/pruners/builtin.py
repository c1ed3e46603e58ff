"""The built-in pruners."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Literal
from typing import cast

from pydantic import Field
from pydantic import model_validator

from training.config import Section
from training.hpo.optuna import without_remarks
from training.hpo.pruners.base import PrunerFactory

if TYPE_CHECKING:
    from optuna.pruners import BasePruner


class NoPruner(PrunerFactory):
    """Stops no trial."""

    def build(self) -> BasePruner:
        """Return the pruner."""
        import optuna

        return optuna.pruners.NopPruner()


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
        from training.hpo.pruners.bandit import BanditPruner

        return BanditPruner(**self.settings.model_dump())


class StepOptions(Section):
    """Options that pruners with a rule per step share."""

    n_startup_trials: int = Field(default=5, ge=0)
    """Complete trials before the first is stopped."""
    n_warmup_steps: int = Field(default=0, ge=0)
    """Steps of a trial before it may be stopped."""
    interval_steps: int = Field(default=1, ge=1)
    """Steps between two looks."""
    n_min_trials: int = Field(default=1, ge=1)
    """Trials that must have reported at the same step."""


class Median(PrunerFactory):
    """Stop what is worse than the median of the trials before, at the same step."""

    options = StepOptions

    def build(self) -> BasePruner:
        """Return the pruner."""
        import optuna

        return optuna.pruners.MedianPruner(**self.settings.model_dump())


class PercentileOptions(StepOptions):
    """Options of the pruner `percentile`."""

    percentile: float = Field(default=25.0, ge=0.0, le=100.0)
    """Share of the trials, the best ones, that continue, in percent."""


class Percentile(PrunerFactory):
    """Stop what is not among the best trials before, at the same step."""

    options = PercentileOptions

    def build(self) -> BasePruner:
        """Return the pruner."""
        import optuna

        return optuna.pruners.PercentilePruner(**self.settings.model_dump())


class HalvingOptions(Section):
    """Options of the pruner `successive-halving`."""

    min_resource: int | Literal["auto"] = "auto"
    """Steps every trial makes; `auto` takes them from the first complete trial."""
    reduction_factor: int = Field(default=4, ge=2)
    """Of so many trials one continues, for so many times as long."""
    min_early_stopping_rate: int = Field(default=0, ge=0)
    """Rungs that are left out at the bottom."""


class SuccessiveHalving(PrunerFactory):
    """Asynchronous successive halving (Li et al. 2020)."""

    options = HalvingOptions

    def build(self) -> BasePruner:
        """Return the pruner."""
        import optuna

        return optuna.pruners.SuccessiveHalvingPruner(**self.settings.model_dump())


class HyperbandOptions(Section):
    """Options of the pruner `hyperband`."""

    min_resource: int = Field(default=1, ge=1)
    """Steps every trial makes."""
    max_resource: int | Literal["auto"] = "auto"
    """Most steps of a trial; `auto` takes them from the first complete trial."""
    reduction_factor: int = Field(default=3, ge=2)
    """Of so many trials one continues, for so many times as long."""


class Hyperband(PrunerFactory):
    """Several successive halvings side by side (Li et al. 2018)."""

    options = HyperbandOptions

    def build(self) -> BasePruner:
        """Return the pruner."""
        import optuna

        return optuna.pruners.HyperbandPruner(**self.settings.model_dump())


class ThresholdOptions(Section):
    """Options of the pruner `threshold`."""

    lower: float | None = None
    """Stop below that value."""
    upper: float | None = None
    """Stop above that value."""
    n_warmup_steps: int = Field(default=0, ge=0)
    """Steps of a trial before it may be stopped."""
    interval_steps: int = Field(default=1, ge=1)
    """Steps between two looks."""

    @model_validator(mode="after")
    def _a_bound(self) -> ThresholdOptions:
        if self.lower is None and self.upper is None:
            raise ValueError("give `lower`, `upper` or both")
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise ValueError(f"`lower` {self.lower:g} is above `upper` {self.upper:g}")
        return self


class Threshold(PrunerFactory):
    """Stop what leaves a range."""

    options = ThresholdOptions

    def build(self) -> BasePruner:
        """Return the pruner."""
        import optuna

        return optuna.pruners.ThresholdPruner(**self.settings.model_dump())


class PatientOptions(Section):
    """Options of the pruner `patient`."""

    patience: int = Field(default=3, ge=0)
    """Steps without improvement that are waited for."""
    min_delta: float = Field(default=0.0, ge=0.0)
    """Least change that counts as an improvement."""


class Patient(PrunerFactory):
    """Stop what no longer improves."""

    options = PatientOptions

    def build(self) -> BasePruner:
        """Return the pruner."""
        import optuna

        settings = cast("PatientOptions", self.settings)
        with without_remarks():
            return optuna.pruners.PatientPruner(None, **settings.model_dump())
