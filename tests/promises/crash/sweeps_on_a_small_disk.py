"""Run sweeps and trainings on a real file system that fills up or turns read-only in mid-run.

Runs in a mount namespace of its own: `unshare --map-root-user --mount`.
"""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.hpo.planned_sweeps import TINY, settings, write_documents
from training.config import RunConfig
from training.core import resolve_run_config, train
from training.core.trainer.observers.observer import Evaluation, Observer
from training.errors import UserError
from training.hpo.sweep.callbacks import SweepCallback
from training.hpo.sweep.directory import reopen
from training.hpo.sweep.plan import Planned, plan_sweep
from training.hpo.sweep.run import resume_sweep, start_sweep
from training.hpo.workers.fold_job import FoldReport


class SmallDisk:
    """A file system of a few megabytes."""

    def __init__(self, mount_point: Path) -> None:
        self.path = mount_point
        self._ballast = mount_point / "ballast"
        mount("-t", "tmpfs", "-o", "size=4m", "tmpfs", str(mount_point))

    def fill(self) -> None:
        with self._ballast.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                return

    def free(self) -> None:
        self._ballast.unlink()

    def forbid(self) -> None:
        """Open files stay as they are, which a mount in use does not allow otherwise."""
        mount("--bind", str(self.path), str(self.path))
        mount("-o", "remount,bind,ro", str(self.path))

    def allow(self) -> None:
        subprocess.run(["umount", str(self.path)], check=True)


class Once(SweepCallback, Observer):
    """Does something at the second evaluation."""

    def __init__(self, action: Callable[[], None]) -> None:
        self._action = action
        self._left = 2

    def on_report(self, report: FoldReport) -> None:
        self._count()

    def on_evaluation(self, evaluation: Evaluation) -> None:
        self._count()

    def _count(self) -> None:
        self._left -= 1
        if self._left == 0:
            self._action()


def main(mount_point: Path) -> None:
    data = write_documents(mount_point.with_name("documents.jsonl"))
    undisturbed = start_sweep(planned(data, mount_point.with_name("undisturbed"))).study
    disk = SmallDisk(mount_point)
    found = {
        "undisturbed": trials_of(undisturbed),
        "full": sweep_with(disk, data, disk.fill, disk.free),
        "read_only": sweep_with(disk, data, disk.forbid, disk.allow),
        "training": training_with(disk, data, disk.forbid, disk.allow),
        "at_first": refusals_at_first(disk, data),
    }
    json.dump(found, sys.stdout)


def sweep_with(
    disk: SmallDisk, data: Path, spoil: Callable[[], None], mend: Callable[[], None]
) -> dict[str, Any]:
    directory = disk.path / spoil.__name__
    told = in_a_process(lambda: start_sweep(planned(data, directory), [Once(spoil)]))
    mend()
    return {"told": told, "trials": trials_of(resume_sweep(reopen(directory, {})).study)}


def training_with(
    disk: SmallDisk, data: Path, spoil: Callable[[], None], mend: Callable[[], None]
) -> dict[str, Any]:
    config = run_config(data, disk.path / "runs")
    directory = disk.path / "run"
    directory.mkdir()
    told = refusal(lambda: train(config, [Once(spoil)], directory=directory))
    mend()
    status = train(config, directory=directory).run.record["status"]
    return {"told": told, "status": status}


def refusals_at_first(disk: SmallDisk, data: Path) -> list[str]:
    disk.fill()
    sweep = refusal(lambda: start_sweep(planned(data, disk.path / "new")))
    config = run_config(data, disk.path / "new-runs")
    return [sweep, refusal(lambda: train(config))]


def planned(data: Path, directory: Path) -> Planned:
    return plan_sweep(settings(data), directory=directory)


def run_config(data: Path, runs: Path) -> RunConfig:
    values = {"data": {"path": str(data)}, **TINY}
    flat = [
        f"{section}.{key}={one}" for section, keys in values.items() for key, one in keys.items()
    ]
    overrides = [*flat, f"output_dir={runs}", "training.epochs=4"]
    return resolve_run_config(overrides=overrides, environ={}).config


def refusal(action: Callable[[], object]) -> str:
    try:
        action()
    except UserError as error:
        return f"{type(error).__name__}: {error}"
    return ""


def in_a_process(action: Callable[[], object]) -> str:
    """Return what an action is refused in a process that ends afterwards, as a command does."""
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()
    process = context.Process(target=lambda: queue.put(refusal(action)))
    process.start()
    process.join()
    return str(queue.get())


def trials_of(study: Any) -> list[dict[str, Any]]:
    return [
        {"state": one.state.name, "params": one.params, "values": one.values}
        for one in study.get_trials(deepcopy=False)
    ]


def mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
