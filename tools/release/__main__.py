"""Command line: `python -m tools.release core minor` prepares a release of one distribution."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from tools.release.project import PARTS
from tools.release.release import Release, build, prepare
from tools.wheels import ROOT


def main() -> None:
    """Prepare and build a release, and print what remains to be done by hand."""
    options = _parser().parse_args()
    try:
        release = prepare(ROOT, options.distribution, options.part, options.date)
        files = build(release, options.output)
    except ValueError as error:
        sys.stderr.write(f"error: {error}\n")
        raise SystemExit(2) from None
    sys.stdout.write(_summary(release, files))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.release",
        description="Set the version of one distribution, date its changelog, move the ranges of "
        "the siblings that need it, build and check the wheel.",
        epilog="Example: python -m tools.release core minor",
    )
    parser.add_argument("distribution", help="core, execution, hpo, cli or legacy-shims")
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--date", type=date.fromisoformat, default=date.today())
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="default: dist/")
    return parser


def _summary(release: Release, files: list[Path]) -> str:
    name = f"{release.project.name} {release.version}"
    lines = [name, *(f"  built {file.name}" for file in files)]
    for sibling in release.moved:
        lines.append(
            f"  {sibling.name}: range moved; it needs a release before it can be installed "
            f"beside {name}"
        )
    tag = f"{release.project.name}-{release.version}"
    lines.append(f"Next: git commit --all --message 'Release {name}' && git tag {tag}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
