"""Old paths of the tracked runs of sweeps."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.hpo.compat.tracking.cleanup import (
        cleanup_interrupted_runs as cleanup_interrupted_runs,
    )
    from training.hpo.compat.tracking.cleanup import should_skip_cleanup as should_skip_cleanup
    from training.hpo.compat.tracking.cleanup import (
        should_tag_as_interrupted as should_tag_as_interrupted,
    )
    from training.hpo.compat.tracking.cleanup import strip_child_suffix as strip_child_suffix
    from training.hpo.compat.tracking.runs import create_trial_run_no_cv as create_trial_run_no_cv
    from training.hpo.compat.tracking.runs import (
        finalize_trial_run_no_cv as finalize_trial_run_no_cv,
    )
    from training.hpo.compat.tracking.setup import HpoRunContext as HpoRunContext
    from training.hpo.compat.tracking.setup import (
        commit_run_name_version as commit_run_name_version,
    )
    from training.hpo.compat.tracking.setup import setup_hpo_mlflow_run as setup_hpo_mlflow_run
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "HpoRunContext": ".compat.tracking.setup",
            "cleanup_interrupted_runs": ".compat.tracking.cleanup",
            "commit_run_name_version": ".compat.tracking.setup",
            "create_trial_run_no_cv": ".compat.tracking.runs",
            "finalize_trial_run_no_cv": ".compat.tracking.runs",
            "setup_hpo_mlflow_run": ".compat.tracking.setup",
            "should_skip_cleanup": ".compat.tracking.cleanup",
            "should_tag_as_interrupted": ".compat.tracking.cleanup",
            "strip_child_suffix": ".compat.tracking.cleanup",
        },
    )
