"""Command line: `python -m tools.demo_data OUTPUT_DIR [--seed SEED]`."""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.demo_data.corpus import DEFAULT_SEED
from tools.demo_data.output import write_dataset


def main() -> None:
    """Read the command line and write the dataset."""
    parser = argparse.ArgumentParser(prog="python -m tools.demo_data", description=__doc__)
    parser.add_argument("output_dir", type=Path, help="folder that receives the files")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="default: %(default)s")
    arguments = parser.parse_args()
    write_dataset(arguments.output_dir, arguments.seed)


if __name__ == "__main__":
    main()
