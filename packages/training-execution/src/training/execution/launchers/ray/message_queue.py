"""Messages of the processes of a run to the one that waits for them."""

from __future__ import annotations

from typing import NamedTuple

EVENTS = "events"
MISTAKE = "mistake"
ERROR = "error"
LOSS = "loss"


class Message(NamedTuple):
    """Something that has happened.

    Attributes:
        kind: `events` (lines of an `EventSender`), `mistake` (of the user; the run is over),
            `error` (which would come again; the run is over), or `loss` (a process died or failed).
        content: The lines, or what happened in words (UTF-8).
    """

    kind: str
    content: bytes


class MessageQueue:
    """Keeps letters in their order until they are taken; an actor of the cluster."""

    def __init__(self) -> None:
        self._messages: list[Message] = []
        self._is_over = False

    def put(self, kind: str, content: bytes) -> None:
        """Add a letter."""
        self._messages.append(Message(kind, content))
        self._is_over = self._is_over or kind in (MISTAKE, ERROR)

    def take(self) -> list[Message]:
        """Return the letters that came since the last call."""
        taken, self._messages = self._messages, []
        return taken

    def is_over(self) -> bool:
        """Return whether something was reported after which no process should start again."""
        return self._is_over
