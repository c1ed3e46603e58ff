"""A sweep of 20 trials and 5 folds beside the usual ways: `python -m benchmarks.sweep`.

Peers, measured in the same run:

- one process per fold that imports torch, transformers and seqeval anew (a few are run, the rest is
  extrapolated),
- a loop in one process that tokenises in every fold and never prunes. It trains the very trials and
  seeds of ours, so its best trial is the best there is.

Both are measured with folds of a tenth of a second, where starting workers takes a third of the
time, and with folds that take a few times as long.

Our own cost per trial is measured with folds that cost nothing, beside Optuna alone.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import optuna

from training.core.data.dataset import Dataset
from training.core.data.read import read_records
from training.core.trainer.train import train
from training.hpo.search_space.search_space import sample
from training.hpo.storage.leases import NoLeases
from training.hpo.storage.study import SweepStudy
from training.hpo.sweep.callbacks import SweepCallback
from training.hpo.sweep.file import layer_of, sweep_of
from training.hpo.sweep.plan import Planned, plan_sweep
from training.hpo.sweep.run import start_sweep
from training.hpo.sweep.runner import SweepRunner
from training.hpo.sweep.sweep_plan import SweepPlan
from training.hpo.sweep.trial_config import trial_config
from training.hpo.sweep.trials.fold_jobs import fold_seed
from training.hpo.workers.fold_job import FoldJob, FoldResult
from training.hpo.workers.pool import Event, Judge, WorkerPool

TRIALS, FOLDS = 20, 5
EPOCHS = (1, 6)
EMPTY_TRIALS = 200
IMPORTS = "import torch, transformers, seqeval.metrics\n"
NAMES = ("Anna", "Bert", "Cleo", "Dora", "Emil", "Fritz", "Gerda", "Hans")
VERBS = ("sings", "walks home", "met Otto", "writes", "sleeps", "sees Rome", "eats", "left")


def settings(folder: Path, epochs: int) -> dict[str, Any]:
    """Return a sweep of a small model whose score hangs on the learning rate."""
    lines = [
        json.dumps({"text": f"{name} {verb} {n}", "annotations": [[0, len(name), "PER"]]})
        for n in range(3)
        for name in NAMES
        for verb in VERBS
    ]
    data = folder / "documents.jsonl"
    data.write_text("\n".join(lines))
    return {
        "name": "bench",
        "base": {
            "data": {"path": str(data)},
            "model": {"hidden_size": 8, "embedding_size": 8, "rows": 256},
            "training": {"epochs": epochs, "batch_size": 32, "device": "cpu"},
        },
        "search_space": {
            "training.learning_rate": {"type": "loguniform", "min": 1e-4, "max": 1e-1},
            "model.dropout": {"type": "uniform", "min": 0.0, "max": 0.6},
        },
        "sampler": "random",
        "objective": {"metric": "loss"},
        "folds": FOLDS,
        "trials": TRIALS,
        "workers": {"number": 2, "threads": 1},
        "refit": False,
    }


def planned(folder: Path, name: str, epochs: int = 1, **changes: Any) -> Planned:
    """Return a sweep in a folder of its own."""
    values = {**settings(folder, epochs), **changes}
    return plan_sweep(sweep_of(layer_of(values, "benchmark"), {}), directory=folder / name)


def ours(folder: Path, workers: int, epochs: int) -> tuple[float, float, int]:
    """Run the sweep; return its seconds, best score and number of folds trained."""
    began = time.perf_counter()
    who = {"number": workers, "threads": 1}
    plan = planned(folder, f"ours-{workers}-{epochs}", epochs, workers=who)
    study = start_sweep(plan).study
    seconds = time.perf_counter() - began
    folds = sum(len(trial.user_attrs["cv_fold_metrics"]) for trial in study.trials)
    return seconds, study.best_value, folds


def naive(folder: Path, epochs: int) -> tuple[float, float]:
    """Train all folds of all trials in a loop that encodes anew; return seconds and best score."""
    began = time.perf_counter()
    plan = planned(folder, f"naive-{epochs}", epochs).plan
    scores = []
    for number in range(TRIALS):
        params = sample(plan.space, _trial(number, plan.config.seed))
        scores.append(sum(_naive_fold(plan, params, number, fold) for fold in range(FOLDS)) / FOLDS)
    return time.perf_counter() - began, min(scores)


def _naive_fold(plan: SweepPlan, params: dict[str, Any], number: int, fold: int) -> float:
    records = read_records(plan.base.data).train
    train_part, validation = ([records[index] for index in part] for part in plan.folds[fold])
    own = {
        "output_dir": plan.directory / f"{number}-{fold}",
        "seed": fold_seed(plan.config.seed, number, fold),
    }
    config = trial_config(plan.base, params, "naive").model_copy(update=own)
    result = train(config, dataset=Dataset(train_part, validation, ()))
    return float(result.validation["loss"])


def _trial(number: int, seed: int) -> optuna.Trial:
    from training.hpo.samplers.registry import build_sampler

    study = optuna.create_study(sampler=build_sampler("random", seed, number))
    return study.ask()


def processes(folder: Path, measured: int, epochs: int) -> float:
    """Return the seconds of one process per fold, extrapolated from a few."""
    plan = planned(folder, f"processes-{epochs}", epochs).plan
    script = folder / "one_fold.py"
    script.write_text(_SCRIPT)
    began = time.perf_counter()
    for fold in range(measured):
        config = {
            "data": str(plan.base.data.path),
            "fold": fold,
            "out": str(plan.directory / str(fold)),
            "epochs": epochs,
        }
        subprocess.run([sys.executable, str(script), json.dumps(config)], check=True)
    return (time.perf_counter() - began) / measured * TRIALS * FOLDS


_SCRIPT = f"""{IMPORTS}
import json, sys
from pathlib import Path
from training.core.run_config.resolve import resolve_run_config
from training.core.cv_utils import create_kfold_splits
from training.core.data.dataset import Dataset
from training.core.data.read import read_records
from training.core.trainer.train import train

