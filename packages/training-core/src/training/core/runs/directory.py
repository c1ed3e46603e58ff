"""Run directories: one folder per run, readable without us."""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from time import monotonic, sleep
from types import MappingProxyType
from typing import Any

from training.config.redaction import redacted
from training.core.io.atomic_files import clear_leftovers, refusal, write_text
from training.core.io.locks import lock_file
from training.core.runs.provenance import Provenance
from training.core.runs.record import CHECKPOINT as CHECKPOINT
from training.core.runs.record import METRICS as METRICS
from training.core.runs.record import RECORD as RECORD
from training.core.runs.record import read_record, record_problem, write_record
from training.errors import RunError, suggestion

logger = logging.getLogger("training")

CONFIG = "config.yaml"
REPORT = "report.html"
CHECKPOINTS = "checkpoints"
LOCK = ".lock"
LATEST = "latest"
PREPARED = "prepared"
RUNNING = "running"
COMPLETED = "completed"
LOCK_ATTEMPTS, LOCK_PAUSE = 5, 0.05
NOTHING_BEFORE = Provenance()
NO_FACTS: Mapping[str, Any] = MappingProxyType({})
_OUTCOME = ("finished", "error", "history")


@dataclass
class Run:
    """A run and its directory.

    Attributes:
        directory: Where everything of the run is.
        record: The content of `run.json`.
    """

    directory: Path
    record: dict[str, Any]

    @property
    def id(self) -> str:
        """Name of the run, unique in its folder."""
        return str(self.record["id"])

    @property
    def is_resumed(self) -> bool:
        """Whether an earlier process began the run."""
        return bool(self.record.get("resumed"))

    @property
    def checkpoint(self) -> Path:
        """Folder of the exported model."""
        return self.directory / CHECKPOINT

    def update(self, **values: Any) -> None:
        """Change the record on disk; numbers that are not finite become null there.

        Raises:
            RunError: It cannot be written.
        """
        self.note(**values)
        with _writing(self.directory):
            write_record(self.directory, self.record)

    def note(self, **values: Any) -> None:
        """Change the record, to be written with the next `update`."""
        self.record = {**self.record, **values}

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Mark the run completed, interrupted or failed, by how the block ends.

        Raises:
            RunError: That cannot be written; when the block failed, its own error is raised
                instead.
        """
        started = monotonic()
        try:
            yield
        except BaseException as error:
            self._end_badly(started, error)
            raise
        self._end(started, COMPLETED)

    def _end_badly(self, started: float, error: BaseException) -> None:
        status = "interrupted" if _is_interruption(error) else "failed"
        try:
            self._end(started, status, error=redacted(f"{type(error).__name__}: {error}"))
        except RunError as refusal:
            logger.warning("that the run is %s could not be noted: %s", status, refusal)

    def _end(self, started: float, status: str, **reason: str) -> None:
        seconds = round(self.record.get("seconds", 0.0) + monotonic() - started, 3)
        finished = _stamp(datetime.now(UTC))
        self.update(status=status, finished=finished, seconds=seconds, **reason)


def create_run(
    output_dir: Path,
    name: str,
    config_yaml: str,
    provenance: Provenance = NOTHING_BEFORE,
    facts: Mapping[str, Any] = NO_FACTS,
) -> Run:
    """Make a new run directory under `output_dir`, never an existing one.

    Args:
        output_dir: Folder of run directories; made when it is missing.
        name: The directory's name begins with it; the time and four random signs follow.
        config_yaml: Content of its `config.yaml`.
        provenance: What the run is and which runs it is made from.
        facts: Further keys of its record.

    Raises:
        RunError: The folder cannot be written.
    """
    directory = new_directory(output_dir, name)
    return start_run(directory, config_yaml, provenance, {"name": name, **facts})


def new_directory(output_dir: Path, name: str, shared: str | None = None) -> Path:
    """Make the directory of a run that is begun later.

    Args:
        output_dir: Folder of run directories; made when it is missing.
        name: The directory's name begins with it; the time and four random signs follow.
        shared: Whole name instead, of a directory that may exist already.

    Raises:
        RunError: The folder cannot be written.
    """
    now = datetime.now(UTC)
    unique = f"{name}-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    directory = output_dir / (shared or unique)
    try:
        output_dir.mkdir(parents=True, exist_ok=True)
        directory.mkdir(exist_ok=shared is not None)
    except OSError as error:
        raise RunError(
            f"{output_dir}: run directories cannot be made here: {refusal(error)}. Choose "
            "another folder with `output_dir` (`--output`)."
        ) from error
    return directory


def start_run(
    directory: Path,
    config_yaml: str,
    provenance: Provenance = NOTHING_BEFORE,
    facts: Mapping[str, Any] = NO_FACTS,
    status: str = RUNNING,
) -> Run:
    """Write the record and configuration of a run that begins, into an existing folder.

    Args:
        directory: The folder; nothing in it is looked at.
        config_yaml: Content of its `config.yaml`.
        provenance: What the run is and which runs it is made from.
        facts: Further keys of its record.
        status: ``running``; or ``prepared`` for a run that another call begins: `train` with this
            directory gives it its facts, and keeps its name, kind, parents and details.

    Raises:
        RunError: The folder cannot be written.
    """
    record = {
        "id": provenance.run_id(directory),
        "status": status,
        "created": _stamp(datetime.now(UTC)),
        **provenance.as_record(directory),
        **facts,
        "process": os.getpid(),
    }
    with _writing(directory):
        write_text(directory / CONFIG, config_yaml)
        write_record(directory, record)
    return Run(directory, record)


def go_on(run: Run) -> None:
    """Note that this process takes up an unfinished run."""
    stamp = _stamp(datetime.now(UTC))
    resumed = [*run.record.get("resumed", ()), stamp]
    begun = {name: value for name, value in run.record.items() if name not in _OUTCOME}
    problems = (run.record.get("history") or {}).get("problems")
    run.record = {**begun, "history": {"problems": problems}} if problems else begun
    run.update(status=RUNNING, resumed=resumed, process=os.getpid())


def open_run(reference: str, output_dir: Path = Path("runs")) -> Run:
    """Return an existing run.

    Args:
        reference: Path of a run directory, the name of one in `output_dir`, or ``latest``.
        output_dir: Where names are looked up.

    Raises:
        RunError: There is no such run, or its record is damaged.
    """
    directory = _find(reference, output_dir)
    return Run(directory, read_record(directory))


def warn_if_changed(run: Run) -> None:
    """Warn of a record that was changed after it was written."""
    problem = record_problem(run.record)
    if problem:
        logger.warning("%s: %s.", run.directory / RECORD, problem)


def list_runs(output_dir: Path) -> list[Path]:
    """Return the run directories in a folder, newest last."""
    found = [path.parent for path in output_dir.glob(f"*/{RECORD}")]
    return sorted(found, key=lambda path: ((path / RECORD).stat().st_mtime_ns, path.name))


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Keep other processes from training in a run directory; the lock ends with the process.

    Temporary files that a killed process left in the directory are deleted.

    Raises:
        RunError: Another process trains here, or the folder cannot be written.
    """
    with ExitStack() as stack:
        with _writing(directory):
            file = stack.enter_context(lock_file(directory / LOCK))
        if not _lock(file):
            raise RunError(
                f"{directory}: another process{_holder(directory)} trains in this run directory. "
                "Wait for it, or choose another one."
            )
        with _writing(directory):
            clear_leftovers(directory)
        yield


