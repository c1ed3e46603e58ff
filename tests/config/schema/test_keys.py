"""The table of keys says of each what it accepts, its default and what it means."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.config import Extension, KeyRow, RunConfig, Section, key_table, resolve_config


class Options(Section):
    """Options of a provider."""

    checkpoint: Path
    """Weights
    to begin with."""


LISTS_OF_NAMES = ("training.callbacks", "task.metrics")


def rows(section: type[Section]) -> dict[str, KeyRow]:
    return {row.key: row for row in key_table(section)}


def test_every_value_of_a_configuration_has_a_row() -> None:
    values = [row.key for row in resolve_config(environ={}).rows()]
    assert [key for key in rows(RunConfig) if key not in LISTS_OF_NAMES] == values


@pytest.mark.parametrize("key", LISTS_OF_NAMES)
def test_a_list_of_names_has_a_row_though_it_is_empty(key: str) -> None:
    row = rows(RunConfig)[key]
    assert (row.default, row.required) == ([], False)
    assert "a list of names" in row.type


def test_every_key_is_described() -> None:
    assert [row.key for row in key_table(RunConfig) if not row.description] == []


def test_a_row_holds_type_default_and_meaning() -> None:
    table = rows(RunConfig)
    assert table["training.epochs"] == KeyRow(
        "training.epochs", "a whole number >= 1", 10, "Passes over the training split.", False
    )
    assert table["distributed.world_size"].type == "`auto` or a whole number >= 1"
    assert table["training.early_stopping.enabled"].default is False
    assert table["output_dir"].default == "runs"
    assert table["logging.trackers"].type == "a list of text"


def test_options_without_default_are_marked() -> None:
    row = rows(Options)["checkpoint"]
    assert row == KeyRow("checkpoint", "a path", None, "Weights to begin with.", True)


def test_the_class_of_a_resolved_configuration_lists_the_options_too() -> None:
    found = resolve_config(
        environ={},
        overrides=["model.checkpoint=x"],
        extend=lambda _: Extension({"model": Options}),
    )
    assert "model.checkpoint" in rows(type(found.config))
