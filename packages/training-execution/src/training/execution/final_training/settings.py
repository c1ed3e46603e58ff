"""`final_training.yaml`: what is to be done with a completed run, and where the model starts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import Field

from training.config import RunConfig, Section
from training.config.layers.config_file import read_layer
from training.config.layers.layer import Layer, without
from training.config.problems import config_error
from training.config.validation import validate
from training.core.data.read import require_no_data
from training.errors import ConfigError

Mode: TypeAlias = Literal["reuse_if_exists", "resume_if_incomplete", "force_new"]
SourceType: TypeAlias = Literal["scratch", "best_selected", "final_training"]
CONFIG = "config"


class ParentSettings(Section):
    """The final training whose model this one starts from."""

    run: str | None = None
    """Its directory or its name; takes the place of the fingerprints."""
    spec_fp: str | None = Field(default=None, min_length=8)
    """Its `spec_fp`, or at least the first 8 digits."""
    exec_fp: str | None = Field(default=None, min_length=8)
    """Its `exec_fp`, or at least the first 8 digits; by default any."""
    variant: int | None = Field(default=None, ge=1)
    """Its variant; by default the newest completed one."""


class SourceSettings(Section):
    """What the weights are before the first step."""

    type: SourceType = "scratch"
    """Random weights; the model of the best trial; or the model of an earlier final training."""
    parent: ParentSettings = ParentSettings()
    """The earlier final training, for `final_training`."""


class FinalSettings(Section):
    """The keys of `final_training.yaml` beside `config`."""

    mode: Mode = "reuse_if_exists"
    """What to do when the same has been trained before."""
    source: SourceSettings = SourceSettings()
    """What the weights are before the first step."""
    variant: int | None = Field(default=None, ge=1)
    """Number of the run among those of the same fingerprints; by default the next free one."""
    wait: bool = True
    """Wait for another process that trains the same; otherwise say so and stop."""


def read_final_settings(path: Path | None) -> tuple[FinalSettings, Layer]:
    """Read `final_training.yaml`.

    Args:
        path: The file; None for the defaults.

    Returns:
        The settings, and the values below its key `config`, which belong to the run's
        configuration; each with the line it stands in.

    Raises:
        ConfigError: The file cannot be read, or a key or value is not allowed.
    """
    if path is not None:
        require_no_data(path)
    layer = Layer() if path is None else read_layer(path)
    _refuse_misplaced(layer)
    found = validate(FinalSettings, without(layer, (CONFIG,)))
    if isinstance(found, list):
        raise config_error(found)
    return found, _below_config(layer)


def with_settings(settings: FinalSettings, values: Mapping[str, object]) -> FinalSettings:
    """Return settings in which values that are not None take the place of their own."""
    given = {key: value for key, value in values.items() if value is not None}
    return settings.model_copy(update=given)


def _refuse_misplaced(layer: Layer) -> None:
    """Refuse values of the run's configuration that do not stand below `config`."""
    misplaced = [key for key in layer.values if key in RunConfig.model_fields]
    if misplaced:
        key = misplaced[0]
        raise ConfigError(
            f"{layer.origin((key,))}: `{key}` is a key of the run's configuration; write it below "
            f"`{CONFIG}:`, or give the whole file with --config."
        )


def _below_config(layer: Layer) -> Layer:
    values = layer.values.get(CONFIG)
    if not isinstance(values, Mapping):
        return Layer() if values is None else Layer({CONFIG: values}, layer.origins)
    below = {path[1:]: at for path, at in layer.origins.items() if path[0] == CONFIG and path[1:]}
    return Layer(dict(values), below)
