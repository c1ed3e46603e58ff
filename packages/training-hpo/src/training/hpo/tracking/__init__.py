"""Sweeps in MLflow, as old code makes, names and cleans them up.

New code names the tracker `mlflow` in `logging.trackers`: then sweeps, trials and folds are
recorded without any of this.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.hpo.tracking.cleanup import cleanup_interrupted_runs as cleanup_interrupted_runs
    from training.hpo.tracking.cleanup import should_skip_cleanup as should_skip_cleanup
    from training.hpo.tracking.cleanup import should_tag_as_interrupted as should_tag_as_interrupted
    from training.hpo.tracking.cleanup import strip_child_suffix as strip_child_suffix
    from training.hpo.tracking.runs import create_trial_run_no_cv as create_trial_run_no_cv
    from training.hpo.tracking.runs import finalize_trial_run_no_cv as finalize_trial_run_no_cv
    from training.hpo.tracking.setup import HpoRunContext as HpoRunContext
    from training.hpo.tracking.setup import commit_run_name_version as commit_run_name_version
    from training.hpo.tracking.setup import setup_hpo_mlflow_run as setup_hpo_mlflow_run
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "HpoRunContext": "setup",
            "cleanup_interrupted_runs": "cleanup",
            "commit_run_name_version": "setup",
            "create_trial_run_no_cv": "runs",
            "finalize_trial_run_no_cv": "runs",
            "setup_hpo_mlflow_run": "setup",
            "should_skip_cleanup": "cleanup",
            "should_tag_as_interrupted": "cleanup",
            "strip_child_suffix": "cleanup",
        },
    )
