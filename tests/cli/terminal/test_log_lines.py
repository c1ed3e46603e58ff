from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from training.cli.terminal.log_lines import LineHandler, show_log


@pytest.fixture
def logger() -> Iterator[logging.Logger]:
    found = logging.getLogger("training")
    handlers, level = list(found.handlers), found.level
    found.handlers = []
    yield found
    found.handlers, found.level = handlers, level


def test_records_are_shown_by_their_level(
    logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    show_log("info")
    logger.debug("hidden")
    logger.info("remark %d", 1)
    logger.warning("careful")
    logging.getLogger("training.hpo").error("broken")
    assert capsys.readouterr().err == "remark 1\nwarning: careful\nerror: broken\n"


def test_the_least_level_can_be_raised(
    logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    show_log("warning")
    logger.info("hidden")
    assert capsys.readouterr().err == ""


def test_asked_for_twice_each_record_is_shown_once(
    logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    show_log("info")
    show_log("info")
    logger.info("once")
    assert capsys.readouterr().err == "once\n"
    assert sum(isinstance(one, LineHandler) for one in logger.handlers) == 1
