from __future__ import annotations

from typing import Any

import pytest

from training.errors import ConfigError
from training.hpo.search_space.parse_parameter import FORMS, read_parameter


@pytest.mark.parametrize(
    ("entry", "way_out"),
    [
        ({"type": "float", "min": 1, "max": 2}, "Write `uniform`, or `loguniform`"),
        ({"type": "suggest_int", "min": 1, "max": 2}, "Write `int`, or `logint`"),
        ({"type": "categorical", "values": [1]}, "Write `choice`."),
        ({"type": "bool"}, "Write `choice` with `values: [true, false]`."),
        ({"type": "uniform", "low": 1, "high": 2}, "Write `min`."),
        ({"type": "quniform", "min": 0, "max": 1, "q": 0.1}, "Write `step`."),
        ({"type": "choice", "choices": [1]}, "Write `values`."),
        ({"type": "uniform", "min": 1, "max": 2, "log": True}, "`type: loguniform`"),
        ({"type": "int", "min": 1, "max": 2, "log": True}, "`type: logint`"),
        ({"log_uniform": {"min": 1, "max": 2}}, "Write `type:` with `loguniform`"),
    ],
)
def test_the_words_of_other_tools_are_answered_with_ours(
    entry: dict[str, Any], way_out: str
) -> None:
    with pytest.raises(ConfigError) as error:
        read_parameter("rate", entry)
    assert way_out in str(error.value)


def test_a_word_of_no_tool_gets_no_such_hint() -> None:
    with pytest.raises(ConfigError) as error:
        read_parameter("rate", {"type": "wibble"})
    assert "Write" not in str(error.value)
    assert ", ".join(FORMS) in str(error.value)
