"""The old functions that put a search space into the terms of the tool that samples from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from training.hpo.search_space.search_space import read_search_space, sample


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
                uniform, loguniform, quniform, int and logint; with `when` an entry depends on the
                values of others.
            trial: The trial, an `optuna.Trial` or `optuna.trial.FixedTrial`.
            exclude_params: Names that are left out.

        Returns:
            The sampled value of each parameter, in the order of the search space, without those
            whose condition does not hold.

        Raises:
            ConfigError: The search space is missing, empty, or an entry cannot be used; the
                message names `search_space.NAME`.
        """
        return sample(read_search_space(hpo_config), trial, exclude_params or ())

    @staticmethod
    def to_azure_ml(hpo_config: Mapping[str, Any]) -> dict[str, Any]:
        """Return the search space as Azure ML's sweep jobs take it.

        Logarithmic ranges get the logarithms of their bounds: Azure draws
        ``exp(uniform(min_value, max_value))``.

        Args:
            hpo_config: As for `to_optuna`.

        Returns:
            Objects of `azure.ai.ml.sweep` by name, in the order of the search space. Dots in names
            become two underscores.

        Raises:
            ConfigError: The search space cannot be used, or Azure cannot express it.
            MissingExtraError: The extra `azureml` of training-hpo is not installed.
        """
        from training.hpo.azureml.search_space import azure_search_space

        return azure_search_space(read_search_space(hpo_config))


def translate_search_space_to_optuna(
    hpo_config: Mapping[str, Any], trial: Any, exclude_params: Collection[str] | None = None
) -> dict[str, Any]:
    """Ask an Optuna trial for a value of every parameter; see `SearchSpaceTranslator.to_optuna`.

    Raises:
        ConfigError: The search space cannot be used.
    """
    return SearchSpaceTranslator.to_optuna(hpo_config, trial, exclude_params)


def create_search_space(hpo_config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the search space for Azure ML; see `SearchSpaceTranslator.to_azure_ml`.

    Raises:
        ConfigError: The search space cannot be used, or Azure cannot express it.
    """
    return SearchSpaceTranslator.to_azure_ml(hpo_config)
