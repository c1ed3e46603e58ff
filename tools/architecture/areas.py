"""Parts of the framework as a diagram shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from tools.architecture.imports import Edge, module_imports
from tools.sources import source_of

LAYERS = (
    "training.config",
    "training.core",
    "training.execution",
    "training.hpo",
    "training.migrate",
    "training.cli",
)
"""Packages that are drawn; each has a diagram of what is inside it, too."""

GROUNDWORK = "training"
LOGGING = "training.logging"
SHIMS = "legacy-shims"
OLD = ("hpo", "orchestration", "training_exec", "training._legacy")


def layer_of(module: str) -> str:
    """Return the layer that a module belongs to."""
    if _is_shim(module):
        return SHIMS
    if module == "training.orchestrator":
        return "training.execution"
    if module == LOGGING:
        return LOGGING
    within = (one for one in LAYERS if f"{module}.".startswith(f"{one}."))
    return next(within, GROUNDWORK)


def area_of(module: str) -> str:
    """Return the area inside its layer: a package below it, or the layer's own modules."""
    layer = layer_of(module)
    parts = module.removeprefix(f"{layer}.").split(".")
    area = f"{layer}.{parts[0]}"
    source = source_of(area)
    return area if source and source.is_package and area != f"{layer}.{layer}" else layer


def edges_between(
    group: Callable[[str], str], edges: Iterable[Edge] | None = None
) -> Counter[Edge]:
    """Return how many imports lead from each group of modules to each other one."""
    pairs = module_imports() if edges is None else edges
    grouped = ((group(importer), group(imported)) for importer, imported in pairs)
    return Counter(pair for pair in grouped if pair[0] != pair[1])


def edges_within(layer: str) -> Counter[Edge]:
    """Return the imports between the areas of one layer."""
    inside = [
        (importer, imported)
        for importer, imported in module_imports()
        if layer_of(importer) == layer == layer_of(imported)
    ]
    return edges_between(area_of, inside)


def _is_shim(module: str) -> bool:
    if module.startswith("training."):
        source = source_of(module)
        is_beside = source is not None and "legacy-shims" in source.path.parts
        return is_beside or module.startswith("training._legacy")
    return any(f"{module}.".startswith(f"{one}.") for one in OLD)
