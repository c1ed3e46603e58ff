"""Old paths of the names and folders of sweeps."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.hpo.compat.utils.helpers import create_mlflow_run_name as create_mlflow_run_name
    from training.hpo.compat.utils.helpers import create_study_name as create_study_name
    from training.hpo.compat.utils.helpers import generate_run_id as generate_run_id
    from training.hpo.compat.utils.helpers import (
        setup_checkpoint_storage as setup_checkpoint_storage,
    )
    from training.hpo.compat.utils.paths import resolve_hpo_output_dir as resolve_hpo_output_dir
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "create_mlflow_run_name": ".compat.utils.helpers",
            "create_study_name": ".compat.utils.helpers",
            "generate_run_id": ".compat.utils.helpers",
            "resolve_hpo_output_dir": ".compat.utils.paths",
            "setup_checkpoint_storage": ".compat.utils.helpers",
        },
    )
