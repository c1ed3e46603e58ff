"""Leave the page about a run in its directory when the run ends."""

from __future__ import annotations

import logging
from pathlib import Path

from training.core.runs.directory import RECORD, Run
from training.execution.process_group.rank_info import rank_info_from_environment

logger = logging.getLogger("training")


def leave_report(run: Run, root: Path) -> None:
    """Write `report.html`, in the first of several processes; a failure is a warning.

    Args:
        run: The run that ended.
        root: Folder of runs, in which parents are looked up.
    """
    rank_info = rank_info_from_environment()
    if (rank_info is not None and rank_info.rank != 0) or not (run.directory / RECORD).is_file():
        return
    from training.execution.report.page import write_report

    try:
        write_report(run, root)
    except Exception:
        logger.warning("%s: the report could not be written", run.directory, exc_info=True)
