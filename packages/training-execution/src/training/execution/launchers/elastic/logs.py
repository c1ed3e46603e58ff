"""Log files of the processes of a run."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import mkdtemp

from torch.distributed.elastic.multiprocessing.api import LogsDest, LogsSpecs


class RankLogs(LogsSpecs):
    """One file for each process and start: ``rank-0.log``, later ``rank-0.restart-1.log``.

    The processes themselves write their output where their errors go.

    Args:
        folder: Where they go; made when it is missing.
        scratch: Folder for files that torch wants to write.
    """

    def __init__(self, folder: Path, scratch: Path) -> None:
        super().__init__(str(folder))
        self._folder = folder
        self._scratch = scratch

    @property
    def root_log_dir(self) -> str:
        """The folder."""
        return str(self._folder)

    def reify(self, envs: dict[int, dict[str, str]]) -> LogsDest:
        """Name the files of the processes that start now, by their local ranks."""
        self._folder.mkdir(parents=True, exist_ok=True)
        place = mkdtemp(dir=self._scratch)
        names = {rank: str(self._folder / log_name(one)) for rank, one in envs.items()}
        errors = {rank: str(Path(place) / f"{rank}.json") for rank in envs}
        nowhere = dict.fromkeys(envs, os.devnull)
        return LogsDest(
            stdouts=nowhere, stderrs=names, tee_stdouts={}, tee_stderrs={}, error_files=errors
        )


def log_name(environment: dict[str, str]) -> str:
    """Return the name of a process's log file, from what the agent says in its environment."""
    restarts = environment["TORCHELASTIC_RESTART_COUNT"]
    again = "" if restarts == "0" else f".restart-{restarts}"
    return f"rank-{environment['RANK']}{again}.log"
