"""Public path of old signatures; their code is in `training.hpo.compat.trial_files.meta`."""

from __future__ import annotations

from training.hpo.compat.trial_files.meta import (
    extract_trial_info_from_dirname as extract_trial_info_from_dirname,
)
from training.hpo.compat.trial_files.meta import (
    generate_missing_trial_meta as generate_missing_trial_meta,
)
from training.hpo.compat.trial_files.meta import (
    generate_missing_trial_meta_for_all_studies as generate_missing_trial_meta_for_all_studies,
)
