"""Public path of old signatures; their code is in `training.hpo.compat.tracking.cleanup`."""

from __future__ import annotations

from training.hpo.compat.tracking.cleanup import (
    cleanup_interrupted_runs as cleanup_interrupted_runs,
)
from training.hpo.compat.tracking.cleanup import should_skip_cleanup as should_skip_cleanup
from training.hpo.compat.tracking.cleanup import (
    should_tag_as_interrupted as should_tag_as_interrupted,
)
from training.hpo.compat.tracking.cleanup import strip_child_suffix as strip_child_suffix
