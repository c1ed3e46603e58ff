"""The generated part of docs/architecture.md."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence

from tools.architecture.areas import (
    GROUNDWORK,
    LAYERS,
    LOGGING,
    SHIMS,
    area_of,
    edges_between,
    edges_within,
    layer_of,
)
from tools.architecture.diagram import diagram
from tools.architecture.imports import Edge
from tools.docs.docstrings import sections_of
from tools.sources import ROOT, Source, all_sources, source_of
from tools.wheels import DISTRIBUTIONS


def architecture() -> str:
    """Return the diagrams and the list of modules as Markdown."""
    return "\n\n".join(_parts()) + "\n"


def declared_edges() -> dict[Edge, str]:
    """Return which of our distributions requires which, as their metadata says."""
    return {(one, other): "" for one in DISTRIBUTIONS for other in _required(one)}


def layer_edges() -> dict[Edge, str]:
    """Return which layer imports which, with the number of imports."""
    return _counted(edges_between(layer_of))


def _parts() -> Iterator[str]:
    yield "## Distributions"
    yield "An arrow leads from a distribution to one that it requires."
    yield diagram(DISTRIBUTIONS, declared_edges())
    yield "## Layers"
    yield (
        "An arrow leads from importing modules to imported ones, with the number of pairs. "
        "`training` stands for the few modules below all others: errors and lazy exports."
    )
    yield diagram([SHIMS, *reversed(LAYERS), LOGGING, GROUNDWORK], layer_edges())
    for layer in LAYERS:
        yield from _layer_parts(layer)


def _layer_parts(layer: str) -> Iterator[str]:
    modules = [one for one in all_sources() if layer_of(one.module) == layer]
    yield f"## Inside `{layer}`"
    yield _summary(source_of(layer))
    areas = list(dict.fromkeys(area_of(one.module) for one in modules))
    if len(areas) > 1:
        yield diagram(areas, _counted(edges_within(layer)), "LR")
    yield _table(areas, modules)


def _table(areas: Sequence[str], modules: Sequence[Source]) -> str:
    rows = ["| package | what it is | modules |", "| --- | --- | --- |"]
    for area in areas:
        names = [one.module for one in modules if area_of(one.module) == area]
        shown = [f"`{name.removeprefix(f'{area}.')}`" for name in names if name != area]
        rows.append(f"| `{area}` | {_summary(source_of(area))} | {', '.join(shown)} |")
    return "\n".join(rows)


def _summary(source: Source | None) -> str:
    text = ast.get_docstring(source.tree) if source else None
    return sections_of(text).summary.replace("|", "\\|")


def _required(distribution: str) -> list[str]:
    path = ROOT / "packages" / distribution / "pyproject.toml"
    lines = tomllib.loads(path.read_text(encoding="utf-8"))["project"]["dependencies"]
    names = [re.split(r"[\[<>=!~; ]", line)[0] for line in lines]
    return [name for name in names if name in DISTRIBUTIONS]


def _counted(edges: Mapping[Edge, int]) -> dict[Edge, str]:
    return {edge: str(number) for edge, number in edges.items()}
