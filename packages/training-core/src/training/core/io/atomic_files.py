"""Write files so that a reader sees the old content or the new, never half of it."""

from __future__ import annotations

import errno
import json
import os
import re
import secrets
import shutil
import stat
from pathlib import Path
from typing import IO, Any

FULL = (errno.ENOSPC, errno.EDQUOT)
"""The disk, or the share of it that this user may fill, is full."""
REFUSING = (*FULL, errno.EFBIG, errno.EROFS, errno.EIO)
PARTIAL = ".partial"
_LEFTOVER = re.compile(r"\..+\.[0-9a-f]{12}\.tmp")


def write_bytes(path: Path, content: bytes, mode: int | None = None) -> None:
    """Replace the file at `path` atomically: temporary file beside it, fsync, rename.

    Args:
        path: File, which need not exist.
        content: What it holds afterwards.
        mode: Its permissions; by default those of any new file.

    Raises:
        OSError: The folder does not exist or cannot be written; no temporary file stays behind.
    """
    partial = _partial(path)
    try:
        with _created(partial) as file:
            file.write(content)
            sync_file(file)
        if mode is not None:
            partial.chmod(mode)
        partial.replace(path)
    except BaseException as error:
        partial.unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename = error.filename or str(path)
        raise
    sync_folder(path.parent)


def write_text(path: Path, content: str) -> None:
    """Replace the UTF-8 file at `path` atomically, with line feeds as they stand in `content`."""
    write_bytes(path, content.encode("utf-8"))


def write_json(path: Path, value: Any) -> None:
    """Replace the JSON file at `path` atomically (indented, UTF-8, no NaN).

    Raises:
        ValueError: `value` holds NaN or an infinity, which JSON cannot express.
    """
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def refusal(error: OSError) -> str:
    """Return in words why the system refused to write."""
    reason = error.strerror or str(error)
    return f"the disk is full ({reason})" if error.errno in FULL else reason


def refusal_of_disk(error: BaseException) -> OSError | None:
    """Return the refusal of a full, read-only or faulty disk that an error comes from, if one is.

    What was to be written is not at fault then, and may be written later.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno in REFUSING:
            return cause
        cause = cause.__cause__ or cause.__context__
    return None


def open_to_append(path: Path, buffering: int = -1) -> IO[bytes]:
    """Open a file of a run to append to it, to cut it or to lock it; made when it is missing.

    Raises:
        OSError: It cannot be opened, or is no file of its own: what a link leads to belongs to
            somebody else, and a pipe keeps nothing.
    """
    flags = os.O_CREAT | os.O_APPEND | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        descriptor = os.open(path, flags, 0o666)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise _no_file(path, "it is a symbolic link") from error
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _no_file(path, "it is no regular file")
    return os.fdopen(descriptor, "ab", buffering)


def _no_file(path: Path, reason: str) -> OSError:
    words = f"{reason}, and what is written here must stay in this folder; move it away"
    return OSError(errno.ELOOP, words, str(path))


def own_copy(path: Path) -> None:
    """Replace a file that has other names (hard links) by a copy that has this one only.

    Raises:
        OSError: The copy cannot be written; no temporary file stays behind.
    """
    if not path.is_file() or path.stat().st_nlink == 1:
        return
    partial = _partial(path)
    try:
        with path.open("rb") as source, _created(partial) as copy:
            shutil.copyfileobj(source, copy)
            sync_file(copy)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def clear_leftovers(folder: Path) -> None:
    """Delete the temporary files that killed processes left in a folder nobody else writes to."""
    for path in folder.iterdir():
        if _LEFTOVER.fullmatch(path.name) and path.is_file() and not path.is_symlink():
            path.unlink(missing_ok=True)
        elif path.name.startswith(".") and path.name.endswith(PARTIAL) and path.is_dir():
            shutil.rmtree(path, ignore_errors=True)


def is_file_name(name: str) -> bool:
    """Return whether a name from outside names something directly in the folder it is put into."""
    return name not in ("", ".", "..") and not any(sign in name for sign in "/\0")


def is_below(path: str) -> bool:
    """Return whether a path from outside stays in the folder it is relative to."""
    parts = Path(path).parts
    return bool(parts) and all(map(is_file_name, parts))


def sync_file(file: IO[bytes]) -> None:
    """Make what was written to an open file survive a power failure."""
    file.flush()
    os.fsync(file.fileno())


def settle(path: Path) -> None:
    """Give a file that a library wrote the usual rights, and flush it to the disk."""
    path.chmod(_usual_rights(path.parent))
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make renames within `folder` survive a power failure."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _partial(path: Path) -> Path:
    """Return a name beside `path` that nobody else uses."""
    return path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")


def _created(path: Path) -> IO[bytes]:
    """Open a new file with the usual rights; `open` applies the umask, which threads share."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
    return os.fdopen(os.open(path, flags, 0o666), "wb")


def _usual_rights(folder: Path) -> int:
    """Return the rights of a new file in a folder."""
    probe = _partial(folder / "rights")
    with _created(probe) as file:
        rights = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
    probe.unlink()
    return rights
