"""The reference of all configuration keys, from the models that check them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, cast

from training.config import KeyRow, LossConfig, RunConfig, Section, key_table
from training.config.schema.providers import section_fields
from training.core.plugins import get_registry
from training.core.run_config.named_sections import options_by_name
from training.core.run_config.tracker_options import logging_options

EXTENDED = {
    "task": "task",
    "task.loss": "loss",
    "task.metrics": "metric",
    "model": "backbone",
    "data": "reader",
    "training.optimizer": "optimizer",
    "training.schedule_options": "schedule",
    "training.callbacks": "callback",
    "logging": "tracker",
}
"""Sections that providers add keys to, and the kind of those providers."""


def key_reference() -> str:
    """Return a table for each section and for each built-in provider that adds keys to it."""
    return "\n\n".join(_parts()) + "\n"


def _parts() -> Iterator[str]:
    sections = section_fields(RunConfig)
    for name, rows in groupby(key_table(RunConfig), key=_section):
        title = f"`{name}`" if name else "Top level"
        about = sections[name].__doc__ if name else "Keys outside of the sections."
        yield f"### {title}\n\n{_one_line(about)}\n\n{_table(rows)}"
        for section, kind in EXTENDED.items():
            if section.partition(".")[0] == name:
                yield from _provider_parts(section, kind)


def _section(row: KeyRow) -> str:
    return row.key.rpartition(".")[0].partition(".")[0]


def _provider_parts(section: str, kind: str) -> Iterator[str]:
    for offer in get_registry(kind):
        name, provider = offer.provider.name, cast("Any", offer.provider.load())
        rows = list(_added_rows(section, _options(kind, name, provider)))
        defaults = _recommended(getattr(provider, "defaults", {}))
        if offer.source.built_in and (rows or defaults):
            table = _table(rows) if rows else ""
            parts = [f"#### `{section}` with the {kind} `{name}`", table, defaults]
            yield "\n\n".join(filter(None, parts))


def _options(kind: str, name: str, provider: Any) -> type[Section]:
    """Return what a provider adds; those of lists stand below their names."""
    options: type[Section] = provider.options
    if kind in ("callback", "metric"):
        return options_by_name([(name, options)])
    return logging_options([(name, options)]) if kind == "tracker" else options


def _added_rows(section: str, options: type[Section]) -> Iterator[KeyRow]:
    known = _section_at(section).model_fields
    for row in key_table(options):
        if row.key.partition(".")[0] not in known:
            yield row._replace(key=f"{section}.{row.key}")


def _section_at(path: str) -> type[Section]:
    section: type[Section] = RunConfig
    for name in path.split("."):
        section = section_fields(section).get(name, LossConfig)
    return section


def _recommended(defaults: Mapping[str, Any]) -> str:
    values = [f"`{key}: {_plain(value)}`" for key, value in _leaves(defaults)]
    return f"It has its own defaults: {', '.join(values)}." if values else ""


def _leaves(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, object]]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _table(rows: Iterator[KeyRow] | list[KeyRow]) -> str:
    head = ["| key | type | default | meaning |", "| --- | --- | --- | --- |"]
    return "\n".join([*head, *map(_line, rows)])


def _line(row: KeyRow) -> str:
    default = "(required)" if row.required else f"`{_plain(row.default)}`"
    cells = (f"`{row.key}`", row.type, default, row.description)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())
