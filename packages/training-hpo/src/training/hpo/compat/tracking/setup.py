"""Name the tracked run of a sweep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.core.runs.canonical import fingerprint_of
from training.execution.trackers.mlflow.mlflow_extra import bounded_client
from training.hpo.compat.tracking.failures import tracking_failures
from training.hpo.compat.utils.helpers import create_mlflow_run_name


@dataclass(frozen=True)
class HpoRunContext:
    """What a sweep is known by.

    Attributes:
        backbone: Backbone that is swept.
        study_name: Name of the study.
        run_id: Tells this session from others.
        study_key_hash: The same for sweeps of the same data, space and benchmark.
        output_dir: Folder of the sweep.
        stage: ``hpo``.
    """

    backbone: str
    study_name: str
    run_id: str
    study_key_hash: str
    output_dir: Path
    stage: str = "hpo"

    def tags(self) -> dict[str, str]:
        """Return the tags by which `cleanup_interrupted_runs` knows the sweep again."""
        return {
            "code.stage": self.stage,
            "code.backbone": self.backbone,
            "code.study_name": self.study_name,
            "code.study_key_hash": self.study_key_hash,
        }


def setup_hpo_mlflow_run(
    backbone: str,
    study_name: str,
    output_dir: Path,
    run_id: str,
    should_resume: bool,
    checkpoint_enabled: bool,
    data_config: Mapping[str, Any] | None = None,
    hpo_config: Mapping[str, Any] | None = None,
    benchmark_config: Mapping[str, Any] | None = None,
    study_key_hash: str | None = None,
) -> tuple[HpoRunContext, str]:
    """Return what a sweep is known by and the name of its tracked run; nothing is sent yet.

    Args:
        backbone: Backbone that is swept.
        study_name: Name of the study.
        output_dir: Folder of the sweep.
        run_id: Tells this session from others.
        should_resume: Whether a stored study is resumed.
        checkpoint_enabled: Whether the study is stored, and so names the run.
        data_config: Counts in the hash of the study.
        hpo_config: Counts in the hash of the study.
        benchmark_config: Counts in the hash of the study.
        study_key_hash: The hash, if the caller knows it.
    """
    parts = {
        "backbone": backbone,
        "data": data_config or {},
        "hpo": hpo_config or {},
        "benchmark": benchmark_config or {},
    }
    key = study_key_hash or fingerprint_of(parts)
    context = HpoRunContext(backbone, study_name, run_id, key, Path(output_dir))
    name = create_mlflow_run_name(backbone, run_id, study_name, should_resume, checkpoint_enabled)
    return context, name


def commit_run_name_version(
    parent_run_id: str, hpo_parent_context: Any, mlflow_run_name: str, output_dir: Path
) -> None:
    """Give the tracked run of a sweep its name: with ``-2``, ``-3``, … when others have it.

    Processes that do so at once never end with the same name.

    Args:
        parent_run_id: The MLflow run of the sweep.
        hpo_parent_context: Result of `setup_hpo_mlflow_run`; its tags are set, if it has any.
        mlflow_run_name: The name that is wanted.
        output_dir: Taken for old callers, whose counter was kept there; MLflow is asked instead.

    Raises:
        MissingExtraError: MLflow is not installed.
        MLflowTrackingError: The server does not answer, or has no such run.
    """
    client = bounded_client(None)
    from training.execution.trackers.mlflow.run_names import claim_run_name

    with tracking_failures(f"the run {parent_run_id} cannot be named `{mlflow_run_name}`"):
        experiment = client.get_run(parent_run_id).info.experiment_id
        claim_run_name(client, experiment, parent_run_id, mlflow_run_name)
        if isinstance(hpo_parent_context, HpoRunContext):
            for key, value in hpo_parent_context.tags().items():
                client.set_tag(parent_run_id, key, value)
