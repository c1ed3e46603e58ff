"""The old path of `training.hpo.core.search_space`."""

from collections.abc import Collection, Mapping
from typing import Any

from typing_extensions import deprecated

from training.hpo.core.search_space import SearchSpaceTranslator as SearchSpaceTranslator

@deprecated("`training.hpo.core.search_space.create_search_space` replaces it")
def create_search_space(hpo_config: Mapping[str, Any]) -> dict[str, Any]: ...
@deprecated("`training.hpo.core.search_space.translate_search_space_to_optuna` replaces it")
def translate_search_space_to_optuna(
    hpo_config: Mapping[str, Any], trial: Any, exclude_params: Collection[str] | None = None
) -> dict[str, Any]: ...
