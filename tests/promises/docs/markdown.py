from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ABOUT_SHIMS = {"docs/TRAINING_MODULE_MIGRATION.md", "packages/legacy-shims/README.md"}
HAS_SHIMS = find_spec("training._legacy") is not None
FENCE = re.compile(
    r"^(?:<!-- (?P<note>[^\n]*) -->\n)?```(?P<language>[a-z]+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A fenced block and the comment on the line before it."""

    language: str
    text: str
    note: str
    place: str

    @property
    def file(self) -> str | None:
        """Name under which the block is to be written, if it shows a file."""
        return self.note.removeprefix("file: ") if self.note.startswith("file: ") else None

    @property
    def is_executed(self) -> bool:
        return not re.match(r"not executed: \w", self.note)


def pages() -> list[Path]:
    found = [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md")), *_package_pages()]
    return [page for page in found if HAS_SHIMS or name_of(page) not in ABOUT_SHIMS]


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [_block(page, text, found) for found in FENCE.finditer(text)]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _package_pages() -> list[Path]:
    return sorted(ROOT.glob("packages/*/README.md"))


def _block(page: Path, text: str, found: re.Match[str]) -> Block:
    line = text.count("\n", 0, found.start("language")) + 1
    return Block(found["language"], found["text"], found["note"] or "", f"{name_of(page)}:{line}")
