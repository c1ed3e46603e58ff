"""Train models, sweep their hyper-parameters, trace every result to its data and code.

The convenience names (`from training import train_model`) come from the distributions that are
installed; each is imported when it is first used, so `import training` alone costs next to nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.core.trainer import train_model as train_model
    from training.execution.executor import execute_final_training as execute_final_training
    from training.hpo.execution.local.sweep import run_local_hpo_sweep as run_local_hpo_sweep
    from training.orchestrator import run_training as run_training
else:
    from training._portions import extended_path

    __path__ = extended_path(__path__)

    def __getattr__(name):
        from training._exports import load_export

        value = globals()[name] = load_export(name)
        return value

    def __dir__():
        from training._exports import installed_exports

        return sorted({*globals(), *installed_exports()})