def _holder(directory: Path) -> str:
    try:
        return f" (id {open_run(str(directory)).record['process']})"
    except (RunError, KeyError):
        return ""


def is_locked(directory: Path) -> bool:
    """Return whether a process trains in a run directory at this moment."""
    try:
        with lock_file(directory / LOCK, create=False) as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def require_folder_of_runs(root: Path) -> None:
    """Refuse a folder that is not there: nothing in it could be shown.

    Raises:
        RunError: The message says how to name another one.
    """
    if not root.is_dir():
        raise RunError(
            f"{root}: there is no such folder of runs. Name one with --runs, or start a run with "
            "`training train`."
        )


def _find(reference: str, output_dir: Path) -> Path:
    if reference == LATEST:
        return _latest(output_dir)
    for candidate in (Path(reference), output_dir / reference):
        if (candidate / RECORD).is_file():
            return candidate
    raise RunError(_no_run(reference, output_dir))


def _latest(output_dir: Path) -> Path:
    """Return the newest run that trains one model: sweeps are called by their names."""
    runs = list_runs(output_dir)
    if not runs:
        raise RunError(f"{output_dir}: no run yet. Start one with `training train`.")
    return next((run for run in reversed(runs) if not _is_sweep(run)), runs[-1])


def _is_sweep(directory: Path) -> bool:
    try:
        return read_record(directory).get("kind") == "sweep"
    except RunError:
        return False


def _no_run(reference: str, output_dir: Path) -> str:
    known = [path.name for path in list_runs(output_dir)]
    near = suggestion(reference, [*known, LATEST])
    hint = f" Newest in {output_dir}: {', '.join(reversed(known[-3:]))}." if known else ""
    found = _what_is_there(Path(reference))
    return (
        f"{reference}: no run here{found}: expected a run directory (with {RECORD}), the name of "
        f"one in {output_dir}, or `{LATEST}`.{near}{hint}"
    )


def _what_is_there(path: Path) -> str:
    """Return what stands at a path that is no run, and how it is used, or an empty text."""
    if path.is_file():
        return ", but a file"
    if path.name == CHECKPOINT and (path.parent / RECORD).is_file():
        return f", but the exported model of {path.parent}; pass that"
    inside = list_runs(path) if path.is_dir() else []
    if inside:
        return f", but a folder of runs; pass one of them, such as {inside[-1]}"
    return ", but another folder" if path.is_dir() else ""


def _lock(file: FileIO) -> bool:
    """Lock a file; `is_locked` may hold it for a moment, so that it is tried more than once."""
    for attempt in range(LOCK_ATTEMPTS):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            sleep(LOCK_PAUSE if attempt + 1 < LOCK_ATTEMPTS else 0)
        else:
            return True
    return False


@contextmanager
def _writing(directory: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RunError(
            f"{directory}: the run directory cannot be written: {refusal(error)}. Free "
            "space or make it writable, or choose another folder with `output_dir` (`--output`)."
        ) from error


def _is_interruption(error: BaseException) -> bool:
    return isinstance(error, (KeyboardInterrupt, SystemExit))


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
