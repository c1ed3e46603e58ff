"""The old path of the seeds."""

from __future__ import annotations

from training.core.seeds import set_seed as set_seed
