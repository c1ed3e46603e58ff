"""Command line: `python -m tools.shims` updates the generated files of legacy-shims."""

from __future__ import annotations

import sys

from tools.shims.generated import SHIMS, generated_files, leftovers


def main() -> int:
    """Write what is out of date, remove what the table no longer asks for, and name both.

    Returns:
        1 when a new module that the table names is not there, otherwise 0.
    """
    files, missing = generated_files()
    for path, text in files.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{path.relative_to(SHIMS)}\n")
    for path in leftovers(files):
        path.unlink()
        sys.stdout.write(f"{path.relative_to(SHIMS)} (removed)\n")
    for module in missing:
        sys.stderr.write(f"the table of renames names `{module}`, which is not there\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
