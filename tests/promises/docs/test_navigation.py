from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import yaml
from tools.wheels import ROOT

DOCS = ROOT / "docs"


def patterns(items: list[Any]) -> Iterator[str]:
    """The pages of a part of the navigation, as patterns of paths below the documentation."""
    for item in items:
        if isinstance(item, dict):
            for inner in item.values():
                yield from patterns(inner)
        else:
            yield item


def test_every_page_is_in_the_navigation_of_the_site() -> None:
    navigation = list(patterns(yaml.safe_load((DOCS / ".nav.yml").read_text())["nav"]))
    pages = [path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")]
    assert len(pages) > len(navigation)
    missing = [one for one in pages if not any(fnmatchcase(one, each) for each in navigation)]
    assert missing == []


def test_every_page_of_the_navigation_exists() -> None:
    navigation = patterns(yaml.safe_load((DOCS / ".nav.yml").read_text())["nav"])
    assert [one for one in navigation if not list(DOCS.glob(one))] == []
