"""Trackers: who records the numbers of a run."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.core.run_config.tracker_options import options_of as options_of
    from training.core.trackers.remote.tracker import RemoteTracker as RemoteTracker
    from training.core.trackers.tracker import Tracker as Tracker
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "RemoteTracker": "remote.tracker",
            "Tracker": "tracker",
            "options_of": ".run_config.tracker_options",
        },
    )
