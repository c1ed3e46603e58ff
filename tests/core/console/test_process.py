from __future__ import annotations

import subprocess
import sys

PROGRAM = r"""
import logging, sys, threading, warnings
from training.core.console.process import escape_process_output
escape_process_output()
EVIL = "\x1b]0;owned\x07\x9b"
logging.basicConfig(format="%(message)s")
other = logging.getLogger("a.library")
other.warning("label %s", EVIL)
try:
    raise ValueError(EVIL)
except ValueError:
    other.exception("failed")
warnings.warn(EVIL)
def fail():
    raise KeyError(EVIL)
thread = threading.Thread(target=fail, name=EVIL)
thread.start()
thread.join()
raise RuntimeError(EVIL)
"""


def test_logs_warnings_and_tracebacks_of_any_library_cannot_steer_the_terminal() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=False)
    told = done.stderr.decode()
    assert done.returncode == 1
    assert "\x1b" not in told
    assert "\x9b" not in told
    assert r"label \x1b]0;owned\x07\x9b" in told
    assert r"ValueError: \x1b]0;owned\x07\x9b" in told
    assert r"UserWarning: \x1b]0;owned\x07\x9b" in told
    assert r"Exception in thread \x1b]0;owned\x07\x9b" in told
    assert r"RuntimeError: \x1b]0;owned\x07\x9b" in told
