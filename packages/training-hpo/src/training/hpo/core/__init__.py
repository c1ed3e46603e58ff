"""Old paths of the search space and of studies."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.hpo.compat.optuna_integration import create_optuna_pruner as create_optuna_pruner
    from training.hpo.compat.search_space import SearchSpaceTranslator as SearchSpaceTranslator
    from training.hpo.compat.search_space import create_search_space as create_search_space
    from training.hpo.compat.search_space import (
        translate_search_space_to_optuna as translate_search_space_to_optuna,
    )
    from training.hpo.compat.study import StudyManager as StudyManager
    from training.hpo.compat.study import (
        extract_best_config_from_study as extract_best_config_from_study,
    )
    from training.hpo.optuna import import_optuna as import_optuna
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "StudyManager": ".compat.study",
            "SearchSpaceTranslator": ".compat.search_space",
            "create_search_space": ".compat.search_space",
            "create_optuna_pruner": ".compat.optuna_integration",
            "extract_best_config_from_study": ".compat.study",
            "import_optuna": ".optuna",
            "translate_search_space_to_optuna": ".compat.search_space",
        },
    )
