"""Final training: the production model, trained once and recognised afterwards."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.execution.final_training.plan import FinalPlan as FinalPlan
    from training.execution.final_training.plan import plan_final_training as plan_final_training
    from training.execution.final_training.run import FinalResult as FinalResult
    from training.execution.final_training.run import run_final_training as run_final_training
    from training.execution.final_training.settings import FinalSettings as FinalSettings
    from training.execution.final_training.settings import (
        read_final_settings as read_final_settings,
    )
    from training.execution.final_training.study_result import StudyResult as StudyResult
    from training.execution.final_training.study_result import find_study as find_study
    from training.execution.final_training.study_result import (
        read_study_result as read_study_result,
    )
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "FinalPlan": "plan",
            "FinalResult": "run",
            "FinalSettings": "settings",
            "StudyResult": "study_result",
            "plan_final_training": "plan",
            "find_study": "study_result",
            "read_final_settings": "settings",
            "read_study_result": "study_result",
            "run_final_training": "run",
        },
    )
