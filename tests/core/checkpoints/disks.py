"""File layers that stop, refuse or lose what was not synced."""

from __future__ import annotations

import io
import os
import random
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from training.core.checkpoints.disk import Disk

SECTOR = 1024


class Stopped(BaseException):
    """The process is dead: nothing after this may reach the disk."""


class CountingDisk(Disk):
    """Carries out changes in small steps and calls `at_limit` instead of one of them.

    Writes take at most a sector, and the one at the limit is cut in half.
    """

    def __init__(self, limit: int, at_limit: Callable[[], None]) -> None:
        self.changes = 0
        self._limit = limit
        self._at_limit = at_limit

    def step(self) -> None:
        self.changes += 1
        if self.changes >= self._limit:
            self._at_limit()

    def make_folder(self, folder: Path) -> None:
        self.step()
        super().make_folder(folder)

    def create(self, path: Path) -> io.RawIOBase:
        self.step()
        return SlowFile(super().create(path), self, path)

    def wrote(self, path: Path) -> None:
        """Called after each write."""

    def sync(self, file: io.RawIOBase) -> None:
        self.step()
        super().sync(file)

    def sync_folder(self, folder: Path) -> None:
        self.step()
        super().sync_folder(folder)

    def rename(self, source: Path, target: Path) -> None:
        self.step()
        super().rename(source, target)

    def link(self, source: Path, target: Path) -> None:
        self.step()
        super().link(source, target)

    def delete(self, path: Path) -> None:
        self.step()
        super().delete(path)

    def delete_folder(self, folder: Path) -> None:
        self.step()
        super().delete_folder(folder)


class SlowFile(io.RawIOBase):
    def __init__(self, raw: io.RawIOBase, disk: CountingDisk, path: Path) -> None:
        self._raw = raw
        self._disk = disk
        self.path = path

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def write(self, content: memoryview) -> int | None:  # type: ignore[override]
        part = bytes(content[:SECTOR])
        try:
            self._disk.step()
        except Stopped:
            if self._disk.changes == self._disk._limit:
                self._raw.write(part[: len(part) // 2])
            raise
        self._disk.wrote(self.path)
        return self._raw.write(part)

    def close(self) -> None:
        self._raw.close()
        super().close()


def stopping_disk(limit: int) -> CountingDisk:
    """Stops at a change, as a process does that is killed."""

    def stop() -> None:
        raise Stopped

    return CountingDisk(limit, stop)


def killing_disk(limit: int) -> CountingDisk:
    """Kills the process at a change."""
    return CountingDisk(limit, lambda: os.kill(os.getpid(), signal.SIGKILL))


class RefusingDisk(CountingDisk):
    """Refuses one change, or one and all later ones."""

    def __init__(self, limit: int, error: int, once: bool) -> None:
        super().__init__(limit, self._refuse)
        self._error = error
        self._once = once

    def _refuse(self) -> None:
        if self.changes == self._limit or not self._once:
            raise OSError(self._error, os.strerror(self._error))


class Change(NamedTuple):
    folder: Path
    undo: Callable[[], object]


class PowerLossDisk(CountingDisk):
    """Stops at a change, and can then lose what was not synced.

    Content is lost of files that were not synced; of each folder that was not synced, the last
    so many changes are lost, from none to all.
    """

    def __init__(self, limit: int) -> None:
        def stop() -> None:
            raise Stopped

        super().__init__(limit, stop)
        self._unsynced: set[Path] = set()
        self._pending: list[Change] = []

    def lose(self, seed: int) -> None:
        chosen = random.Random(seed)
        for path in self._unsynced:
            if path.exists():
                os.truncate(path, chosen.randrange(path.stat().st_size + 1))
        folders = {change.folder for change in self._pending}
        lost = {folder: chosen.choice((0, 1, 2, 1000)) for folder in sorted(folders)}
        for change in reversed(self._pending):
            if lost[change.folder] and change.folder.exists():
                lost[change.folder] -= 1
                change.undo()

    def make_folder(self, folder: Path) -> None:
        super().make_folder(folder)
        self._changed(folder.parent, lambda: shutil.rmtree(folder, ignore_errors=True))

    def create(self, path: Path) -> io.RawIOBase:
        file = super().create(path)
        self._changed(path.parent, lambda: path.unlink(missing_ok=True))
        return file

    def wrote(self, path: Path) -> None:
        self._unsynced.add(path)

    def sync(self, file: io.RawIOBase) -> None:
        super().sync(file)
        assert isinstance(file, SlowFile)
        self._unsynced.discard(file.path)

    def sync_folder(self, folder: Path) -> None:
        super().sync_folder(folder)
        self._pending = [change for change in self._pending if change.folder != folder]

    def rename(self, source: Path, target: Path) -> None:
        super().rename(source, target)
        if source in self._unsynced:
            self._unsynced.remove(source)
            self._unsynced.add(target)
        self._changed(target.parent, lambda: target.exists() and target.rename(source))

    def link(self, source: Path, target: Path) -> None:
        super().link(source, target)
        self._changed(target.parent, lambda: target.unlink(missing_ok=True))

    def delete(self, path: Path) -> None:
        content = path.read_bytes()
        super().delete(path)
        self._changed(path.parent, lambda: path.write_bytes(content))

    def delete_folder(self, folder: Path) -> None:
        super().delete_folder(folder)
        self._changed(folder.parent, lambda: folder.mkdir(exist_ok=True))

    def _changed(self, folder: Path, undo: Callable[[], object]) -> None:
        self._pending.append(Change(folder, undo))


class ForgetfulDisk(Disk):
    """Accepts every byte and keeps other ones."""

    def rename(self, source: Path, target: Path) -> None:
        model = source.with_name("model.safetensors")
        content = model.read_bytes()
        model.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        super().rename(source, target)
