"""Run a command line in a process of the fork server: `client.py ADDRESS ARGUMENTS…`.

Signals go to that process, and its exit code becomes that of the client.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.fork_server.requests import Request, send

PASSED_ON = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2)


def main(address: str, arguments: list[str]) -> int:
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(address)
        ignores = signal.getsignal(signal.SIGINT) == signal.SIG_IGN
        send(server, Request(arguments, dict(os.environ), str(Path.cwd()), ignores))
        with server.makefile("rb") as answers:
            process = int(answers.readline())
            for number in PASSED_ON:
                signal.signal(number, lambda number, _: os.kill(process, number))
            return int(answers.readline())


if __name__ == "__main__":
    code = main(sys.argv[1], sys.argv[2:])
    if code < 0:
        if -code != signal.SIGKILL:
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    sys.exit(code)
