"""The arguments of the old command `python -m training.cli.train`."""

from __future__ import annotations

import argparse
from pathlib import Path

OPTIONAL: tuple[tuple[str, type, str], ...] = (
    ("--learning-rate", float, "highest rate of the optimizer"),
    ("--batch-size", int, "documents in a batch"),
    ("--dropout", float, "share of values dropped while training"),
    ("--weight-decay", float, "decoupled weight decay"),
    ("--epochs", int, "passes over the training documents"),
    ("--random-seed", int, "seed of everything random"),
    ("--fold-idx", int, "fold to validate on, from 0"),
    ("--fold-splits-file", Path, "JSON file with the folds"),
    ("--k-folds", int, "number of folds"),
    ("--output-dir", Path, "run directory"),
)
SWITCHES: tuple[tuple[str, str], ...] = (
    ("--early-stopping-enabled", "stop when the metric no longer improves"),
    ("--use-combined-data", "train on the old and the new data set together"),
    ("--use-all-data", "train on everything, without a validation split"),
)


def parse_training_arguments() -> argparse.Namespace:
    """Parse the command line of this process.

    Returns:
        One attribute for each option; what was not given is None.

    Raises:
        SystemExit: The arguments cannot be understood (code 2), or help was asked for (code 0).
    """
    return _parser().parse_args()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training.cli.train",
        description="Train from a folder of old configuration files. New: `training train`.",
    )
    parser.add_argument("--data-asset", required=True, help="file or folder of the data set")
    parser.add_argument("--config-dir", required=True, help="folder with train.yaml and others")
    parser.add_argument("--backbone", required=True, help="backbone to train")
    for name, kind, meaning in OPTIONAL:
        parser.add_argument(name, type=kind, help=meaning)
    for name, meaning in SWITCHES:
        parser.add_argument(name, type=_switch, metavar="true|false", help=meaning)
    return parser


def _switch(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise argparse.ArgumentTypeError(f"expected true or false, got {text!r}")
    return text.lower() == "true"
