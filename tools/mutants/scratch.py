"""A copy of the tree that mutants are written to; the working tree is never touched."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.mutants.mutant import Mutant


@contextmanager
def scratch_copy(root: Path) -> Iterator[Path]:
    """Give a temporary copy of the files that git tracks or would track, and delete it."""
    with TemporaryDirectory(prefix="mutants-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder).resolve() / "tree"
        for name in _files(root):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, copy / name, follow_symlinks=False)
        yield copy


def _files(root: Path) -> list[str]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    names = sorted({name for name in listed.stdout.split("\0") if name})
    return [name for name in names if (root / name).is_file()]


@contextmanager
def mutated(copy: Path, mutant: Mutant) -> Iterator[None]:
    """Write a mutant into the copy while the context lasts."""
    path = copy / mutant.path
    source = path.read_bytes()
    path.write_bytes(mutant.edit.apply(source))
    try:
        yield
    finally:
        path.write_bytes(source)


def source_folders(copy: Path) -> list[str]:
    """Return the folders of the copy that hold packages, as `sys.path` entries."""
    return [str(folder) for folder in sorted(copy.glob("packages/*/src"))]
