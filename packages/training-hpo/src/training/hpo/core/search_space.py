"""The search space of a sweep, and how trials are asked for its values."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from typing import Any

from training.errors import ConfigError
from training.hpo.core.parameter_forms import FORMS
from training.hpo.core.parameter_forms import read_parameter
from training.hpo.core.parameters import Parameter


class SearchSpaceTranslator:
    """Puts the `search_space` of a sweep into the terms of the tool that samples from it."""

    @staticmethod
    def to_optuna(
        hpo_config: Mapping[str, Any], trial: Any, exclude_params: Collection[str] | None = None
    ) -> dict[str, Any]:
        """Ask an Optuna trial for a value of every parameter.

        Args:
            hpo_config: Settings of a sweep; `search_space` maps names to entries such as
                ``{"type": "loguniform", "min": 1e-5, "max": 1e-3}``. The types are choice,
                uniform, loguniform, quniform, int and logint.
            trial: The trial, an `optuna.Trial` or `optuna.trial.FixedTrial`.
            exclude_params: Names that are left out.

        Returns:
            The sampled value of each parameter, in the order of the search space.

        Raises:
            ConfigError: The search space is missing, empty, or an entry cannot be used; the
                message names `search_space.NAME`.
        """
        return sample(read_search_space(hpo_config), trial, exclude_params or ())


def translate_search_space_to_optuna(
    hpo_config: Mapping[str, Any], trial: Any, exclude_params: Collection[str] | None = None
) -> dict[str, Any]:
    """Ask an Optuna trial for a value of every parameter; see `SearchSpaceTranslator.to_optuna`.

    Raises:
        ConfigError: The search space cannot be used.
    """
    return SearchSpaceTranslator.to_optuna(hpo_config, trial, exclude_params)


def read_search_space(hpo_config: Mapping[str, Any]) -> dict[str, Parameter]:
    """Return the parameters of a sweep, in their order.

    Raises:
        ConfigError: The search space is missing, empty, or an entry cannot be used.
    """
    entries = hpo_config.get("search_space")
    if not isinstance(entries, Mapping) or not entries:
        raise ConfigError(
            "`search_space` must map at least one parameter to what it may be, for example "
            f"learning_rate: {FORMS['loguniform']}; it is {entries!r}."
        )
    return {str(name): read_parameter(str(name), entry) for name, entry in entries.items()}


def sample(
    space: Mapping[str, Parameter], trial: Any, exclude: Collection[str] = ()
) -> dict[str, Any]:
    """Ask a trial for a value of every parameter that is not excluded."""
    return {
        name: parameter.sample(trial, name)
        for name, parameter in space.items()
        if name not in exclude
    }
