"""Sweep hyper-parameters with cross-validation, on Optuna."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.hpo.core.search_space import SearchSpaceTranslator as SearchSpaceTranslator
    from training.hpo.core.search_space import create_search_space as create_search_space
    from training.hpo.core.search_space import (
        translate_search_space_to_optuna as translate_search_space_to_optuna,
    )
    from training.hpo.core.study import StudyManager as StudyManager
    from training.hpo.core.study import (
        extract_best_config_from_study as extract_best_config_from_study,
    )
    from training.hpo.core.sweep_file import read_sweep_file as read_sweep_file
    from training.hpo.execution.local.planning import plan_sweep as plan_sweep
    from training.hpo.execution.local.sweep import (
        create_local_hpo_objective as create_local_hpo_objective,
    )
    from training.hpo.execution.local.sweep import run_local_hpo_sweep as run_local_hpo_sweep
    from training.hpo.execution.local.sweep_folder import reopen as reopen
    from training.hpo.execution.local.sweeping import resume_sweep as resume_sweep
    from training.hpo.execution.local.sweeping import start_sweep as start_sweep
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "start_sweep": "execution.local.sweeping",
            "resume_sweep": "execution.local.sweeping",
            "reopen": "execution.local.sweep_folder",
            "plan_sweep": "execution.local.planning",
            "read_sweep_file": "core.sweep_file",
            "StudyManager": "core.study",
            "SearchSpaceTranslator": "core.search_space",
            "create_search_space": "core.search_space",
            "create_local_hpo_objective": "execution.local.sweep",
            "extract_best_config_from_study": "core.study",
            "run_local_hpo_sweep": "execution.local.sweep",
            "translate_search_space_to_optuna": "core.search_space",
        },
    )
