"""Declared dependencies of distributions, followed to the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import Distribution, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def closure(wanted: Iterable[str], ours: Mapping[str, Distribution]) -> dict[str, Distribution]:
    """Return by name every distribution that an installer would provide for `wanted`.

    Args:
        wanted: Requirements, for example ``training-core[cpu]``.
        ours: Distributions to prefer to those of the running environment, by name.

    Raises:
        importlib.metadata.PackageNotFoundError: One is neither ours nor installed here.
    """
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()
    pending = [Requirement(one) for one in wanted]
    while pending:
        requirement = pending.pop()
        name = canonicalize_name(requirement.name)
        found[name] = ours.get(name) or distribution(name)
        for extra in {"", *requirement.extras}:
            if (name, extra) not in seen:
                seen.add((name, extra))
                pending.extend(requirements(found[name], extra))
    return found


def requirements(owner: Distribution, extra: str = "") -> Iterator[Requirement]:
    """Yield what a distribution requires here, alone or with one of its extras."""
    for line in owner.requires or ():
        one = Requirement(line)
        if one.marker is None or one.marker.evaluate({"extra": extra}):
            yield one
