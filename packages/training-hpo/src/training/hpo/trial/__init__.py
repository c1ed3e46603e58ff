"""Old paths of the records and metrics of trials."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.hpo.compat.trial_files.callback import (
        create_trial_callback as create_trial_callback,
    )
    from training.hpo.compat.trial_files.meta import (
        extract_trial_info_from_dirname as extract_trial_info_from_dirname,
    )
    from training.hpo.compat.trial_files.meta import (
        generate_missing_trial_meta as generate_missing_trial_meta,
    )
    from training.hpo.compat.trial_files.meta import (
        generate_missing_trial_meta_for_all_studies as generate_missing_trial_meta_for_all_studies,
    )
    from training.hpo.compat.trial_files.metrics import read_trial_metrics as read_trial_metrics
    from training.hpo.compat.trial_files.metrics import (
        store_metrics_in_trial_attributes as store_metrics_in_trial_attributes,
    )
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "create_trial_callback": ".compat.trial_files.callback",
            "extract_trial_info_from_dirname": ".compat.trial_files.meta",
            "generate_missing_trial_meta": ".compat.trial_files.meta",
            "generate_missing_trial_meta_for_all_studies": ".compat.trial_files.meta",
            "read_trial_metrics": ".compat.trial_files.metrics",
            "store_metrics_in_trial_attributes": ".compat.trial_files.metrics",
        },
    )
