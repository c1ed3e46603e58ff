"""Public path of old signatures; their code is in `training.cli.compat.arguments`."""

from __future__ import annotations

from training.cli.compat.arguments import parse_training_arguments as parse_training_arguments
