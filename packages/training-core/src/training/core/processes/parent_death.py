"""End a child process when its parent process ends, however that happens."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import wait
from time import sleep

SECONDS_BETWEEN_LOOKS = 0.5
PR_SET_PDEATHSIG = 1
"""Source: prctl(2)."""

PARENT = "TRAINING_PARENT_PROCESS"
"""Environment variable with the process id of the parent, for a command that is started by us."""


def die_with_named_parent() -> None:
    """End this process with the one that `PARENT` names, if any; its own children do not see it."""
    named = os.environ.pop(PARENT, "")
    if named.isascii() and named.isdecimal():
        die_with(int(named))


def die_with(parent: int) -> None:
    """End this process as soon as a parent process is gone; also when it is gone already.

    Linux does so at once. Elsewhere, or when a server process forked this one, a thread watches.

    Args:
        parent: Its process id, which the parent itself has reported.
    """
    if os.getppid() == parent and _is_killed_by_system():
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return
    threading.Thread(target=_watch, args=(parent,), name="parent-watch", daemon=True).start()


def heed_only_parent(parent: int) -> None:
    """Ignore signals that are sent to all processes of a job: the parent decides what ends.

    A scheduler that wants a run to save sends SIGTERM, SIGUSR1 or SIGUSR2 to its helpers as well,
    and a terminal SIGINT. SIGTERM of the parent still ends this process.

    Args:
        parent: Its process id; a server process may have forked this one for it.
    """
    for number in (signal.SIGINT, signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, signal.SIG_IGN)
    if not hasattr(signal, "sigwaitinfo"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
    else:
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
        threading.Thread(
            target=_await_signal_of, args=(parent,), name="signals", daemon=True
        ).start()


@contextmanager
def starting_children() -> Iterator[None]:
    """Let children that are forked within the block begin without SIGTERM.

    Until they call `heed_only_parent`, a signal to a whole job would end them.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _await_signal_of(parent: int) -> None:
    while signal.sigwaitinfo([signal.SIGTERM]).si_pid != parent:
        pass
    os._exit(0)


def _is_killed_by_system() -> bool:
    """Ask Linux to kill this process when its parent ends; return whether it will."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) == 0)


def _watch(parent: int) -> None:
    known = multiprocessing.parent_process()
    if known is not None and known.pid == parent:
        wait([known.sentinel])
    else:
        while os.getppid() == parent:
            sleep(SECONDS_BETWEEN_LOOKS)
    os.kill(os.getpid(), signal.SIGKILL)
