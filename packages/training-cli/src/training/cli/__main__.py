"""Run the command line: `python -m training.cli`."""

from __future__ import annotations

import sys

from training.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
