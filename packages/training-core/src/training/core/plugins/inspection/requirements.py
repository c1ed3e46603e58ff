"""Requirements of a plugin on the distributions of the framework."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, version

OURS = ("training-core", "training-execution", "training-hpo", "training-cli", "legacy-shims")


def unmet_requirements(distribution: Distribution | None) -> str:
    """Return what a distribution requires of ours and does not find, as a clause; else "".

    Requirements of its extras, and those that a marker excludes here, do not count.
    """
    stated = (distribution.requires if distribution is not None else None) or ()
    ours = [one for one in stated if one.lower().replace("_", "-").startswith(OURS)]
    return "; ".join(_unmet(ours)) if ours else ""


def _unmet(stated: list[str]) -> Iterator[str]:
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.utils import canonicalize_name

    for text in stated:
        try:
            wanted = Requirement(text)
        except InvalidRequirement as error:
            yield f"its requirement `{text}` cannot be read: {error}"
            continue
        name = canonicalize_name(wanted.name)
        excluded = wanted.marker is not None and not wanted.marker.evaluate({"extra": ""})
        if name not in OURS or excluded:
            continue
        found = _version(name)
        if found is None:
            yield f'it requires {wanted}, and {name} is not installed: pip install "{wanted}"'
        elif not wanted.specifier.contains(found, prereleases=True):
            yield (
                f"it requires {name}{wanted.specifier}, and {name} {found} is installed: upgrade "
                "one of the two"
            )


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None
