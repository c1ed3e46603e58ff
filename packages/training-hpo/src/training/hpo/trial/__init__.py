"""Single trials of old sweeps: their records, their metrics, what is told of them."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.hpo.trial.callback import create_trial_callback as create_trial_callback
    from training.hpo.trial.meta import (
        extract_trial_info_from_dirname as extract_trial_info_from_dirname,
    )
    from training.hpo.trial.meta import generate_missing_trial_meta as generate_missing_trial_meta
    from training.hpo.trial.meta import (
        generate_missing_trial_meta_for_all_studies as generate_missing_trial_meta_for_all_studies,
    )
    from training.hpo.trial.metrics import read_trial_metrics as read_trial_metrics
    from training.hpo.trial.metrics import (
        store_metrics_in_trial_attributes as store_metrics_in_trial_attributes,
    )
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "create_trial_callback": "callback",
            "extract_trial_info_from_dirname": "meta",
            "generate_missing_trial_meta": "meta",
            "generate_missing_trial_meta_for_all_studies": "meta",
            "read_trial_metrics": "metrics",
            "store_metrics_in_trial_attributes": "metrics",
        },
    )
