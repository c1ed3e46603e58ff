from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from training.core.data import Dataset, Record

QUIET = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
    "OMP_NUM_THREADS": "1",
}
ITEM = {"text": "Ana Ruiz works in Turin", "annotations": [[0, 8, "NAME"], [18, 23, "PLACE"]]}


class MlflowServer:
    """A real MLflow server on loopback, with an SQLite store.

    Args:
        folder: Where it keeps everything, also from one start to the next.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        log = self._folder / "server.log"
        command = [sys.executable, "-m", "mlflow", "server", "--host=127.0.0.1", "--workers=1"]
        command += [f"--port={self._port}", f"--backend-store-uri=sqlite:///{self._folder}/ml.db"]
        command += [f"--artifacts-destination={self._folder}/artifacts"]
        with log.open("ab") as file:
            self._process = subprocess.Popen(
                command,
                stdout=file,
                stderr=file,
                env={**os.environ, **QUIET},
                start_new_session=True,
            )
        deadline = monotonic() + 180
        while not self._answers():
            assert self._process.poll() is None, log.read_text()
            assert monotonic() < deadline, log.read_text()
            sleep(0.2)

    def kill(self) -> None:
        """Kill it and its workers, as a power failure would."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


@pytest.fixture(scope="session")
def mlflow_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MlflowServer]:
    server = MlflowServer(tmp_path_factory.mktemp("mlflow"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(autouse=True)
def _no_mlflow_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no variable of the machine decide where a test sends to."""
    for name in [name for name in os.environ if name.startswith("MLFLOW_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")


@pytest.fixture
def dataset() -> Dataset[Record]:
    """Twelve documents; two of them validate and test."""
    items = [Record(ITEM, f"item {number}") for number in range(12)]
    return Dataset(items, items[:2], items[:2])


@pytest.fixture
def tiny(tmp_path: Path) -> list[str]:
    """Overrides for a fit of nine steps."""
    return [
        "model.hidden_size=4",
        "model.embedding_size=4",
        "model.rows=32",
        "training.epochs=3",
        "training.batch_size=4",
        "training.threads=1",
        "logging.log_every_steps=1",
        f"output_dir={tmp_path}/runs",
    ]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
