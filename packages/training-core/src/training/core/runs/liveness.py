"""Tell a run that somebody works on from one whose process was killed.

A run that is trained holds an exclusive lock (`runs.locked`). On a sweep several processes may
work, so each holds a shared one. The system takes both back when a process ends, however it ends.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from time import sleep

from training.core.io.locks import lock_file
from training.core.runs.directory import LOCK, RUNNING, Run, is_locked

STOPPED = "stopped"
"""Status shown of a run whose record says it is running, and on which nobody works."""


LOOKS, PAUSE = 3, 0.01


@contextmanager
def working_on(sweep: Path) -> Iterator[None]:
    """Show that this process works on a sweep, as others may beside it.

    Args:
        sweep: Its folder. Where it cannot be written nothing is shown: whoever makes the first
            trial in it says why.
    """
    with ExitStack() as stack:
        with suppress(OSError):
            sweep.mkdir(parents=True, exist_ok=True)
            file = stack.enter_context(lock_file(sweep / LOCK))
            # Whoever looks holds the lock for an instant only, so that waiting is right.
            fcntl.flock(file, fcntl.LOCK_SH)
        yield


def is_worked_on(sweep: Path) -> bool:
    """Return whether a process works on a sweep at this moment."""
    for attempt in range(LOOKS):
        try:
            with lock_file(sweep / LOCK, create=False) as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except OSError:
            # Somebody else may only be looking, too.
            sleep(PAUSE if attempt + 1 < LOOKS else 0)
        else:
            return False
    return True


def status_of(run: Run) -> str:
    """Return the status of a run, `STOPPED` for one that was killed."""
    record = run.record
    return live_status(run.directory, str(record.get("kind")), str(record.get("status", "unknown")))


def live_status(directory: Path, kind: str, status: str) -> str:
    """Return the status of a run, `STOPPED` for one that was killed.

    Args:
        directory: Its folder. That of a trial is in its sweep's; such a trial is as alive as the
            sweep is.
        kind: What it is.
        status: What its record says.
    """
    if status != RUNNING or is_locked(directory):
        return status
    is_sweeps = kind in ("sweep", "trial")
    sweep = directory.parent if kind == "trial" else directory
    return status if is_sweeps and is_worked_on(sweep) else STOPPED
