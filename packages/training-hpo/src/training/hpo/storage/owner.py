"""Owner of a trial, and whether that process is certainly gone."""

from __future__ import annotations

import os
import secrets
import socket
from pathlib import Path

_UNKNOWN = "?"


def new_owner() -> str:
    """Return a name for a worker of this process, different for each call."""
    return "|".join([_machine(), str(os.getpid()), _started(os.getpid()), secrets.token_hex(4)])


def is_gone(owner: str) -> bool:
    """Return whether the process of an owner has certainly ended.

    Only that of a process on this machine can be known; of any other the lease has to run out.
    """
    machine, process, started, _ = [*owner.split("|"), "", "", "", ""][:4]
    if machine != _machine() or not process.isdigit():
        return False
    now = _started(int(process))
    if now == _UNKNOWN:
        return not _exists(int(process))
    return now != started


def shown_owner(owner: str) -> str:
    """Return an owner for people: ``host, process 4711``."""
    machine, process = [*owner.split("|"), ""][:2]
    return f"{machine.partition('/')[0]}, process {process}"


def _machine() -> str:
    """Return what tells machines, their starts, and containers with processes of their own."""
    return f"{socket.gethostname()}/{_text('/proc/sys/kernel/random/boot_id')}/{_namespace()}"


def _started(process: int) -> str:
    """Return when a process started, in ticks; processes of the same number differ in it."""
    stat = _text(f"/proc/{process}/stat")
    fields = stat.rpartition(")")[2].split()
    return fields[19] if len(fields) > 19 and fields[0] not in "ZX" else _UNKNOWN


def _exists(process: int) -> bool:
    if Path("/proc/self/stat").exists():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _namespace() -> str:
    try:
        return str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return ""


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError:
        return ""
