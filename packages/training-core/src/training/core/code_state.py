"""Say which source code a run was made with, when it lies in a git repository."""

from __future__ import annotations

import hashlib
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

SECONDS = 10.0
LENGTH = 32
QUIET = ("-c", "core.fsmonitor=false")
"""A repository's settings must not make git start programs."""


def code_state() -> dict[str, Any] | None:
    """Return the state of the git repository around the working directory.

    It is asked once for a folder: the code of a process does not change while it runs.

    Returns:
        ``commit`` (None before the first one), ``dirty`` (whether tracked files were changed, or
        there are Python files that git neither tracks nor ignores) and ``changes`` (a fingerprint
        of these changes; None when there are none). None outside of a repository, or when git
        cannot answer.
    """
    return _state(Path.cwd())


@cache
def _state(folder: Path) -> dict[str, Any] | None:
    root = _git(folder, "rev-parse", "--show-toplevel")
    if root is None:
        return None
    top = Path(os.fsdecode(root.rstrip(b"\n")))
    commit = _git(top, "rev-parse", "--verify", "--quiet", "HEAD")
    changes = _changes(top, has_commit=commit is not None)
    return {
        "commit": None if commit is None else commit.decode().strip(),
        "dirty": changes is not None,
        "changes": changes,
    }


def _changes(top: Path, has_commit: bool) -> str | None:
    base = ["diff", "--no-ext-diff", "--no-color", "--no-textconv", "--full-index"]
    changed = _git(top, *base, "HEAD") if has_commit else None
    new = _git(top, "ls-files", "-z", "--others", "--exclude-standard", "--", "*.py") or b""
    if not changed and not new:
        return None
    digest = hashlib.sha256(changed or b"")
    for name in sorted(filter(None, new.split(b"\0"))):
        digest.update(name + b"\0" + _content(top / os.fsdecode(name)))
    return digest.hexdigest()[:LENGTH]


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _git(folder: Path, *arguments: str) -> bytes | None:
    try:
        done = subprocess.run(
            ["git", *QUIET, *arguments],
            cwd=folder,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 else None
