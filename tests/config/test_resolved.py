from __future__ import annotations

from training.config import RunConfig
from training.config.layers.layer import Layer
from training.config.origin import DEFAULT, Origin
from training.config.resolved import leaves, plain_values, resolved

SET = Origin("override", "--set")


def test_leaves_are_the_values_that_are_no_mapping_and_empty_mappings() -> None:
    values = {"a": {"b": 1, "c": {}}, "d": [1, {"e": 2}], "f": None}
    assert leaves(values) == {
        ("a", "b"): 1,
        ("a", "c"): {},
        ("d",): [1, {"e": 2}],
        ("f",): None,
    }


def test_every_value_has_the_origin_that_gave_it_or_is_a_default() -> None:
    given = Layer({"training": {"epochs": 3}}, {("training", "epochs"): SET})
    rows = {row.key: row for row in resolved(RunConfig(), given).rows()}
    assert rows["training.epochs"].origin is SET
    assert rows["training.batch_size"].origin is DEFAULT
    assert set(rows) == {".".join(map(str, path)) for path in leaves(plain_values(RunConfig()))}


def test_the_origin_of_a_section_is_not_that_of_its_defaults() -> None:
    section = Layer({"training": {"epochs": 3}}, {("training",): SET})
    rows = {row.key: row for row in resolved(RunConfig(), section).rows()}
    assert rows["training.batch_size"].origin is DEFAULT
