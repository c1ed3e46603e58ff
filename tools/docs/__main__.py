"""Command line: `python -m tools.docs` updates the generated parts of docs/."""

from __future__ import annotations

import sys

from tools.docs.pages import PAGES


def main() -> None:
    """Rewrite the pages that are out of date and name them."""
    for page in PAGES:
        if page.is_outdated():
            page.path.write_text(page.regenerated(), encoding="utf-8")
            sys.stdout.write(f"{page.path}\n")


if __name__ == "__main__":
    main()
