"""The table of renames."""

from __future__ import annotations

from collections.abc import Iterator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    Kind: TypeAlias = Literal["module", "package", "name"]


class Rename:
    """One old path and where it went; never changed once made.

    A plain class, because the shims build the table in programs whose start they must not slow
    down, and making a data class takes longer than all the rest.

    Args:
        old: Dotted path that callers used.
        new: Dotted path that replaces it.
        kind: What `new` is: a ``module``, a ``package``, or a ``name`` in a module. What was below
            an old module or package has the same name below the new one, except where another
            rename says otherwise.
        parts: Modules below the old path that callers knew, relative to it.
        served: Whether legacy-shims answers imports of the old path. Otherwise only source code is
            rewritten, because a shim for a word like `data` would hide other people's folders.
        split: Whether modules below the old package went to places that differ from its own.
        since: Release of `training` in which the new path appeared.
        deprecated_in: Release of legacy-shims from which on the old path warns.
        removed_in: Release of legacy-shims that drops the old path.
        about: What callers of the old path should know besides its new name.
    """

    def __init__(
        self,
        old: str,
        new: str,
        kind: Kind,
        parts: tuple[str, ...] = (),
        served: bool = True,
        split: bool = False,
        since: str = "0.1.0",
        deprecated_in: str = "0.1.0",
        removed_in: str = "2.0.0",
        about: str = "",
    ) -> None:
        self.old = old
        self.new = new
        self.kind = kind
        self.parts = parts
        self.served = served
        self.split = split
        self.since = since
        self.deprecated_in = deprecated_in
        self.removed_in = removed_in
        self.about = about

    def __repr__(self) -> str:
        return f"Rename({self.old!r}, {self.new!r}, {self.kind!r})"

    def covers(self, path: str) -> bool:
        """Tell whether `path` is the old path itself or something below it."""
        return f"{path}.".startswith(f"{self.old}.")

    def apply(self, path: str) -> str:
        """Return the new path of a `path` that this rename covers."""
        return self.new + path.removeprefix(self.old)

    def behind(self, package: str) -> Rename:
        """Return the same rename for the old path behind another package, without a shim."""
        values = {**vars(self), "old": f"{package}.{self.old}", "served": False}
        return Rename(**values)


_HPO_PARTS = (
    "checkpoint",
    "checkpoint.cleanup",
    "checkpoint.storage",
    "core",
    "core.optuna_integration",
    "core.search_space",
    "core.study",
    "exceptions",
    "execution",
    "execution.azureml",
    "execution.azureml.sweeps",
    "execution.local",
    "execution.local.cv",
    "execution.local.refit",
    "execution.local.sweep",
    "execution.local.trial",
    "tracking",
    "tracking.cleanup",
    "tracking.runs",
    "tracking.setup",
    "trial",
    "trial.callback",
    "trial.meta",
    "trial.metrics",
    "utils",
    "utils.helpers",
    "utils.paths",
)

_DATA = """\
Reading (`load_dataset`, `load_test_texts`), labels (`build_label_list`,
`encode_annotations_to_labels`), splitting (`split_train_test`, `save_split_files`) and combining
(`combine_datasets`) are names of the package `training.core.data` itself."""

_TOP_LEVEL = (
    Rename("hpo", "training.hpo", "package", parts=_HPO_PARTS),
    Rename(
        "training_exec",
        "training.execution",
        "package",
        parts=("executor", "jobs", "lineage", "tags"),
    ),
)

_BESIDE_CORE = (
    Rename("training.checkpoint_loader", "training.core.checkpoint_loader", "module"),
    Rename("training.cv_utils", "training.core.cv_utils", "module"),
    Rename("training.data", "training.core.data", "package", about=_DATA),
    Rename("training.data_combiner", "training.core.data", "package", about=_DATA),
    Rename("training.distributed", "training.execution.distributed", "module"),
    Rename("training.distributed_launcher", "training.execution.distributed_launcher", "module"),
    Rename("training.evaluator", "training.core.evaluator", "module"),
    Rename("training.metrics", "training.core.metrics", "package"),
    Rename("training.model", "training.core.model", "module"),
    Rename("training.train", "training.cli.train", "module"),
    Rename("training.trainer", "training.core.trainer", "package"),
    Rename("training.utils", "training.core.utils", "module"),
)