given = json.loads(sys.argv[1])
overrides = [
    f"data.path={{given['data']}}", f"output_dir={{given['out']}}",
    f"training.epochs={{given['epochs']}}",
    "model.hidden_size=8", "model.embedding_size=8", "model.rows=256",
    "training.batch_size=32", "training.device=cpu", "training.threads=1",
]
config = resolve_run_config(overrides=overrides).config
records = list(read_records(config.data).train)
splits = create_kfold_splits([one.values for one in records], {FOLDS})
train_part, validation = ([records[i] for i in part] for part in splits[given["fold"]])
train(config, dataset=Dataset(train_part, validation, ()))
"""


class FreePool(WorkerPool):
    """Folds that cost nothing."""

    size = 1

    def __init__(self) -> None:
        self._jobs: list[FoldJob] = []

    @property
    def free(self) -> int:
        """How many further folds it could train now."""
        return 1 - len(self._jobs)

    def start(self, job: FoldJob) -> None:
        """Note a fold."""
        self._jobs.append(job)

    def wait(self, seconds: float, judge: Judge) -> Sequence[Event]:
        """Return its result."""
        jobs, self._jobs = self._jobs, []
        return [
            FoldResult(job.trial, job.fold, "completed", 0.5, {"loss": 0.5}, 1, 1, 0.0, "")
            for job in jobs
        ]

    def close(self, unfinished: Collection[int] = ()) -> None:
        """Do nothing."""


def own_cost(folder: Path) -> tuple[float, float]:
    """Return milliseconds per trial: the coordinator's, and those of Optuna for the same notes.

    The study is in memory and trials write no records, so that neither waits for a disk.
    """
    plan = planned(folder, "free", trials=EMPTY_TRIALS, fold_pruning=False).plan
    bare = replace(plan, config=plan.config.model_copy(update={"save_only_best": False}))
    return _run_sweep(bare), _optuna_alone(plan)


def _run_sweep(plan: SweepPlan) -> float:
    from training.hpo.sweep import runner

    study = optuna.create_study()
    sweep_study = SweepStudy(
        study, NoLeases(), lambda number: optuna.samplers.RandomSampler(seed=number)
    )
    run = SweepRunner(plan, sweep_study, FreePool(), SweepCallback(), reports_steps=False)
    kept = {name: vars(runner)[name] for name in ("open_trial", "close_trial")}
    vars(runner).update(dict.fromkeys(kept, lambda *_: None))
    began = time.process_time()
    try:
        run.run()
    finally:
        vars(runner).update(kept)
    return 1000 * (time.process_time() - began) / EMPTY_TRIALS


def _optuna_alone(plan: SweepPlan) -> float:
    study = optuna.create_study()
    began = time.process_time()
    for number in range(EMPTY_TRIALS):
        study.sampler = optuna.samplers.RandomSampler(seed=number)
        trial = study.ask()
        sample(plan.space, trial)
        for note in range(FOLDS + 7):
            trial.set_user_attr(f"note_{note}", [0.5] * FOLDS)
        study.tell(trial, 0.5)
    return 1000 * (time.process_time() - began) / EMPTY_TRIALS


def compare(folder: Path, epochs: int, measured: int) -> list[str]:
    """Return lines with the seconds of each way, and ratios."""
    seconds, score, folds = ours(folder, 2, epochs)
    alone, alone_score, _ = ours(folder, 0, epochs)
    loop, loop_score = naive(folder, epochs)
    apart = processes(folder, measured, epochs)
    total = TRIALS * FOLDS
    return [
        f"{epochs} epochs, {loop / total:.2f} s a fold in the loop",
        f"  ours, two workers         {seconds:7.1f} s  best {score:.4f}  {folds} of {total} folds",
        f"  ours, this process        {alone:7.1f} s  best {alone_score:.4f}",
        f"  loop that tokenises anew  {loop:7.1f} s  best {loop_score:.4f}  {total} folds",
        f"  a process per fold        {apart:7.1f} s  (from {measured} processes)",
        f"  ours / process per fold   {seconds / apart:7.3f}  (at most 0.1)",
        f"  ours / loop               {seconds / loop:7.3f}  (at most 0.33)",
    ]


def main() -> None:
    """Print seconds and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=3, help="processes that are measured")
    given = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mine, optunas = own_cost(folder)
        lines = [line for epochs in EPOCHS for line in compare(folder, epochs, given.processes)]
    own = f"own cost per trial          {mine - optunas:7.3f} ms beside Optuna's {optunas:.3f} ms"
    print("\n".join([*lines, own]))  # noqa: T201


if __name__ == "__main__":
    main()
