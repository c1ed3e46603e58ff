"""The commands of training-cli, offered through the same hook as those of every other plugin."""

from __future__ import annotations

from training.core.plugins import Provider
from training.core.plugins import hookimpl


@hookimpl
def register_commands() -> list[Provider]:
    """Offer the built-in commands, in the order in which a newcomer meets them."""
    base = "training.cli.commands"
    return [
        Provider("init", f"{base}.init:app", "Write a commented starter project"),
        Provider("train", f"{base}.train:app", "Train a model; without arguments, on the demo"),
        Provider("evaluate", f"{base}.evaluate:app", "Score a trained model on labelled data"),
        Provider("predict", f"{base}.predict:app", "Apply a trained model to new texts"),
        Provider("doctor", f"{base}.doctor:app", "See which checkpoints of a run are good"),
        Provider("config", f"{base}.config:app", "Show, check and explain configurations"),
        Provider("plugins", f"{base}.plugins:app", "See what is installed and what is broken"),
    ]
