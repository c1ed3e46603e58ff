from __future__ import annotations

import json
import re
import tomllib
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.promises.docs.markdown import ROOT, Block, blocks_of, name_of, pages
from tests.promises.docs.scratch import Scratch

EXECUTED = ("bash", "console", "python")
DRAWN = "mermaid"
READERS = {"json": json.loads, "yaml": yaml.safe_load, "toml": tomllib.loads}
ALL = [block for page in pages() for block in blocks_of(page)]
PLACE = attrgetter("place")


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_examples_of_a_page_work_one_after_the_other(page: Path, tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    for block in blocks_of(page):
        if block.is_executed:
            scratch.execute(block)


def test_every_block_is_executed_read_or_excused() -> None:
    for block in ALL:
        assert block.language in (*EXECUTED, *READERS, DRAWN), block.place


@pytest.mark.parametrize("block", [one for one in ALL if one.language in READERS], ids=PLACE)
def test_data_shown_in_pages_can_be_read(block: Block) -> None:
    assert READERS[block.language](block.text)


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), target


def test_what_is_not_executed_names_real_make_targets_and_distributions() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for block in ALL:
        if not block.is_executed:
            assert set(re.findall(r"^make ([a-z-]+)", block.text, re.MULTILINE)) <= set(targets)
            for name, extra in _installed(block.text):
                assert extra in ["", *_extras(name)], f"{block.place}: {name}[{extra}]"


def _installed(text: str) -> list[tuple[str, str]]:
    lines = [line for line in text.splitlines() if line.startswith("pip install ")]
    return [
        (name, extra)
        for line in lines
        for name, extra in re.findall(
            r'"?([a-z-]+)(?:\[([a-z]+)\])?"?', line[len("pip install ") :]
        )
    ]


def _extras(distribution: str) -> list[str]:
    file = ROOT / "packages" / distribution / "pyproject.toml"
    project: dict[str, Any] = tomllib.loads(file.read_text())["project"]
    return list(project.get("optional-dependencies", {}))