_JOBS = "orchestration.jobs"
_HPO_JOBS = f"{_JOBS}.hpo"
_LOCAL = f"{_HPO_JOBS}.local"
_NEW_LOCAL = "training.hpo.execution.local"

_JOB_MODULES = (
    Rename(f"{_JOBS}.final_training", "training.execution", "package", parts=("lineage", "tags")),
    Rename(_HPO_JOBS, "training.hpo", "package"),
    Rename(f"{_HPO_JOBS}.azureml", "training.hpo.execution.azureml", "package", parts=("sweeps",)),
    Rename(_LOCAL, _NEW_LOCAL, "package", split=True),
    Rename(f"{_LOCAL}.checkpoint", "training.hpo.checkpoint", "package", ("cleanup",), split=True),
    Rename(f"{_LOCAL}.checkpoint.manager", "training.hpo.checkpoint.storage", "module"),
    Rename(f"{_LOCAL}.cv", f"{_NEW_LOCAL}.cv", "module", split=True),
    Rename(f"{_LOCAL}.cv.orchestrator", f"{_NEW_LOCAL}.cv", "module"),
    Rename(f"{_LOCAL}.mlflow", "training.hpo.tracking", "package", ("cleanup",), split=True),
    Rename(f"{_LOCAL}.mlflow.run_setup", "training.hpo.tracking.setup", "module"),
    Rename(f"{_LOCAL}.optuna", "training.hpo.core.optuna_integration", "module", split=True),
    Rename(f"{_LOCAL}.optuna.integration", "training.hpo.core.optuna_integration", "module"),
    Rename(f"{_LOCAL}.refit", f"{_NEW_LOCAL}.refit", "module", split=True),
    Rename(f"{_LOCAL}.refit.executor", f"{_NEW_LOCAL}.refit", "module"),
    Rename(f"{_LOCAL}.study", "training.hpo.core.study", "module", split=True),
    Rename(f"{_LOCAL}.study.manager", "training.hpo.core.study", "module"),
    Rename(f"{_LOCAL}.trial", "training.hpo.trial", "package", ("callback", "metrics"), split=True),
    Rename(f"{_LOCAL}.trial.execution", f"{_NEW_LOCAL}.trial", "module"),
    Rename(f"{_JOBS}.sweeps", "training.hpo.execution.azureml.sweeps", "module"),
    Rename(f"{_JOBS}.training", "training.execution.jobs", "package"),
)

_SERVED = (*_TOP_LEVEL, *_BESIDE_CORE, *_JOB_MODULES)

_LOADER_NAMES = {
    "infrastructure.config.loader": (
        "training.config",
        (
            "ExperimentConfig",
            "compute_config_hash",
            "compute_config_hashes",
            "create_config_metadata",
            "load_all_configs",
            "load_experiment_config",
            "snapshot_configs",
            "validate_config_immutability",
        ),
    ),
    "infrastructure.config.training": ("training.execution", ("load_final_training_config",)),
    "infrastructure.fingerprints": (
        "training.execution",
        (
            "compute_bench_fp",
            "compute_conv_fp",
            "compute_exec_fp",
            "compute_hardware_fp",
            "compute_spec_fp",
        ),
    ),
}
"""New module of single names whose old module held other people's names too."""


def _in_source_only() -> Iterator[Rename]:
    yield Rename("data.loaders", "training.core.data", "package", served=False)
    yield Rename("data.processing.data_combiner", "training.core.data", "package", served=False)
    yield Rename("src.training", "training", "package", served=False)
    for rename in _SERVED:
        yield rename.behind("src")
    for old, (new, names) in _LOADER_NAMES.items():
        for name in names:
            yield Rename(f"{old}.{name}", f"{new}.{name}", "name", served=False)


RENAMES = (*_SERVED, *_in_source_only())
"""Every rename; where several cover a path, the one with the longest old path counts."""
