"""Plugin of training-hpo: its providers, through the same hooks as every other plugin."""

from __future__ import annotations

from training.core.plugins import Provider
from training.core.plugins import hookimpl


@hookimpl(optionalhook=True)
def register_commands() -> list[Provider]:
    """Offer the command `hpo`."""
    target = "training.hpo.cli.app:app"
    return [Provider("hpo", target, "Sweep hyper-parameters, resume, select, refit, report")]


@hookimpl
def register_samplers() -> list[Provider]:
    """Offer the built-in samplers."""
    base = "training.hpo.samplers.builtin"
    return [
        Provider("tpe", f"{base}:TpeSampler", "Tree-structured Parzen estimator; the default"),
        Provider("random", f"{base}:RandomSampler", "Independent draws"),
        Provider("gp", f"{base}:GaussianProcessSampler", "Gaussian process; few costly trials"),
        Provider("qmc", f"{base}:QuasiRandomSampler", "Points that cover the space evenly"),
        Provider("grid", f"{base}:GridSampler", "Every combination of choices and steps once"),
    ]


@hookimpl
def register_pruners() -> list[Provider]:
    """Offer the built-in pruners."""
    base = "training.hpo.pruners.builtin"
    return [
        Provider("none", f"{base}:NoPruner", "Stops no trial"),
        Provider("bandit", f"{base}:Bandit", "Stop what lags too far behind the best"),
        Provider("median", f"{base}:Median", "Stop what is worse than the median"),
        Provider("percentile", f"{base}:Percentile", "Stop what is not among the best"),
        Provider("successive-halving", f"{base}:SuccessiveHalving", "Of several, one continues"),
        Provider("hyperband", f"{base}:Hyperband", "Several successive halvings side by side"),
        Provider("threshold", f"{base}:Threshold", "Stop what leaves a range"),
        Provider("patient", f"{base}:Patient", "Stop what no longer improves"),
    ]
