"""Put sampled parameters into the configuration of a trial."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from training.config import RunConfig, TrainingConfig, config_from_values
from training.config.resolved import plain_values
from training.core.run_config.resolve import plugin_keys
from training.errors import ConfigError
from training.hpo.search_space.parameters import Choice, Parameter
from training.hpo.search_space.search_space import edges, fixed
from training.hpo.sweep.backbones import NAMES

_SEARCHED_SECTIONS = ("training", "model", "task")


def key_path(name: str) -> tuple[str, ...]:
    """Return the configuration key that a parameter sets.

    Args:
        name: A key path such as ``training.learning_rate``, or an old name: one of the `training`
            section, ``random_seed``, or one of the `model` section.

    Raises:
        ConfigError: The key is the same for all trials of a sweep.
    """
    if name in ("seed", "random_seed", "training.random_seed"):
        return ("seed",)
    if name in RunConfig.model_fields:
        raise ConfigError(_shared_key(name))
    if "." not in name:
        return ("training" if name in TrainingConfig.model_fields else "model", name)
    path = tuple(name.split("."))
    if path[0] not in _SEARCHED_SECTIONS or path == ("task", "name"):
        raise ConfigError(_shared_key(name))
    return path


def _shared_key(name: str) -> str:
    section = "" if "." in name else f" A key of a section is written with it: `model.{name}`."
    return (
        f"`search_space.{name}`: this key is the same for all trials of a sweep. Set it below "
        f"`base` or with `--set`. Keys of {', '.join(_SEARCHED_SECTIONS)} and `seed` can be "
        f"searched.{section}"
    )


def trial_config(base: RunConfig, parameters: Mapping[str, Any], origin: str) -> RunConfig:
    """Return the configuration of a trial.

    Args:
        base: What all trials share.
        parameters: Sampled values by the name of the parameter.
        origin: Where they are from, for messages.

    Raises:
        ConfigError: A value is not allowed, or the key does not exist.
    """
    values = put_parameters(plain_values(base), parameters)
    return config_from_values(values, origin, extend=plugin_keys)


def put_parameters(base: Mapping[str, Any], parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain values of a configuration with those of parameters in their place; unchecked.

    Sections without a parameter are those of `base`, not copies.
    """
    values = dict(base)
    for name, value in parameters.items():
        _put(values, key_path(name), value)
    return values


def base_of(
    base: RunConfig, bases: Mapping[str, RunConfig], params: Mapping[str, Any]
) -> RunConfig:
    """Return what all trials with the backbone of these parameters share."""
    chosen = next((params[name] for name in NAMES if name in params), None)
    return bases.get(str(chosen), base)


def check_search_space(
    base: RunConfig, space: Mapping[str, Parameter], bases: Mapping[str, RunConfig] | None = None
) -> None:
    """Refuse a search space that leads to configurations that are not allowed.

    Each parameter is tried at its edges, and with every backbone that it may meet, so that a sweep
    does not fail after hours.

    Raises:
        ConfigError: A parameter sets no key, a key that another sets too, or an edge is not
            allowed; the message names `search_space.NAME`.
    """
    owners: dict[tuple[str, ...], str] = {}
    for name in space:
        other = owners.setdefault(key_path(name), name)
        if other != name:
            raise ConfigError(
                f"`search_space.{name}` and `search_space.{other}` set the same key "
                f"`{'.'.join(key_path(name))}`. Keep one of them."
            )
    for name, values in edges(space):
        for one in _met(base, bases or {}, values):
            try:
                trial_config(one, values, f"search_space.{name}")
            except ConfigError as error:
                raise _hinted(error, bases, one) from error


def _met(
    base: RunConfig, bases: Mapping[str, RunConfig], values: Mapping[str, Any]
) -> Sequence[RunConfig]:
    if any(name in values for name in NAMES):
        return [base_of(base, bases, values)]
    return list(bases.values()) or [base]


def _hinted(
    error: ConfigError, bases: Mapping[str, RunConfig] | None, base: RunConfig
) -> ConfigError:
    if not bases:
        return error
    return ConfigError(
        f"{error} That is so with the backbone `{base.model.backbone}`; a parameter that only "
        "others have gets a condition, for example `when: {model.backbone: NAME}`."
    )


def without_backbone(space: Mapping[str, Parameter], backbone: str) -> dict[str, Parameter]:
    """Return the search space without the backbone, which is fixed within a sweep.

    Old search spaces list all backbones, and one sweep is run for each of them.

    Raises:
        ConfigError: The backbone of the sweep is not in the list, or nothing else is searched.
    """
    for name in NAMES:
        listed = space.get(name)
        if listed is not None and not (isinstance(listed, Choice) and backbone in listed.values):
            raise ConfigError(
                f"`search_space.{name}`: the sweep trains the backbone `{backbone}`, which is not "
                "among these values. Add it, or leave the key out: a sweep has one backbone."
            )
    rest = fixed(fixed(space, NAMES[0], backbone), NAMES[1], backbone)
    if not rest:
        raise ConfigError(
            "`search_space` holds nothing but the backbone, which is fixed within a sweep. Add a "
            "parameter, for example learning_rate: {type: loguniform, min: 1e-4, max: 1e-2}."
        )
    return rest


def _put(values: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    *above, key = path
    section = values
    for part in above:
        section[part] = section = dict(section.get(part) or {})
    section[key] = copy.copy(value)
