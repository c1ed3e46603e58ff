"""`training final`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from training.cli.commands.train.command import Quiet, outcome
from training.cli.options import ConfigOptions, Configs, Data, Json, Output, Overrides, Seed
from training.config.origin import shown_path
from training.core.console.consoles import errors, output
from training.core.console.help import examples
from training.core.console.lines import print_json, print_line

if TYPE_CHECKING:
    from rich.console import Console

    from training.execution.final_training import FinalPlan, FinalResult

FinalFile = Annotated[
    Path | None,
    typer.Argument(
        metavar="FINAL",
        help="YAML file of the final training: `mode`, `source`, `variant`, `wait` and, below "
        "`config`, values of the configuration.",
        show_default=False,
    ),
]
FromStudy = Annotated[
    str | None,
    typer.Option(
        "--from-study",
        metavar="SWEEP",
        help="Take the best configuration of this sweep: its directory, its name in the folder of "
        "--output, `latest`, or the file that `training hpo export` wrote.",
        show_default=False,
    ),
]
Mode = Annotated[
    Literal["reuse_if_exists", "resume_if_incomplete", "force_new"] | None,
    typer.Option(
        "--mode",
        help="What to do when the same has been trained before; by default reuse_if_exists.",
        show_default=False,
    ),
]
Source = Annotated[
    Literal["scratch", "best_selected", "final_training"] | None,
    typer.Option(
        "--source",
        help="Start from random weights, the best trial's model or an earlier final training; by "
        "default scratch.",
        show_default=False,
    ),
]
ParentRun = Annotated[
    str | None,
    typer.Option(
        "--parent",
        metavar="RUN",
        help="The earlier final training, for --source final_training: its directory or name.",
        show_default=False,
    ),
]
Variant = Annotated[
    int | None,
    typer.Option(
        "--variant",
        metavar="N",
        min=1,
        help="Number among the runs of the same fingerprints; by default the next free one.",
        show_default=False,
    ),
]
Wait = Annotated[
    bool | None,
    typer.Option(
        "--wait/--no-wait",
        help="Wait for another process that trains the same, or stop; by default wait.",
        show_default=False,
    ),
]

app = typer.Typer(
    rich_markup_mode="rich",
    no_args_is_help=True,
    help="Train the production model, once, with its lineage.",
    epilog=examples("training final run --from-study runs/demo-sweep  # the best of a sweep"),
)


@app.callback()
def _group() -> None:
    """Train the production model, once, with its lineage."""


@app.command(
    epilog=examples(
        "training final run --from-study runs/demo-sweep  # the best of a sweep",
        "training final run final.yaml --seed 7           # as a file says",
        "training final run final.yaml --mode force_new   # once more: variant 2",
    )
)
def run(
    final: FinalFile = None,
    from_study: FromStudy = None,
    mode: Mode = None,
    source: Source = None,
    parent: ParentRun = None,
    variant: Variant = None,
    wait: Wait = None,
    config: Configs = None,
    data: Data = None,
    output_dir: Output = None,
    overrides: Overrides = None,
    seed: Seed = None,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Carry out a final training, unless the same one is complete.

    It is recognised by its data, its specification and what it is computed with (`data_fp`,
    `spec_fp`, `exec_fp`). A completed run is never trained again by accident and never overwritten.
    Of several processes that start the same one, one trains and the others wait for it.

    Later places win, for the seed as for every hyper-parameter: built-in defaults, the study's best
    configuration, `config` in FINAL, --config files, TRAINING__… environment variables, --data,
    --output, --seed, --set.
    """
    options = ConfigOptions(None, config, data, output_dir, seed, overrides)
    console = errors() if json else output()
    console.quiet = quiet
    settings = {"mode": mode, "variant": variant, "wait": wait, **_source(source, parent)}
    plan = _plan(options, final, from_study, settings)
    result = _run_job(plan, console)
    if json:
        print_json(_outcome(result))
    elif quiet:
        print_line(shown_path(result.run.directory))


