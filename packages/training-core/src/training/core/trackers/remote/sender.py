"""Send the queues of this process to one destination, in the background."""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from time import monotonic

from training.config.origin import shown_path
from training.core.trackers.remote.delivery import BusyError, Delivery, error_text
from training.core.trackers.remote.destination import Connection, Destination
from training.core.trackers.remote.queue import EventQueue
from training.errors import UserError

logger = logging.getLogger("training.trackers")

INTERVAL = 1.0
"""Seconds in which events are gathered to a batch."""
LONGEST_PAUSE = 30.0
"""Longest time between two attempts while the server does not answer, in seconds."""
QUICK = 1.0
"""A failure that took no longer than these seconds is worth another attempt at the end of a run."""
_OUTAGE = (
    "%s cannot be reached: %s. The run continues; its numbers are kept in the run directory and "
    "sent when they can be."
)
_LEFT = "not everything of this run is sent to %s yet; send it with: training tracker sync %s"


class Sender:
    """One thread, one connection, any number of queues.

    It never raises: while the server fails or hangs, the events stay where they are, and the next
    attempts come after 1, 2, 4, … seconds.

    Args:
        destination: Where to.
    """

    def __init__(self, destination: Destination) -> None:
        self.destination = destination
        self._deliveries: dict[str, Delivery] = {}
        self._connection: Connection | None = None
        self._changed = threading.Condition()
        self._hurry = False
        self._attempts = 0
        self._sent = 0
        self._was_in_vain = False
        self._has_told = False
        self._pause = INTERVAL
        self._failure: str | None = None
        self._failure_seconds = 0.0
        self._thread: threading.Thread | None = None

    def take(self, queue: EventQueue) -> None:
        """Send this queue from now on, until it is closed and empty."""
        with self._changed:
            self._deliveries[_key(queue)] = Delivery(queue, self.destination.address)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(
                    target=self._work, name=f"send to {self.destination.address}", daemon=True
                )
                self._thread.start()

    def settle(self, queue: EventQueue, seconds: float) -> bool:
        """Wait until a queue and the closed ones are sent, as long as there is hope.

        There is none when the server fails once more, or has kept an earlier run waiting in vain.

        Args:
            queue: A queue that was taken.
            seconds: Longest time to wait for the next batch to be sent.

        Returns:
            Whether the queue is sent; if not, this process keeps trying.
        """
        with self._changed:
            begun, sent = self._attempts, self._sent
            deadline = monotonic() + seconds
            self._hurry = True
            self._changed.notify_all()
            while not self._is_settled(queue) and not self._is_hopeless(queue, begun):
                if sent != self._sent:
                    sent, deadline = self._sent, monotonic() + seconds
                if monotonic() > deadline:
                    self._was_in_vain = True
                    break
                self._changed.wait(0.05)
            return self._is_sent(queue)

    def tell_what_is_left(self, directory: Path) -> None:
        """Say how to send the rest of a run; of many that the same server failed, of the first."""
        level = logging.DEBUG if self._has_told else logging.WARNING
        self._has_told = True
        logger.log(level, _LEFT, self.destination.address, shown_path(directory))

    def _is_settled(self, queue: EventQueue) -> bool:
        closed = [one.queue for one in self._deliveries.values() if one.queue.is_closed]
        return all(self._is_sent(one) for one in (queue, *closed))

    def _is_sent(self, queue: EventQueue) -> bool:
        try:
            return queue.progress(self.destination.address).sent >= queue.size
        except UserError:
            return False

    def _is_hopeless(self, queue: EventQueue, begun: int) -> bool:
        """Return whether waiting is in vain.

        A failure that came quickly is worth another attempt.
        """
        if _key(queue) not in self._deliveries and not self._is_sent(queue):
            return True
        if self._failure is None:
            return self._was_in_vain
        return self._failure_seconds > QUICK or self._attempts > begun

    def _work(self) -> None:
        while self._has_work():
            for delivery in list(self._deliveries.values()):
                if not self._attempt(delivery):
                    self._put_last(delivery)
                    break
                self._drop_if_closed(delivery)

    def _has_work(self) -> bool:
        """Wait until the next round is due; without queues the thread ends."""
        with self._changed:
            if self._deliveries:
                self._changed.wait_for(lambda: self._hurry, self._pause)
                self._hurry = False
            else:
                self._thread = None
            return self._thread is not None

    def _attempt(self, delivery: Delivery) -> bool:
        """Send all there is of a queue; return whether the server answered."""
        began = monotonic()
        failure = None
        try:
            self._send(delivery)
        except BusyError:
            logger.debug("%s is sent by another process", delivery.queue.events)
        except UserError as error:
            self._give_up(delivery, str(error))
        except Exception as error:
            self._connection = None
            failure = error_text(error)
            with suppress(OSError, UserError):
                delivery.note_problem(failure)
        with self._changed:
            self._conclude(failure, monotonic() - began)
            self._changed.notify_all()
        return failure is None

    def _send(self, delivery: Delivery) -> None:
        while not delivery.is_done():
            if self._connection is None:
                self._connection = self.destination.connect()
                self._got_through()
            if not delivery.send_batch(self._connection):
                return
            self._got_through()

    def _got_through(self) -> None:
        self._sent += 1
        self._was_in_vain = False

    def _conclude(self, failure: str | None, seconds: float) -> None:
        self._attempts += 1
        if failure is not None and self._failure is None:
            logger.warning(_OUTAGE, self.destination.address, failure)
        if failure is None and self._failure is not None:
            logger.info("%s answers again", self.destination.address)
        self._failure, self._failure_seconds = failure, seconds
        self._pause = INTERVAL if failure is None else min(2 * self._pause, LONGEST_PAUSE)

    def _put_last(self, delivery: Delivery) -> None:
        """Let the other queues go first, should the reason be in this one."""
        with self._changed:
            key = _key(delivery.queue)
            if self._deliveries.get(key) is delivery:
                self._deliveries[key] = self._deliveries.pop(key)

    def _give_up(self, delivery: Delivery, problem: str) -> None:
        """Leave a queue to `training tracker sync`: someone has to mend something first."""
        logger.warning("%s is not sent: %s", delivery.queue.events, problem)
        with self._changed:
            self._deliveries = {
                key: one for key, one in self._deliveries.items() if one is not delivery
            }

    def _drop_if_closed(self, delivery: Delivery) -> None:
        with self._changed:
            key, queue = _key(delivery.queue), delivery.queue
            is_finished = queue.is_closed and delivery.is_done()
            if is_finished and self._deliveries.get(key) is delivery:
                del self._deliveries[key]


@cache
def sender_to(destination: Destination) -> Sender:
    """Return the sender of this process to a destination."""
    return Sender(destination)


def _key(queue: EventQueue) -> str:
    return str(queue.events.absolute())
