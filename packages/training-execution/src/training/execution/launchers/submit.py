"""Submit runs as jobs, and find their backends again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from training.config import RunConfig
from training.config.dump import require_no_credentials
from training.core.plugins import get_registry
from training.core.runs.directory import NOTHING_BEFORE, new_directory
from training.core.runs.provenance import Provenance
from training.execution.jobs.job import Job, JobBackend
from training.execution.jobs.job_spec import JobSpec
from training.execution.jobs.records import job_folder, write_job
from training.execution.launchers.launch import overridden
from training.execution.launchers.launcher import Launcher


def submit_job(
    config: RunConfig, directory: Path | None = None, provenance: Provenance = NOTHING_BEFORE
) -> Job:
    """Start a run that keeps running when this process ends.

    Args:
        config: What to run, and with `distributed.launcher` where.
        directory: Run directory; an unfinished run in it continues. By default a new one.
        provenance: What the run is and which runs it is made from.

    Raises:
        PluginError: No plugin offers the launcher.
        ConfigError: The launcher cannot do what the configuration asks for, or an address in it
            carries credentials.
        RunError: The folder of runs cannot be written.
    """
    config = overridden(config)
    require_no_credentials(config)
    backend = backend_of(config.distributed.launcher)
    place = (directory or new_directory(config.output_dir, config.name)).absolute()
    folder = job_folder(config.output_dir, place.name)
    with _nothing_left_if_refused(folder, place):
        JobSpec(config, place, provenance).write(folder)
        handle = backend.submit(config, place, folder)
    created = datetime.now(UTC).isoformat(timespec="milliseconds")
    kept = None if handle.pop("directory", place) is None else place
    job = Job(folder.name, config.distributed.launcher, created, kept, handle, folder)
    write_job(job)
    return job


@contextmanager
def _nothing_left_if_refused(folder: Path, directory: Path) -> Iterator[None]:
    try:
        yield
    except Exception:
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):
            directory.rmdir()
        raise


def backend_of(launcher: str) -> JobBackend:
    """Return what carries out the jobs of a launcher.

    Raises:
        PluginError: No plugin offers the launcher.
    """
    return cast("type[Launcher]", get_registry("launcher").load(launcher)).jobs()
