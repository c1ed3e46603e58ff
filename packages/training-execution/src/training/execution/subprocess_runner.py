"""Public path of old signatures; their code is in `training.execution.compat.subprocess_runner`."""

from __future__ import annotations

from training.execution.compat.subprocess_runner import FoldConfig as FoldConfig
from training.execution.compat.subprocess_runner import MLflowConfig as MLflowConfig
from training.execution.compat.subprocess_runner import TrainingOptions as TrainingOptions
from training.execution.compat.subprocess_runner import TrialConfig as TrialConfig
from training.execution.compat.subprocess_runner import (
    build_training_command as build_training_command,
)
from training.execution.compat.subprocess_runner import (
    execute_training_subprocess as execute_training_subprocess,
)
from training.execution.compat.subprocess_runner import (
    setup_training_environment as setup_training_environment,
)
from training.execution.compat.subprocess_runner import (
    verify_training_environment as verify_training_environment,
)
