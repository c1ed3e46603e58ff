"""Error messages for checkpoints that cannot be written or used."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Sequence
from pathlib import Path

from training.config.origin import shown_path
from training.core.io.atomic_files import refusal
from training.errors import RunError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR)
MEGABYTE = 1_000_000


def cannot_write(folder: Path, error: OSError, needed: int) -> RunError:
    """Return the error for a checkpoint that a disk refused.

    Args:
        folder: The folder of all checkpoints of the run.
        error: What the disk said.
        needed: Bytes that the checkpoint takes.
    """
    place = shown_path(Path(error.filename)) if error.filename else shown_path(folder)
    return RunError(
        f"{place}: the checkpoint cannot be written: {refusal(error)} "
        f"({_free_space(folder)}; the checkpoint takes {_megabytes(needed)}). Earlier checkpoints "
        f"are untouched. {_way_out(error)}, then continue with {_resume(folder)}."
    )


def reads_back_wrong(folder: Path, reason: str) -> RunError:
    """Return the error for a disk that does not keep what it accepted."""
    return RunError(
        f"{shown_path(folder)}: the checkpoint was written, but reads back wrong: {reason}. "
        "Earlier checkpoints are untouched. Check the disk and the memory of this machine, then "
        f"continue with {_resume(folder.parent)}."
    )


def require_no_link(folder: Path) -> None:
    """Refuse to write, and to delete, in a folder of a run that leads elsewhere.

    Raises:
        RunError: It is a symbolic link.
    """
    if folder.is_symlink():
        raise RunError(
            f"{shown_path(folder)}: this is a symbolic link, and nothing is written or deleted "
            "through one. Put the folder it leads to in its place, then continue with "
            f"{_resume(folder)}."
        )


def none_good(folder: Path, problems: Sequence[str]) -> RunError:
    """Return the error for a run with checkpoints none of which can be used."""
    return RunError(
        f"{shown_path(folder)}: the run cannot be continued, for none of its checkpoints can be "
        f"used: {'; '.join(problems)}. Restore the folder from a backup, or start a new run."
    )


def cannot_list(folder: Path, error: OSError) -> RunError:
    """Return the error for a folder of checkpoints that cannot be looked into."""
    return RunError(
        f"{shown_path(folder)}: the checkpoints cannot be listed: {refusal(error)}. Make "
        f"the folder readable, then continue with {_resume(folder)}."
    )


def _resume(folder: Path) -> str:
    return f"`training train --resume {shown_path(folder.parent)}`"


def _way_out(error: OSError) -> str:
    if error.errno in FULL:
        return "Free space, or raise the quota"
    if error.errno in FORBIDDEN:
        return "Make the folder writable"
    return "Check the disk"


def _free_space(folder: Path) -> str:
    existing = next(one for one in (folder, *folder.parents) if one.exists())
    try:
        return f"{_megabytes(shutil.disk_usage(existing).free)} free"
    except OSError:
        return "free space unknown"


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:,.1f} MB"
