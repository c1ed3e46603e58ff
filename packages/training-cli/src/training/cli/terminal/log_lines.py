"""Show log records of the framework as lines on standard error."""

from __future__ import annotations

import logging

from training.cli.terminal.messages import print_error, print_note, print_warning

LOGGER = "training"


class LineHandler(logging.Handler):
    """Prints a record through the console, so that a progress bar stays whole."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one record."""
        message = self.format(record)
        if record.levelno >= logging.ERROR:
            print_error(message)
        elif record.levelno >= logging.WARNING:
            print_warning(message)
        else:
            print_note(message)


def show_log(level: str) -> None:
    """Show the framework's records of at least this level.

    Args:
        level: ``debug``, ``info``, ``warning`` or ``error``, as in `logging.level`.
    """
    logger = logging.getLogger(LOGGER)
    logger.setLevel(level.upper())
    if not any(isinstance(one, LineHandler) for one in logger.handlers):
        logger.addHandler(LineHandler())
