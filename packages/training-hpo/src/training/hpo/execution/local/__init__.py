"""Old paths of sweeps on this machine."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.hpo.compat.sweep import create_local_hpo_objective as create_local_hpo_objective
    from training.hpo.compat.sweep import run_local_hpo_sweep as run_local_hpo_sweep
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {"create_local_hpo_objective": "..compat.sweep", "run_local_hpo_sweep": "..compat.sweep"},
    )
