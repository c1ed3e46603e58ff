"""A server that keeps every event it is sent, and a tracker that sends to it."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from training.config import Section
from training.core.plugins import Provider, hookimpl
from training.core.trackers import RemoteTracker
from training.core.trackers.remote import (
    Connection,
    Destination,
    Event,
    EventBatch,
    Numbers,
    RefusedError,
)
from training.core.trackers.remote.events import to_line

REFUSED = 422


class LedgerServer:
    """Keeps rows in the order in which they came, also those that came twice.

    Attributes:
        rows: What was sent.
        is_up: Whether it answers with more than an error.
        loses_answers: Whether it keeps rows and then hangs up.
        answers: Cleared, it keeps rows and answers nothing until it is set again.
    """

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.is_up = True
        self.loses_answers = False
        self.answers = threading.Event()
        self.answers.set()
        self.asked = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def numbers(self) -> list[tuple[str, int, int]]:
        """Return split, epoch and step of the numbers it was sent."""
        found = [row for row in self.rows if row["event"] == "numbers"]
        return [(row["split"], row["epoch"], row["step"]) for row in found]

    def close(self) -> None:
        self.answers.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        ledger = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._reply(200, ledger.rows)

            def do_POST(self) -> None:
                ledger.asked.set()
                rows = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if not ledger.is_up:
                    self._reply(503, "down for maintenance")
                elif any(row.get("split") == "forbidden" for row in rows):
                    self._reply(REFUSED, "this split is forbidden")
                else:
                    ledger.rows.extend(rows)
                    ledger.answers.wait()
                    if not ledger.loses_answers:
                        self._reply(200, "thank you")

            def _reply(self, status: int, body: Any) -> None:
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *arguments: Any) -> None:
                """Print nothing."""

        return Handler


class LedgerOptions(Section):
    """Where the ledger is."""

    url: str = "http://127.0.0.1:9"
    """Address of the server."""


@dataclass(frozen=True)
class Ledger(Destination):
    url: str

    @property
    def address(self) -> str:
        return self.url

    def connect(self) -> LedgerConnection:
        return LedgerConnection(self.url)


class LedgerConnection(Connection):
    def __init__(self, url: str) -> None:
        self._url = url

    def send(self, event_batch: EventBatch) -> None:
        rows = [_row(event) for event in event_batch.events]
        if event_batch.is_in_doubt:
            known = self._request(None)
            rows = [row for row in rows if row not in known]
        event_batch.memory["batches"] = event_batch.memory.get("batches", 0) + 1
        if rows:
            self._request(rows)

    def _request(self, rows: list[dict[str, Any]] | None) -> Any:
        data = None if rows is None else json.dumps(rows).encode()
        try:
            with urllib.request.urlopen(self._url, data, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code == REFUSED:
                raise RefusedError(json.load(error)) from error
            raise


class LedgerTracker(RemoteTracker):
    name = "ledger-book"
    options = LedgerOptions
    wait_seconds = 20.0

    @classmethod
    def destination(cls, options: Section) -> Ledger:
        return Ledger(cast("LedgerOptions", options).url)


@hookimpl
def register_trackers() -> list[Provider]:
    return [Provider("ledger-book", f"{__name__}:LedgerTracker", "Every event, in a ledger")]


def _row(event: Event) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(to_line(event))
    return row


def numbers(step: int, split: str = "train", **metrics: Any) -> Numbers:
    """Return an event as a fit records it."""
    told: Mapping[str, Any] = metrics or {"loss": 1.0 / step}
    return Numbers(1000 * step, split, 1, step, told)
