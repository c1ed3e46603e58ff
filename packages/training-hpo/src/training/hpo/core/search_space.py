"""Public path of old signatures; their code is in `training.hpo.compat.search_space`."""

from __future__ import annotations

from training.hpo.compat.search_space import SearchSpaceTranslator as SearchSpaceTranslator
from training.hpo.compat.search_space import create_search_space as create_search_space
from training.hpo.compat.search_space import (
    translate_search_space_to_optuna as translate_search_space_to_optuna,
)
