"""The old training command: `python -m training.cli.train`."""

from __future__ import annotations

import sys

from training._waiting import wait_passively
from training.cli.compat.arguments import parse_training_arguments
from training.cli.outcome import exit_code_of
from training.cli.terminal.log_lines import show_log
from training.cli.terminal.standard_streams import settle_streams
from training.core.processes.parent_death import die_with_named_parent


def main() -> None:
    """Train as the arguments of this process say.

    Raises:
        SystemExit: With the exit code, unless all went well: 2 for a mistake the user can mend,
            130 after Ctrl-C.
    """
    settle_streams()
    wait_passively()
    die_with_named_parent()
    code = exit_code_of(_train)
    if code:
        sys.exit(code)


def _train() -> int:
    arguments = parse_training_arguments()
    from training.execution.compat.launch_training import launch_training

    show_log("info")
    launch_training(arguments)
    return 0