def _source(source: str | None, parent: str | None) -> dict[str, object]:
    if source is None and parent is None:
        return {}
    from training.errors import ConfigError
    from training.execution.final_training.settings import ParentSettings, SourceSettings

    if parent is not None and source not in (None, "final_training"):
        raise ConfigError(
            f"--parent names an earlier final training, which --source {source} does not start "
            "from. Use --source final_training, or leave out --parent."
        )
    chosen = {"type": source or "final_training", "parent": ParentSettings(run=parent)}
    return {"source": SourceSettings.model_validate(chosen)}


def _plan(
    options: ConfigOptions, final: Path | None, study: str | None, settings: dict[str, object]
) -> FinalPlan:
    from training.execution.final_training import find_study, plan_final_training, read_study_result

    return plan_final_training(
        study=None if study is None else read_study_result(find_study(study, _runs(options))),
        final_file=final,
        configs=options.configs or (),
        overrides=options.all_overrides(),
        settings=settings,
    )


def _runs(options: ConfigOptions) -> Path:
    """Return the folder of runs in which a study is looked up by its name."""
    return options.output or Path("runs")


def _run_job(plan: FinalPlan, console: Console) -> FinalResult:
    from training.cli.commands.train.shown_run import ShownRun
    from training.cli.terminal.messages import print_note
    from training.execution.final_training import run_final_training

    shown = ShownRun(console, plan.config)
    _print_choice(console, plan)
    with shown.telling_where():
        result = run_final_training(plan, shown.observers, print_note)
    if result.training is not None:
        shown.summarize(result.training)
    else:
        _print_reused(console, result)
    return result


def _print_choice(console: Console, plan: FinalPlan) -> None:
    """Say which run of the study the configuration comes from, and why."""
    if plan.parents:
        why = _why(plan.details.get("selection") or {})
        console.print(f"from    {plan.parents[0].kind} {plan.parents[0].id}{why}")
    if "honest_test" in plan.details:
        console.print(f"test    {plan.details['why']}")


def _why(choice: Mapping[str, Any]) -> str:
    """Return the trial that was chosen and its value: the mean over its folds if it has several."""
    from training.core.console.numbers import shown

    trial = f": trial {choice['trial']}" if "trial" in choice else ""
    if "value" not in choice:
        return trial
    is_mean = len(choice.get("folds") or ()) > 1
    name = f"mean {choice.get('metric')} of its folds" if is_mean else f"{choice.get('metric')}"
    return f"{trial}, {name} {shown(choice['value'])}"


def _print_reused(console: Console, result: FinalResult) -> None:
    from training.cli.terminal.metrics import print_metrics
    from training.config.origin import shown_path
    from training.core.runs.parents import score_of

    record = result.run.record
    metrics = record.get("metrics") or {}
    name = score_of(record).get("metric") or ""
    title = "test" if metrics.get("test") else "validation"
    print_metrics(console, title, metrics.get(title) or {}, first=name)
    console.print()
    console.print(
        f"run  {shown_path(result.run.directory)}  (trained {record.get('finished')}, variant "
        f"{result.variant}; nothing was done now. --mode force_new trains another variant)"
    )


def _honesty(result: FinalResult) -> dict[str, object]:
    """Return whether the records of the test are ones that the study never saw."""
    details = result.run.record.get("details")
    if not isinstance(details, dict) or "honest_test" not in details:
        return {}
    return {"honest_test": details["honest_test"], "test_why": details.get("why")}


def _outcome(result: FinalResult) -> dict[str, object]:
    facts = {
        "outcome": result.outcome,
        "variant": result.variant,
        "fingerprints": result.run.record.get("fingerprints"),
        **_honesty(result),
    }
    if result.training is not None:
        return {**outcome(result.training, is_absolute=False), **facts}
    record = result.run.record
    return {
        "run": shown_path(result.run.directory),
        "best_epoch": record.get("best_epoch"),
        **(record.get("metrics") or {}),
        **facts,
    }
