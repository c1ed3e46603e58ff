"""Resolve a run's configuration from every place that can give a value."""

from __future__ import annotations

import copy
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.config.layers.environment import environment_layer
from training.config.layers.layer import Layer, layer_at, merge_layers, value_at
from training.config.layers.named_list import CALLBACKS, METRICS, with_named_lists
from training.config.layers.overrides import overrides_layer
from training.config.layers.references import read_composed
from training.config.layers.relative_paths import anchored, unusable_paths
from training.config.origin import Origin
from training.config.problems import Problem, config_error
from training.config.resolved import ResolvedConfig, resolved
from training.config.schema.extension import Extend, Extension, UnknownChoice
from training.config.schema.providers import extended_schema, section_fields
from training.config.schema.sections import RunConfig
from training.config.section_shape import well_shaped
from training.config.validation import validate

EXTENDED = (
    ("task",),
    ("task", "loss"),
    ("model",),
    ("data",),
    ("logging",),
    ("training", "optimizer"),
    ("training", "schedule_options"),
    CALLBACKS,
    METRICS,
)
"""Sections to which what was chosen adds keys: task, backbone, reader, trackers, optimizer …"""


def resolve_config(
    experiment: Path | None = None,
    configs: Sequence[Path] = (),
    environ: Mapping[str, str] | None = None,
    overrides: Sequence[str] = (),
    extend: Extend | None = None,
    layers: Sequence[Layer] = (),
) -> ResolvedConfig:
    """Resolve the configuration of one run.

    Each place wins over those before it: built-in defaults, defaults of providers, the experiment,
    `configs` in their order, the environment, `overrides`. Mappings merge key by key; lists and
    scalars replace.

    Args:
        experiment: Experiment file; a section in it may name a file of its own.
        configs: Further files of the same form.
        environ: Variables to read `TRAINING__SECTION__KEY` from; by default those of the process.
        overrides: Texts of the form `key.path=value`.
        extend: Chooses the options and defaults that providers add; without it only the built-in
            keys are known.
        layers: Values that stand in files of another kind, with their origins; they are between
            the experiment and `configs`.

    Raises:
        ConfigError: A file, variable or override cannot be read, or values are not allowed. Every
            problem of validation is in one message.
        PluginError: The options of a provider do not fit their section.
    """
    given = _Given.read([experiment] if experiment else [], layers, configs, environ, overrides)
    return _resolve(given, extend)


def config_from_values(
    values: Mapping[str, Any], origin: str, extend: Extend | None = None
) -> RunConfig:
    """Check values that no file, variable or override gave, for example those of a record.

    Args:
        values: Nested plain values; paths in them are taken as they stand.
        origin: Where they are from, for messages.
        extend: As for `resolve_config`.

    Raises:
        ConfigError: Values are not allowed. Every problem is in one message.
    """
    layer = layer_at((), _plain(values), Origin("override", origin))
    return _resolve(_Given(files=[layer], environ={}, overrides=Layer()), extend).config


def _resolve(given: _Given, extend: Extend | None) -> ResolvedConfig:
    extension, refused = _choose(extend, _merged(given.layers(RunConfig), RunConfig)[0])
    schema = extended_schema(extension.options)
    layer, misshapen = _merged([*_provided(extension), *given.layers(schema)], schema)
    layer = _with_current_names(layer, extension.choices)
    misshapen += unusable_paths(layer, schema)
    outcome = validate(schema, _with_sections(layer))
    found = outcome if isinstance(outcome, list) else []
    problems = [*misshapen, *(_judged_without_options(found, refused, layer) if refused else found)]
    if problems or isinstance(outcome, list):
        raise config_error(problems)
    return resolved(outcome, layer)


@dataclass(frozen=True)
class _Given:
    files: Sequence[Layer]
    environ: Mapping[str, str]
    overrides: Layer

    @classmethod
    def read(
        cls,
        lowest: Sequence[Path],
        layers: Sequence[Layer],
        files: Sequence[Path],
        environ: Mapping[str, str] | None,
        overrides: Sequence[str],
    ) -> _Given:
        uppermost = overrides_layer(overrides)
        sections = tuple(section_fields(RunConfig))
        below, above = (
            [read_composed(Path(file), sections) for file in some] for some in (lowest, files)
        )
        return cls(
            files=[*below, *layers, *above],
            environ=dict(os.environ if environ is None else environ),
            overrides=uppermost,
        )

    def layers(self, schema: type[RunConfig]) -> list[Layer]:
        layers = [*self.files, environment_layer(self.environ, schema), self.overrides]
        return [anchored(layer, schema) for layer in layers]


def _merged(layers: Sequence[Layer], schema: type[RunConfig]) -> tuple[Layer, list[Problem]]:
    checked = [well_shaped(with_named_lists(layer), schema) for layer in layers]
    problems = [problem for _, found in checked for problem in found]
    return merge_layers([layer for layer, _ in checked]), problems


def _choose(extend: Extend | None, layer: Layer) -> tuple[Extension, UnknownChoice | None]:
    if extend is None:
        return Extension(), None
    try:
        return extend(copy.deepcopy(_with_sections(layer).values)), None
    except UnknownChoice as choice:
        return Extension(), choice


def _provided(extension: Extension) -> list[Layer]:
    return [
        layer_at((), _plain(values), Origin("provider", text))
        for text, values in extension.defaults
    ]


def _with_current_names(layer: Layer, choices: Mapping[tuple[str, ...], str]) -> Layer:
    """Put the current name of a provider in place of a former one."""
    values = layer.values
    for path, name in choices.items():
        if isinstance(value_at(values, path), str):
            values = _with_value(values, path, name)
    return Layer(values, layer.origins)


def _with_value(values: Mapping[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    head, *rest = path
    return {**values, head: _with_value(values[head], tuple(rest), value) if rest else value}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: _plain(value) if isinstance(value, Mapping) else copy.deepcopy(value)
        for key, value in values.items()
    }


def _with_sections(layer: Layer) -> Layer:
    empty: dict[str, Any] = {name: {} for name in section_fields(RunConfig)}
    return Layer(empty | layer.values, layer.origins)


def _judged_without_options(
    problems: Sequence[Problem], choice: UnknownChoice, layer: Layer
) -> list[Problem]:
    """Return the refused choice and the problems that do not depend on its options."""
    place = str(layer.origin(choice.path) or "configuration")
    certain = [
        problem
        for problem in problems
        if not (problem.unknown_key and problem.path[:-1] in EXTENDED)
    ]
    return [Problem(place, str(choice), choice.path), *certain]
