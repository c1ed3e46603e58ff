"""Write the job of a fold."""

from __future__ import annotations

import hashlib

from training.core.splits.test_records import DETAIL
from training.hpo.sweep.sweep_plan import SweepPlan
from training.hpo.sweep.trial_config import key_path
from training.hpo.sweep.trials.trial import RunningTrial
from training.hpo.workers.fold_job import FoldJob


def fold_job(plan: SweepPlan, trial: RunningTrial, fold: int) -> FoldJob:
    """Return the job of one fold of a trial.

    Its seed hangs on the sweep's seed, the trial and the fold, unless the seed is searched.
    """
    values = dict(trial.values)
    if ("seed",) not in map(key_path, trial.params):
        values["seed"] = fold_seed(plan.config.seed, trial.number, fold)
    sweep = {"kind": "sweep", "id": plan.parent.id, "directory": plan.parent.directory}
    own = {
        "kind": "trial",
        "id": f"{plan.parent.id}/{trial.directory.name}",
        "directory": str(trial.directory),
    }
    is_fold = plan.is_cross_validation
    of_trial = {"number": trial.number, "params": dict(trial.params)}
    test = {} if plan.test_records is None else {DETAIL: plan.test_records.model_dump()}
    return FoldJob(
        trial=trial.number,
        fold=fold,
        directory=str(plan.fold_folder(trial.directory, fold)),
        config=values,
        kind="fold" if is_fold else "trial",
        parents=[own, sweep] if is_fold else [sweep],
        details={**({"trial": trial.number, "fold": fold} if is_fold else of_trial), **test},
    )


def fold_seed(study_seed: int, trial: int, fold: int) -> int:
    """Return the seed of one fold of one trial.

    It hangs on the three numbers alone, so a fold can be trained again without the others; it is
    the beginning of their SHA-256, so that neighbours share nothing.

    Args:
        study_seed: Seed of the sweep.
        trial: Number of the trial, from 0.
        fold: Number of the fold, from 0.

    Returns:
        0 … 2**32 - 1.
    """
    digest = hashlib.sha256(f"{study_seed}/{trial}/{fold}".encode()).digest()
    return int.from_bytes(digest[:4], "big")
