"""What a sweep is: its settings, its search space, its study."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.hpo.core.optuna_integration import create_optuna_pruner as create_optuna_pruner
    from training.hpo.core.optuna_integration import import_optuna as import_optuna
    from training.hpo.core.search_space import SearchSpaceTranslator as SearchSpaceTranslator
    from training.hpo.core.search_space import create_search_space as create_search_space
    from training.hpo.core.search_space import (
        translate_search_space_to_optuna as translate_search_space_to_optuna,
    )
    from training.hpo.core.study import StudyManager as StudyManager
    from training.hpo.core.study import (
        extract_best_config_from_study as extract_best_config_from_study,
    )
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "StudyManager": "study",
            "SearchSpaceTranslator": "search_space",
            "create_search_space": "search_space",
            "create_optuna_pruner": "optuna_integration",
            "extract_best_config_from_study": "study",
            "import_optuna": "optuna_integration",
            "translate_search_space_to_optuna": "search_space",
        },
    )
