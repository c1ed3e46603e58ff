"""`training hpo dashboard`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from training.core.console.help import examples
from training.errors import missing_extra
from training.hpo.cli.options import Runs, Storage, SweepFolder

EPILOG = examples(
    "training hpo dashboard              # the newest sweep in runs",
    "training hpo dashboard --port 9000  # another port",
)
Host = Annotated[
    str, typer.Option("--host", metavar="NAME", help="Address to listen on; only this machine.")
]
Port = Annotated[
    int, typer.Option("--port", metavar="N", min=1, max=65535, help="Port to listen on.")
]


def dashboard(
    sweep: SweepFolder = "latest",
    storage: Storage = None,
    runs: Runs = Path("runs"),
    host: Host = "127.0.0.1",
    port: Port = 8080,
) -> None:
    """Look at a sweep in a browser, with optuna-dashboard, while it runs and afterwards.

    Needs the extra `dashboard` of training-hpo. Ctrl-C ends it.
    """
    from training.core.console.lines import print_line
    from training.hpo.cli.open import opened_sweep

    serve = _server()
    opened = opened_sweep(sweep, runs, storage)
    print_line(f"http://{host}:{port}/dashboard shows {opened.study.study_name}; Ctrl-C ends it")
    try:
        # Ctrl-C is how it ends, also when it comes while the server starts or answers.
        with suppress(KeyboardInterrupt):
            serve(opened.study._storage, host, port)
    except OSError as error:
        raise _unusable(host, port, error) from error


def _server() -> Callable[[Any, str, int], None]:
    try:
        module = import_module("optuna_dashboard")
    except ModuleNotFoundError as error:
        if error.name != "optuna_dashboard":
            raise
        raise missing_extra("optuna-dashboard", "training-hpo", "dashboard") from error
    serve: Callable[[Any, str, int], None] = module.run_server
    return serve


def _unusable(host: str, port: int, error: OSError) -> Exception:
    from training.errors import ConfigError

    return ConfigError(
        f"`--host {host} --port {port}`: nothing can listen there: {error.strerror}. Choose "
        "another port."
    )
