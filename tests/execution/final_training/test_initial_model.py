from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from training.core.runs.directory import Run, start_run
from training.core.runs.provenance import Provenance
from training.errors import ConfigError, RunError
from training.execution.final_training.initial_model import (
    initial_model,
    model_of_study,
    require_model,
    variant_of,
)
from training.execution.final_training.settings import SourceSettings


def source(kind: str, **parent: Any) -> SourceSettings:
    return SourceSettings.model_validate({"type": kind, "parent": parent})


def final(root: Path, variant: Any, status: str = "completed", spec_fp: str = "a" * 32) -> Run:
    folder = root / f"final-{variant}"
    folder.mkdir(parents=True)
    facts = {"fingerprints": {"spec_fp": spec_fp, "exec_fp": "b" * 32}}
    run = start_run(folder, "seed: 1\n", Provenance("final", (), {"variant": variant}), facts)
    run.update(status=status)
    return run


def never() -> Path:
    raise AssertionError("the best model is not asked for")


def test_from_scratch_there_is_no_model(tmp_path: Path) -> None:
    assert initial_model(source("scratch"), never, tmp_path) is None


def test_the_best_model_is_that_of_the_study(tmp_path: Path) -> None:
    assert initial_model(source("best_selected"), lambda: tmp_path, tmp_path) == tmp_path
    with pytest.raises(ConfigError, match=r"Name the study with --from-study, or use `scratch`"):
        model_of_study(None)


def test_an_earlier_final_training_has_to_be_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="set `run` to its directory or name, or `spec_fp`"):
        initial_model(source("final_training"), never, tmp_path)


@pytest.mark.parametrize("root", ["runs", "gone"])
def test_one_that_does_not_exist_is_described(root: str, tmp_path: Path) -> None:
    final(tmp_path / "runs", 1, spec_fp="c" * 32)
    final(tmp_path / "runs", 2, status="failed")
    wanted = source("final_training", spec_fp="a" * 8, variant=2)
    with pytest.raises(RunError, match=r"has spec_fp aaaaaaaa, variant 2\. `training runs list"):
        initial_model(wanted, never, tmp_path / root)


def test_the_newest_variant_that_fits_is_taken(tmp_path: Path) -> None:
    for variant in (2, 10, 9):
        final(tmp_path, variant)
    with pytest.raises(RunError, match=r"final-10.*is missing or not whole"):
        initial_model(source("final_training", spec_fp="a" * 8), never, tmp_path)
    with pytest.raises(RunError, match=r"final-9.*is missing or not whole"):
        initial_model(source("final_training", spec_fp="a" * 8, variant=9), never, tmp_path)
    other = source("final_training", spec_fp="a" * 8, exec_fp="c" * 8)
    with pytest.raises(RunError, match="no completed final training"):
        initial_model(other, never, tmp_path)


@pytest.mark.parametrize(("kind", "status"), [("train", "completed"), ("final", "failed")])
def test_a_run_that_is_no_completed_final_training_is_refused(
    kind: Any, status: str, tmp_path: Path
) -> None:
    (tmp_path / "demo").mkdir()
    start_run(tmp_path / "demo", "seed: 1\n", Provenance(kind)).update(status=status)
    with pytest.raises(RunError, match=r"set training\.checkpoint\.source_path"):
        initial_model(source("final_training", run="demo"), never, tmp_path)


def test_a_model_that_is_missing_is_named_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="train it again with `mode: force_new`"):
        require_model(final(tmp_path, 1))


@pytest.mark.parametrize(("noted", "number"), [(3, 3), (None, None), ("3", None)])
def test_a_variant_is_a_whole_number(noted: Any, number: int | None, tmp_path: Path) -> None:
    assert variant_of(final(tmp_path, noted)) == number
