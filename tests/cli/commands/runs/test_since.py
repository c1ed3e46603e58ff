from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from training.cli.commands.runs.since import since
from training.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "ago"),
    [
        ("30m", timedelta(minutes=30)),
        ("12h", timedelta(hours=12)),
        (" 7d ", timedelta(days=7)),
        ("2w", timedelta(weeks=2)),
    ],
)
def test_how_long_ago_counts_back_from_now(text: str, ago: timedelta) -> None:
    moment = datetime.fromisoformat(since(text))
    assert abs(datetime.now(UTC) - ago - moment) < timedelta(minutes=1)


def test_a_date_is_local_unless_it_says_otherwise() -> None:
    assert since("2026-01-31T12:00:00+02:00") == "2026-01-31T10:00:00+00:00"
    local = datetime(2026, 1, 31).astimezone().astimezone(UTC)
    assert since("2026-01-31") == local.isoformat(timespec="seconds")


@pytest.mark.parametrize(
    "text", ["", "yesterday", "7 d", "-7d", "7y", "2026-13-01", "9" * 30 + "w"]
)
def test_anything_else_is_refused_with_the_forms(text: str) -> None:
    with pytest.raises(ConfigError, match=r"expected how long ago \(30m, 12h, 7d, 2w\) or a date"):
        since(text)
