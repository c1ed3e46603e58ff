"""The old path of the old training command: `python -m training.cli.train`."""

from __future__ import annotations

from training.cli.compat.train import main as main

if __name__ == "__main__":
    main()
