"""Providers of this distribution."""

from __future__ import annotations

from training.core.plugins import Provider, hookimpl


@hookimpl
def register_tasks() -> list[Provider]:
    """Offer the task."""
    target = "tabular_regression.task:TabularRegression"
    return [Provider("tabular-regression", target, "Predict a number from a row of numbers")]


@hookimpl
def register_backbones() -> list[Provider]:
    """Offer the backbone."""
    return [Provider("mlp", "tabular_regression.mlp:MlpBackbone", "Two fully connected layers")]


@hookimpl
def register_readers() -> list[Provider]:
    """Offer the reader."""
    return [Provider("csv", "tabular_regression.reader:CsvReader", "Comma separated numbers")]


@hookimpl
def register_trackers() -> list[Provider]:
    """Offer the tracker."""
    return [Provider("csv-log", "tabular_regression.tracker:CsvTracker", "Metrics as metrics.csv")]


@hookimpl(optionalhook=True)
def register_commands() -> list[Provider]:
    """Offer the command."""
    return [Provider("csv-head", "tabular_regression.command:app", "Show the first rows of a CSV")]
