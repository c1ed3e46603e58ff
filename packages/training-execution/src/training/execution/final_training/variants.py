"""Tell the final trainings of the same fingerprints apart by number, without races."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from io import FileIO
from pathlib import Path

from training.core.io.atomic_files import refusal
from training.core.io.locks import lock_file
from training.core.runs.directory import RECORD, Run, open_run
from training.core.runs.fingerprints import Fingerprints
from training.errors import RunError
from training.execution.final_training.initial_model import variant_of
from training.execution.final_training.plan import FinalPlan

logger = logging.getLogger("training")

DIGITS = 8
LOCKS = ".locks"


def known_variants(root: Path, fingerprints: Fingerprints) -> dict[int, Run]:
    """Return the final trainings of these fingerprints by number, the newest last.

    Raises:
        RunError: The record of one is damaged, so that nobody can say whether it is complete.
    """
    found = (
        open_run(str(path.parent)) for path in root.glob(f"*-{_stem(fingerprints)}-v*/{RECORD}")
    )
    same = [run for run in found if run.record.get("fingerprints") == fingerprints.as_record()]
    numbered = {number: run for run in same if (number := variant_of(run)) is not None}
    return dict(sorted(numbered.items()))


def new_variant(plan: FinalPlan) -> tuple[int, Path]:
    """Make the directory of a new variant, and return its number with it.

    Raises:
        RunError: The number that is asked for is taken, or the folder cannot be written.
    """
    root, fingerprints = plan.config.output_dir, plan.fingerprints
    with held(root, fingerprints, purpose="number"):
        taken = {_number(path) for path in root.glob(f"*-{_stem(fingerprints)}-v*")}
        number = plan.settings.variant or max(taken, default=0) + 1
        if number in taken:
            raise RunError(
                f"{root}: variant {number} of this final training exists and is never overwritten. "
                "Leave out the number to get the next free one, or resume it by `--mode "
                "resume_if_incomplete`."
            )
        directory = root / f"{plan.config.name}-final-{_stem(fingerprints)}-v{number}"
        directory.mkdir()
    return number, directory


@contextmanager
def held(
    root: Path,
    fingerprints: Fingerprints,
    wait: bool = True,
    on_wait: Callable[[str], None] = logger.debug,
    purpose: str = "run",
) -> Iterator[None]:
    """Keep other processes from doing the same meanwhile; the lock ends with the process.

    Args:
        root: Folder of runs; made when it is missing.
        fingerprints: Fingerprints of the final training.
        wait: Whether to wait for another process that holds them.
        on_wait: Called once when it waits.
        purpose: What is to be done; the same is done by one process at a time.

    Raises:
        RunError: Another process holds them and `wait` is false, or the folder cannot be written.
    """
    path = root / LOCKS / f"final-{_stem(fingerprints)}-{purpose}"
    with ExitStack() as stack:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = stack.enter_context(lock_file(path))
        except OSError as error:
            raise RunError(
                f"{root}: run directories cannot be made here: {refusal(error)}. Choose another "
                "folder with `output_dir` (`--output`)."
            ) from error
        _lock(file, wait, on_wait, root)
        yield


def _lock(file: FileIO, wait: bool, on_wait: Callable[[str], None], root: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        if not wait:
            raise RunError(
                f"{root}: another process carries out this very final training at the moment. Let "
                "it finish, or leave out --no-wait to wait for it and use its result."
            ) from error
        on_wait(f"another process carries out this final training in {root}; waiting for it")
        fcntl.flock(file, fcntl.LOCK_EX)


def _stem(fingerprints: Fingerprints) -> str:
    return f"{fingerprints.spec_fp[:DIGITS]}-{fingerprints.exec_fp[:DIGITS]}"


def _number(directory: Path) -> int:
    digits = directory.name.rpartition("-v")[2]
    return int(digits) if digits.isdecimal() else 0
