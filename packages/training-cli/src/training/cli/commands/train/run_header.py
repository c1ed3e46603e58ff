"""Header of a run: five lines on data, model and training."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from training.cli.terminal.numbers import counted
from training.config import RunConfig
from training.config.origin import shown_path
from training.core.trainer.callbacks.callback import FitPlan


def print_header(console: Console, config: RunConfig, plan: FitPlan) -> None:
    """Print data, task, model, device and run directory."""
    for name, value in _facts(config, plan):
        console.print(Text.assemble((f"{name:<8}", "bold"), value))
    console.print()


def _facts(config: RunConfig, plan: FitPlan) -> list[tuple[str, str]]:
    return [
        ("data", f"{data_source(config)}: {_sizes(plan)}"),
        ("task", config.task.name),
        ("model", f"{config.model.backbone}, {counted(plan.parameters, 'parameter')}"),
        ("device", f"{plan.device}{_threads(plan)}, at most {_length(plan)}"),
        ("run", shown_path(plan.directory)),
    ]


def _length(plan: FitPlan) -> str:
    if plan.max_steps is not None and plan.max_steps < plan.epochs * plan.steps_per_epoch:
        return f"{counted(plan.max_steps, 'step')} (training.max_steps)"
    return f"{counted(plan.epochs, 'epoch')} of {counted(plan.steps_per_epoch, 'step')}"


def _threads(plan: FitPlan) -> str:
    return "" if plan.threads is None else f" with {counted(plan.threads, 'thread')}"


def data_source(config: RunConfig) -> str:
    """Return the words for where the data comes from."""
    if config.data.path is not None:
        return shown_path(config.data.path)
    asked = config.data.reader not in ("auto", "demo")
    return f"reader `{config.data.reader}`" if asked else "embedded demo"


def _sizes(plan: FitPlan) -> str:
    parts = [f"{size:,} {split}" for split, size in plan.sizes.items() if size]
    return f"{', '.join(parts)} samples"
