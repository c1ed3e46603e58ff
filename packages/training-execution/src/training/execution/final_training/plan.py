"""Decide what a final training is, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.config import ResolvedConfig, RunConfig
from training.core.run_config.resolve import resolve_run_config
from training.core.runs.fingerprints import Fingerprints
from training.core.runs.provenance import Parent
from training.errors import ConfigError, DataError
from training.execution.final_training.initial_model import initial_model, model_of_study
from training.execution.final_training.settings import (
    FinalSettings,
    read_final_settings,
    with_settings,
)
from training.execution.final_training.study_result import StudyResult

if TYPE_CHECKING:
    from training.core.splits.test_records import TestRecords

DATA_PATH = ("data", "path")
SOURCE_PATH = ("training", "checkpoint", "source_path")
GIVEN_BY_USER = ("file", "environment", "override")


@dataclass(frozen=True)
class FinalPlan:
    """A final training that can be recognised or carried out.

    Attributes:
        config: The run's configuration; its `output_dir` is the folder of runs.
        settings: What to do when it has been trained before.
        fingerprints: By what it is recognised.
        parents: The runs it comes from.
        details: What its record says beside the variant: the source, the study's choice.
    """

    config: RunConfig
    settings: FinalSettings
    fingerprints: Fingerprints
    parents: tuple[Parent, ...]
    details: Mapping[str, Any]


def plan_final_training(
    study: StudyResult | None = None,
    final_file: Path | None = None,
    configs: Sequence[Path] = (),
    overrides: Sequence[str] = (),
    settings: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
) -> FinalPlan:
    """Plan a final training.

    Later places win: built-in defaults, the study's best configuration, `config` in
    `final_training.yaml`, `configs`, the environment, `overrides`. That holds for the seed as for
    every hyper-parameter.

    Args:
        study: What a study found.
        final_file: `final_training.yaml`.
        configs: Further configuration files.
        overrides: ``key.path=value`` texts.
        settings: Keys of `FinalSettings` that win over the file; None changes nothing.
        environ: Environment variables; by default those of this process.

    Raises:
        ConfigError: A file, key or value cannot be used.
        DataError: The data cannot be found.
        RunError: The run to start from is missing or damaged.
    """
    read, layer = read_final_settings(final_file)
    chosen = with_settings(read, settings or {})
    layers = [layer] if study is None else [study.config, layer]
    resolved = resolve_run_config(None, configs, overrides, environ, layers)
    root = resolved.config.output_dir
    model = initial_model(chosen.source, partial(model_of_study, study), root)
    config = resolved.config if model is None else _starting_from(resolved, model, chosen)
    fingerprints = expected_fingerprints(config)
    if study is not None:
        _require_data_of(study, resolved, fingerprints.data_fp)
    return FinalPlan(
        config=config,
        settings=chosen,
        fingerprints=fingerprints,
        parents=() if study is None else study.parents,
        details={
            "source": chosen.source.type,
            **_selection(study),
            **({} if study is None else tested_on(config, study)),
        },
    )


def _require_data_of(study: StudyResult, resolved: ResolvedConfig, data_fp: str) -> None:
    """Refuse data that changed since the study, unless the user chose the data anew."""
    if study.data_fp in (None, data_fp) or resolved.origins[DATA_PATH].kind in GIVEN_BY_USER:
        return
    raise DataError(
        f"{resolved.config.data.path}: the data has changed since the study {study.folder}: its "
        f"data_fp was {study.data_fp} and is {data_fp}. Bring the old data back, run a new sweep, "
        f"or train on the data of now with `--data {resolved.config.data.path}`."
    )


def tested_on(config: RunConfig, study: StudyResult) -> dict[str, Any]:
    """Return what a record says of the records a final training is tested on.

    They are honest if they are those that the study set aside, which its folds never saw. The data
    is read for it.

    Raises:
        DataError: The study set others aside.
    """
    from training.core.splits.test_records import DETAIL, require_test_records, test_records_in_data

    found, aside = test_records_in_data(config), study.test_records
    if found.number and aside is not None and aside.number:
        require_test_records(aside, found, f"{study.folder}: the study")
        return {DETAIL: found.model_dump(), "honest_test": True, "why": found.words}
    return {DETAIL: found.model_dump(), "honest_test": False, "why": _why(found, aside)}


def _why(found: TestRecords, aside: TestRecords | None) -> str:
    """Return why there is no honest test score."""
    if not found.number:
        return found.words
    of_study = "does not say what it set" if aside is None else "set no records"
    return (
        f"no honest test score: the study {of_study} aside for the test, so its folds may have "
        f"seen the {found.number} records that are tested on here"
    )


def _starting_from(resolved: ResolvedConfig, model: Path, settings: FinalSettings) -> RunConfig:
    config, given = resolved.config, resolved.config.training.checkpoint.source_path
    origin = resolved.origins[SOURCE_PATH]
    if given is not None and origin.kind in GIVEN_BY_USER and given != model:
        raise ConfigError(
            f"{origin}: training.checkpoint.source_path names {given}, and source.type="
            f"{settings.source.type} starts from {model}. Leave out one of the two."
        )
    return with_initial_model(config, model)


def with_initial_model(config: RunConfig, model: Path) -> RunConfig:
    """Return a configuration whose run starts from an exported model."""
    checkpoint = config.training.checkpoint.model_copy(update={"source_path": model.absolute()})
    training = config.training.model_copy(update={"checkpoint": checkpoint})
    return config.model_copy(update={"training": training})


def _selection(study: StudyResult | None) -> dict[str, Any]:
    return {"selection": dict(study.details)} if study is not None and study.details else {}


def expected_fingerprints(config: RunConfig) -> Fingerprints:
    """Return the fingerprints that the record of a run with this configuration will hold.

    Raises:
        DataError: The data cannot be found.
        ConfigError: The device is not on this machine.
    """
    from training.core.hardware.device import resolve_device
    from training.core.runs.environment import describe_environment
    from training.core.runs.fingerprints import fingerprints_of
    from training.core.trainer.setup import content_of

    device = str(resolve_device(config.training.device))
    environment = {**describe_environment(), "device": device}
    return fingerprints_of(config, content_of(config), environment)
