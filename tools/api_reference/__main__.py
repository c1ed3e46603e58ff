"""Command line: `python -m tools.api_reference` updates docs/api."""

from __future__ import annotations

import sys

from tools.api_reference.pages import FOLDER, generated_pages, leftover_pages


def main() -> None:
    """Write the pages that are out of date, remove those of modules that are gone; name both."""
    pages = generated_pages()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in pages.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{path.name}\n")
    for path in leftover_pages(pages):
        path.unlink()
        sys.stdout.write(f"{path.name} (removed)\n")


if __name__ == "__main__":
    main()
