"""Run a sweep for somebody who watches: display, refit, report."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.core.console.consoles import errors, output
from training.hpo.selection.stored_sweep import find_sweep

if TYPE_CHECKING:
    from rich.console import Console

    from training.hpo.sweep.plan import Planned
    from training.hpo.sweep.run import SweepResult


def run_new_sweep(
    sweep: Path | None,
    settings: Mapping[str, Any],
    configs: Sequence[Path],
    overrides: Sequence[str],
    quiet: bool,
    as_json: bool,
) -> None:
    """Run a new sweep.

    Args:
        sweep: Its file; without it one of the demo.
        settings: Options by dotted key; None for those that were not given.
        configs: Configuration files for what all trials share.
        overrides: `key=value` texts for what all trials share.
        quiet: Whether only the path of the sweep is printed.
        as_json: Whether the outcome is printed as JSON.
    """
    from training.hpo.sweep.file import read_sweep_file
    from training.hpo.sweep.plan import plan_sweep
    from training.hpo.sweep.run import start_sweep

    file = read_sweep_file(sweep, settings)
    planned = plan_sweep(file, configs, overrides)
    _run_session(planned, start_sweep, quiet, as_json)


def run_resumed_sweep(
    reference: str, runs: Path, changes: Mapping[str, Any], quiet: bool, as_json: bool
) -> None:
    """Resume a sweep; arguments as for `run_new_sweep`."""
    from training.hpo.sweep.directory import reopen
    from training.hpo.sweep.run import resume_sweep

    planned = reopen(find_sweep(reference, runs), changes)
    _run_session(planned, resume_sweep, quiet, as_json)


def _run_session(planned: Planned, run_sweep: Any, quiet: bool, as_json: bool) -> None:
    from training.hpo.cli.run.view import SweepDisplay
    from training.hpo.sweep.disk_errors import disk_refusals

    console = errors() if as_json else output()
    console.quiet = quiet
    _quiet_optuna()
    directory = planned.plan.directory
    try:
        with disk_refusals(directory):
            with SweepDisplay(console) as display:
                result = run_sweep(planned, [display])
            _finish(result, console, quiet, as_json)
    except (KeyboardInterrupt, SystemExit):
        _tell_how_to_go_on(directory)
        raise


def _finish(result: SweepResult, console: Console, quiet: bool, as_json: bool) -> None:
    from training.hpo.cli.finish import finish_sweep

    outcome = finish_sweep(result, console)
    if as_json:
        from training.core.console.lines import print_json

        print_json(outcome.as_values(), indent=2)
    elif quiet:
        output().print(str(result.plan.directory))


def _tell_how_to_go_on(directory: Path) -> None:
    from training.config.origin import shown_path

    if directory.is_dir():
        shown = shown_path(directory)
        errors().print(
            f"what there is of the sweep is in {shown}; resume with `training hpo resume {shown}`"
        )


def _quiet_optuna() -> None:
    """Leave it to the display to say what happens."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    logging.getLogger("training").setLevel(logging.WARNING)
