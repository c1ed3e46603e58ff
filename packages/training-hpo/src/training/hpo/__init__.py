"""Sweep hyper-parameters with cross-validation, on Optuna."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.hpo.compat.search_space import SearchSpaceTranslator as SearchSpaceTranslator
    from training.hpo.compat.search_space import create_search_space as create_search_space
    from training.hpo.compat.search_space import (
        translate_search_space_to_optuna as translate_search_space_to_optuna,
    )
    from training.hpo.compat.study import StudyManager as StudyManager
    from training.hpo.compat.study import (
        extract_best_config_from_study as extract_best_config_from_study,
    )
    from training.hpo.compat.sweep import create_local_hpo_objective as create_local_hpo_objective
    from training.hpo.compat.sweep import run_local_hpo_sweep as run_local_hpo_sweep
    from training.hpo.sweep.directory import reopen as reopen
    from training.hpo.sweep.file import read_sweep_file as read_sweep_file
    from training.hpo.sweep.plan import plan_sweep as plan_sweep
    from training.hpo.sweep.run import resume_sweep as resume_sweep
    from training.hpo.sweep.run import start_sweep as start_sweep
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "start_sweep": "sweep.run",
            "resume_sweep": "sweep.run",
            "reopen": "sweep.directory",
            "plan_sweep": "sweep.plan",
            "read_sweep_file": "sweep.file",
            "StudyManager": "compat.study",
            "SearchSpaceTranslator": "compat.search_space",
            "create_search_space": "compat.search_space",
            "create_local_hpo_objective": "compat.sweep",
            "extract_best_config_from_study": "compat.study",
            "run_local_hpo_sweep": "compat.sweep",
            "translate_search_space_to_optuna": "compat.search_space",
        },
    )
