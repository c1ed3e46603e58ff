from __future__ import annotations

from typing import Any

import pytest
import yaml

from training.config.yaml.dialect import MOST_LEVELS, ConfigDumper, ConfigLoader, TooDeepError


def load(text: str) -> Any:
    return yaml.load(text, ConfigLoader)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2e-5", 2e-5),
        ("1E3", 1000.0),
        (".5", 0.5),
        ("1_000", 1000),
        ("0x10", 16),
        ("0", 0),
        ("0123", "0123"),
        ("12:30", "12:30"),
        ("2026-01-02", "2026-01-02"),
        ("1.2.3", "1.2.3"),
        ("~", None),
        ("off", False),
        ("nope", "nope"),
    ],
)
def test_plain_values_are_what_people_mean(text: str, value: Any) -> None:
    found = load(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text", ["2e-5", "0123", "yes", "", "~", "a\r\nb", "a\x85b", " a ", "\x07", "é: #", "<<"]
)
def test_text_that_is_dumped_reads_back_as_that_text(text: str) -> None:
    assert load(yaml.dump({"a": [text]}, Dumper=ConfigDumper)) == {"a": [text]}


def test_lists_are_inside_each_other_up_to_a_limit() -> None:
    deepest = "[" * MOST_LEVELS + "]" * MOST_LEVELS
    assert load(deepest) is not None
    with pytest.raises(TooDeepError):
        load("[" * (MOST_LEVELS + 2) + "]" * (MOST_LEVELS + 2))
