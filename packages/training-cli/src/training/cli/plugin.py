"""The commands of training-cli, offered through the same hook as those of every other plugin."""

from __future__ import annotations

from training.core.plugins import Provider, hookimpl


@hookimpl
def register_commands() -> list[Provider]:
    """Offer the built-in commands, in the order in which a newcomer meets them."""
    base = "training.cli.commands"
    return [
        Provider("init", f"{base}.init.command:app", "Write a commented starter project"),
        Provider(
            "train", f"{base}.train.command:app", "Train a model; without arguments, on the demo"
        ),
        Provider("tune", f"{base}.tune.command:app", "Look for a learning rate before training"),
        Provider("launch", f"{base}.launch:app", "Run a command in several processes"),
        Provider("jobs", f"{base}.jobs:app", "Start runs that keep running without you"),
        Provider("final", f"{base}.final:app", "Train the production model, once"),
        Provider("runs", f"{base}.runs.command:app", "List, show and compare runs"),
        Provider("lineage", f"{base}.lineage.command:app", "Show what a run was made from"),
        Provider("diff", f"{base}.diff.command:app", "Find where two runs part"),
        Provider("reproduce", f"{base}.reproduce:app", "Train a run again and compare the bytes"),
        Provider(
            "evaluate", f"{base}.evaluate.command:app", "Score a trained model on labelled data"
        ),
        Provider("predict", f"{base}.predict.command:app", "Apply a trained model to new texts"),
        Provider("doctor", f"{base}.doctor:app", "See which checkpoints of a run are good"),
        Provider("data", f"{base}.data.command:app", "Look at data before training on it"),
        Provider("tracker", f"{base}.tracker:app", "See and send what trackers could not send"),
        Provider("config", f"{base}.config:app", "Show, check and explain configurations"),
        Provider(
            "migrate", f"{base}.migrate.command:app", "Move from old import paths to new ones"
        ),
        Provider(
            "plugins", f"{base}.plugins.command:app", "See what is installed and what is broken"
        ),
    ]


@hookimpl
def register_checks() -> list[Provider]:
    """Offer the check of commands."""
    target = "training.cli.testing.command:check_command"
    return [Provider("command", target, "Import, help, and what it does about mistakes")]
