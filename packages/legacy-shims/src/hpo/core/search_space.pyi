"""The old path of `training.hpo.core.search_space`."""

from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from typing_extensions import deprecated

from training.hpo.core.conditions import Scalar
from training.hpo.core.parameters import Parameter
from training.hpo.core.search_space import SearchSpaceTranslator as SearchSpaceTranslator

@deprecated("`training.hpo.core.search_space.combinations` replaces it")
def combinations(space: Mapping[str, Parameter]) -> Iterator[dict[str, Any]]: ...
@deprecated("`training.hpo.core.search_space.create_search_space` replaces it")
def create_search_space(hpo_config: Mapping[str, Any]) -> dict[str, Any]: ...
@deprecated("`training.hpo.core.search_space.edges` replaces it")
def edges(space: Mapping[str, Parameter]) -> Iterator[tuple[str, dict[str, Scalar]]]: ...
@deprecated("`training.hpo.core.search_space.fixed` replaces it")
def fixed(space: Mapping[str, Parameter], name: str, value: Scalar) -> dict[str, Parameter]: ...
@deprecated("`training.hpo.core.search_space.read_search_space` replaces it")
def read_search_space(hpo_config: Mapping[str, Any]) -> dict[str, Parameter]: ...
@deprecated("`training.hpo.core.search_space.sample` replaces it")
def sample(
    space: Mapping[str, Parameter], trial: Any, exclude: Collection[str] = ...
) -> dict[str, Any]: ...
@deprecated("`training.hpo.core.search_space.translate_search_space_to_optuna` replaces it")
def translate_search_space_to_optuna(
    hpo_config: Mapping[str, Any], trial: Any, exclude_params: Collection[str] | None = None
) -> dict[str, Any]: ...
