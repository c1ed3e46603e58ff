"""Plugin of training-hpo: its providers, through the same hooks as every other plugin."""

from __future__ import annotations

from training.core.plugins import Provider, hookimpl


@hookimpl(optionalhook=True)
def register_commands() -> list[Provider]:
    """Offer the command `hpo`."""
    target = "training.hpo.cli.app:app"
    return [Provider("hpo", target, "Sweep hyper-parameters, resume, select, refit, report")]


@hookimpl
def register_samplers() -> list[Provider]:
    """Offer the built-in samplers."""
    base = "training.hpo.samplers"
    return [
        Provider("tpe", f"{base}.tpe:TpeSampler", "Tree-structured Parzen estimator; the default"),
        Provider("random", f"{base}.random:RandomSampler", "Independent draws"),
        Provider("gp", f"{base}.gp:GaussianProcessSampler", "Gaussian process; few costly trials"),
        Provider("qmc", f"{base}.qmc:QuasiRandomSampler", "Points that cover the space evenly"),
        Provider("grid", f"{base}.grid:GridSampler", "Every combination of choices and steps once"),
    ]


@hookimpl
def register_pruners() -> list[Provider]:
    """Offer the built-in pruners."""
    base = "training.hpo.pruners"
    return [
        Provider("none", f"{base}.none:NoPruner", "Stops no trial"),
        Provider("bandit", f"{base}.bandit:Bandit", "Stop what lags too far behind the best"),
        Provider("median", f"{base}.median:Median", "Stop what is worse than the median"),
        Provider("percentile", f"{base}.percentile:Percentile", "Stop what is not among the best"),
        Provider(
            "successive-halving",
            f"{base}.successive_halving:SuccessiveHalving",
            "Of several, one continues",
        ),
        Provider(
            "hyperband", f"{base}.hyperband:Hyperband", "Several successive halvings side by side"
        ),
        Provider("threshold", f"{base}.threshold:Threshold", "Stop what leaves a range"),
        Provider("patient", f"{base}.patient:Patient", "Stop what no longer improves"),
    ]


@hookimpl
def register_checks() -> list[Provider]:
    """Offer the checks of samplers and pruners."""
    base = "training.hpo.testing"
    return [
        Provider("sampler", f"{base}.sampler:check_sampler", "Draws that can be repeated"),
        Provider("pruner", f"{base}.pruner:check_pruner", "Decisions that can be repeated"),
    ]
