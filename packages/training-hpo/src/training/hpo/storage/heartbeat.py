"""Renew leases while a sweep works."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from types import TracebackType

from training.hpo.storage.leases import LEASE_SECONDS, Leases

logger = logging.getLogger("training")

BEAT_SECONDS = LEASE_SECONDS / 6


class Heartbeat:
    """A thread that renews the leases of running trials, also while a fold is trained here.

    Args:
        leases: The leases.
        progress: Returns how far each of our trials is.
        seconds: Time between two renewals.

    Attributes:
        lost: Trials whose lease another process has taken over, because it was not renewed in time.
    """

    def __init__(
        self,
        leases: Leases,
        progress: Callable[[], Mapping[int, str]],
        seconds: float = BEAT_SECONDS,
    ) -> None:
        self.lost: set[int] = set()
        self._leases = leases
        self._progress = progress
        self._seconds = seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="leases", daemon=True)

    def __enter__(self) -> Heartbeat:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End."""
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(self._seconds):
            try:
                self.lost |= self._leases.renew(self._progress())
            except Exception as error:
                # The next beat comes before the leases run out.
                logger.warning("leases could not be renewed: %s", error)
