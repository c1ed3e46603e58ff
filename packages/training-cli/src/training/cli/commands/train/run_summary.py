"""Summary of a run, and the commands to use next."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from training.cli.terminal.checkpoint_cost import checkpoint_cost
from training.cli.terminal.metrics import print_if_zero, print_metrics
from training.config.origin import shown_path
from training.core.console.numbers import duration

if TYPE_CHECKING:
    from training.config import RunConfig
    from training.core.trainer.train import TrainingResult

SAMPLE_TEXT = "some text"
DEMO_TEXT = "Maria Novak joined Siemens in Berlin in May 2021."
INPUTS_FILE = "inputs.jsonl"


def sample_input(config: RunConfig, inputs: str) -> str | None:
    """Return an input to show `predict` with; None where one is more than a text.

    Args:
        config: The run's configuration; only the demo's own entities are known before reading.
        inputs: Kind of input of its task.
    """
    if inputs != "text":
        return None
    is_demo = config.data.path is None and config.data.reader in ("auto", "demo")
    return DEMO_TEXT if is_demo else SAMPLE_TEXT


def print_summary(
    console: Console, result: TrainingResult, metric: str, sample_input: str | None
) -> None:
    """Print the final metrics, the run directory and the commands that come next.

    Args:
        console: Where to.
        result: The finished run.
        metric: Name of the metric that selects the best epoch.
        sample_input: What to show `predict` with; None for inputs only the user can write.
    """
    title, metrics = ("test", result.test) if result.test else ("validation", result.validation)
    console.print()
    if metrics:
        print_metrics(console, title, metrics, first=metric)
        print_if_zero(console, metric, (result.run.record.get("score") or {}).get("mode"), metrics)
        console.print()
    run = shown_path(result.run.directory)
    console.print(Text.assemble(("run  ", "bold"), run, (_remark(result), "dim")))
    console.print()
    console.print(Text("Next:", style="bold"))
    for command in _next_commands(shlex.quote(run), sample_input):
        console.print(f"  {command}", soft_wrap=True)


def _remark(result: TrainingResult) -> str:
    seconds = result.run.record.get("seconds")
    parts = [f"epoch {result.best_epoch} was best"] if result.best_epoch else []
    parts += [f"took {duration(seconds)}"] if isinstance(seconds, (int, float)) else []
    cost = checkpoint_cost(result.run.record)
    parts += [cost] if cost else []
    return f"  ({', '.join(parts)})" if parts else ""


def _next_commands(run: str, sample_input: str | None) -> list[str]:
    """Return commands with an input of the kind that the model reads."""
    if sample_input is None:
        given = f"- < {INPUTS_FILE}  # one JSON object a line, as in the data"
    else:
        given = f'"{sample_input}"'
    return [f"training evaluate {run}", f"training predict {run} {given}"]
