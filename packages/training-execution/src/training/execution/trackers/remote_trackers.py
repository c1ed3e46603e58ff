"""The trackers of a run that send to servers, for what is called beside the fit."""

from __future__ import annotations

import logging
from pathlib import Path

from training.config import RunConfig
from training.core.plugins import get_registry
from training.core.trackers.remote.queue import EventQueue
from training.core.trackers.remote.tracker import RemoteTracker

logger = logging.getLogger("training.trackers")


def remote_trackers(config: RunConfig) -> list[type[RemoteTracker]]:
    """Return those of the trackers named in `logging.trackers` that send to a server.

    Raises:
        PluginError: No plugin offers one of them.
    """
    registry = get_registry("tracker")
    found = [registry.load(name) for name in config.logging.trackers]
    return [one for one in found if isinstance(one, type) and issubclass(one, RemoteTracker)]


def send_later_file(directory: Path, config: RunConfig, path: str) -> None:
    """Send a file that was written after the run had ended to the trackers that want it.

    Args:
        directory: The run directory.
        config: Configuration of the run.
        path: The file, relative to the directory; nothing happens when it does not exist.
    """
    if not (directory / path).exists():
        return
    try:
        for kind in remote_trackers(config):
            tracker = kind(directory, config)
            if tracker.wants(path) and EventQueue(directory, tracker.name).size:
                tracker.add_file(path)
    except Exception as error:
        logger.warning("%s/%s is not sent: %s", directory, path, error)
