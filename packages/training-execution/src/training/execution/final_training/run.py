"""Recognise a final training that is complete, resume one that is not, or carry it out."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from training.config import DistributedConfig
from training.config.dump import recorded_yaml
from training.core.runs.directory import (
    COMPLETED,
    PREPARED,
    Run,
    open_run,
    start_run,
    warn_if_changed,
)
from training.core.runs.open import with_starting_run
from training.core.runs.provenance import Provenance
from training.core.runs.same_spec import run_config_of
from training.errors import ConfigError
from training.execution.final_training.initial_model import require_model, variant_of
from training.execution.final_training.plan import FinalPlan
from training.execution.final_training.variants import held, known_variants, new_variant
from training.execution.launchers.launch import launch_run, overridden
from training.execution.launchers.run_directory import lacks_report
from training.execution.process_group.rank_info import rank_info_from_environment
from training.execution.report.automatic import leave_report

if TYPE_CHECKING:
    from training.core.trainer.observers.observer import Observer
    from training.core.trainer.train import TrainingResult

logger = logging.getLogger("training")


@dataclass(frozen=True)
class FinalResult:
    """What became of a final training.

    Attributes:
        run: Its complete run.
        variant: Its number among those of the same fingerprints.
        outcome: Whether it was trained now, resumed, or had been trained before.
        training: Result of training; None when it was reused.
    """

    run: Run
    variant: int
    outcome: Literal["trained", "resumed", "reused"]
    training: TrainingResult | None = None


def run_final_training(
    plan: FinalPlan,
    observers: Sequence[Observer] = (),
    on_wait: Callable[[str], None] = logger.info,
) -> FinalResult:
    """Carry out a final training, unless it is complete.

    A completed run is recognised by `spec_fp`, `exec_fp` and, if one is asked for, its variant. It
    is never trained again by accident and never overwritten. Of several processes that start the
    same one at once, one trains; the others wait for it and return its result.

    Args:
        plan: From `plan_final_training`.
        observers: Called on steps and evaluations.
        on_wait: Called when another process trains the same.

    Raises:
        RunError: A run directory is damaged, taken or cannot be written.
        ConfigError: Several processes were started, each of which would decide what is to be done.
    """
    _require_one_start(overridden(plan.config).distributed)
    if plan.settings.mode == "force_new":
        return _trained(plan, observers)
    root = plan.config.output_dir
    with held(root, plan.fingerprints, plan.settings.wait, on_wait):
        known = known_variants(root, plan.fingerprints)
        wanted = plan.settings.variant
        return _continued(plan, [run for n, run in known.items() if wanted in (None, n)], observers)


def _require_one_start(distributed: DistributedConfig) -> None:
    place = rank_info_from_environment() if distributed.enabled else None
    if distributed.nodes > 1 or (place is not None and place.world_size > 1):
        raise ConfigError(
            "A final training looks once for a completed run and then starts the processes it "
            "needs, and here it would be started several times. Start it once, with `training "
            "launch --nproc N final run …` on one machine, or with a launcher that reaches the "
            "others itself (`training config keys` explains `distributed.launcher`)."
        )


def _continued(plan: FinalPlan, known: Sequence[Run], observers: Sequence[Observer]) -> FinalResult:
    complete = [run for run in known if run.record["status"] == COMPLETED]
    if complete:
        warn_if_changed(complete[-1])
        require_model(complete[-1])
        if lacks_report(complete[-1].directory):
            leave_report(complete[-1], plan.config.output_dir)
        return FinalResult(complete[-1], variant_of(complete[-1]) or 0, "reused")
    if known and plan.settings.mode == "resume_if_incomplete":
        return _resumed(known[-1], observers)
    if known:
        logger.warning(
            "%s is unfinished and stays as it is; --mode resume_if_incomplete resumes it",
            known[-1].directory,
        )
    return _trained(plan, observers)


def _resumed(run: Run, observers: Sequence[Observer]) -> FinalResult:
    """Continue with the configuration the run was started with, which has the same fingerprints."""
    result = launch_run(run_config_of(run.directory), observers, run.directory)
    return FinalResult(result.run, variant_of(run) or 0, "resumed", result)


def _trained(plan: FinalPlan, observers: Sequence[Observer]) -> FinalResult:
    number, directory = new_variant(plan)
    provenance = with_starting_run(
        Provenance("final", plan.parents, {**plan.details, "variant": number}), plan.config
    )
    facts = {"name": plan.config.name, "fingerprints": plan.fingerprints.as_record()}
    start_run(directory, recorded_yaml(plan.config), provenance, facts, PREPARED)
    try:
        result = launch_run(plan.config, observers, directory, provenance)
    except BaseException:
        _remove_unless_begun(directory)
        raise
    return FinalResult(result.run, number, "trained", result)


def _remove_unless_begun(directory: Path) -> None:
    """Leave nothing behind when the data or a setting was refused before the first step."""
    if open_run(str(directory)).record["status"] == PREPARED:
        shutil.rmtree(directory, ignore_errors=True)
