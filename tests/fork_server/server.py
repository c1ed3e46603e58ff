"""Import what training needs, then fork a process for each request: `server.py ADDRESS`.

It ends with its standard input.
"""

from __future__ import annotations

import gc
import importlib
import os
import runpy
import select
import signal
import socket
import sys
import types
from pathlib import Path

from tests.fork_server.requests import Request, receive

PRELOADED = (
    "jinja2.runtime",
    "safetensors.torch",
    "torch",
    "training.cli.app",
    "training.cli.commands.train.command",
    "training.cli.plugin",
    "training.core.backbones.bilstm.backbone",
    "training.core.plugin",
    "training.core.run_config.resolve",
    "training.core.tasks.text_classification.task_model",
    "training.core.tasks.token_classification.task_model",
    "training.core.trackers.jsonl",
    "training.core.trainer.train",
    "training.execution.launchers.local",
    "training.execution.plugin",
    "training.execution.report.automatic",
    "training.hpo.plugin",
    "training.hpo.sweep.run",
)


def serve(address: str) -> Request:
    """Return, in a forked process, the request that it answers."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen(16)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            if sys.stdin in select.select([listener, sys.stdin], [], [])[0]:
                os._exit(0)
            connection, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                return _answer(connection)
            connection.close()


def _answer(connection: socket.socket) -> Request:
    """Fork the process of a request and report its id and its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    request = receive(connection)
    process = os.fork()
    if process == 0:
        connection.close()
        return request
    _send(connection, process)
    ended = os.pidfd_open(process)
    if ended not in select.select([ended, connection.fileno()], [], [])[0]:
        os.kill(process, signal.SIGKILL)
    _send(connection, os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
    os._exit(0)


def _send(connection: socket.socket, number: int) -> None:
    try:
        connection.sendall(b"%d\n" % number)
    except OSError:
        return


def run(request: Request) -> int | None:
    """Run the command line of a request as a program that was just started."""
    interrupted = signal.SIG_IGN if request.ignores_interrupts else signal.default_int_handler
    signal.signal(signal.SIGINT, interrupted)
    os.environ.clear()
    os.environ.update(request.environ)
    os.chdir(request.folder)
    _open_streams()
    for entry in reversed(request.environ.get("PYTHONPATH", "").split(os.pathsep)):
        if entry:
            sys.path.insert(0, str(Path(entry).absolute()))
    how, *rest = request.arguments
    if how == "training":
        return _run_training(rest)
    (_run_program if how == "-c" else _run_module)(rest)
    return None


def _open_streams() -> None:
    for name, descriptor, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        errors = "backslashreplace" if name == "stderr" else "strict"
        buffering = 1 if name == "stderr" or os.isatty(descriptor) else -1
        stream = os.fdopen(descriptor, mode, buffering, errors=errors, closefd=False)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _run_training(arguments: list[str]) -> int:
    sys.argv = ["training", *arguments]
    from training.cli.app import main

    return main()


def _run_module(arguments: list[str]) -> None:
    module, *sys.argv[1:] = arguments
    sys.path.insert(0, str(Path.cwd()))
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _run_program(arguments: list[str]) -> None:
    text, *rest = arguments
    sys.argv = ["-c", *rest]
    sys.path.insert(0, "")
    program = types.ModuleType("__main__")
    sys.modules["__main__"] = program
    exec(compile(text, "<string>", "exec"), program.__dict__)


if __name__ == "__main__":
    sys.path = [entry for entry in sys.path if entry]
    for module in PRELOADED:
        importlib.import_module(module)
    gc.freeze()
    sys.exit(run(serve(sys.argv[1])))
