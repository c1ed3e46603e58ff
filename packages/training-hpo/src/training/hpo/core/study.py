"""Public path of old signatures; their code is in `training.hpo.compat.study`."""

from __future__ import annotations

from training.hpo.compat.study import StudyManager as StudyManager
from training.hpo.compat.study import (
    extract_best_config_from_study as extract_best_config_from_study,
)
