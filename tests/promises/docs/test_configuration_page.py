from __future__ import annotations

from training.config import key_table
from training.config.layers.environment import environment_layer
from training.core import resolve_run_config


def test_every_key_has_the_environment_variable_that_the_page_derives() -> None:
    schema = type(resolve_run_config(environ={}).config)
    for row in key_table(schema):
        name = "__".join(["TRAINING", *row.key.upper().split(".")])
        assert environment_layer({name: "1"}, schema).values == nested(row.key), name


def nested(key: str) -> dict[str, object]:
    first, _, rest = key.partition(".")
    return {first: nested(rest) if rest else 1}
