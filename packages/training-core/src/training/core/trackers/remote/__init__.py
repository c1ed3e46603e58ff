"""Trackers whose numbers go to a server: kept in the run directory first, then sent."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.core.trackers.remote.destination import Connection as Connection
    from training.core.trackers.remote.destination import Destination as Destination
    from training.core.trackers.remote.destination import EventBatch as EventBatch
    from training.core.trackers.remote.destination import RefusedError as RefusedError
    from training.core.trackers.remote.events import Begin as Begin
    from training.core.trackers.remote.events import End as End
    from training.core.trackers.remote.events import Event as Event
    from training.core.trackers.remote.events import File as File
    from training.core.trackers.remote.events import Numbers as Numbers
    from training.core.trackers.remote.tracker import RemoteTracker as RemoteTracker
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "Begin": "events",
            "Connection": "destination",
            "Destination": "destination",
            "End": "events",
            "Event": "events",
            "File": "events",
            "Numbers": "events",
            "RefusedError": "destination",
            "RemoteTracker": "tracker",
            "EventBatch": "destination",
        },
    )
