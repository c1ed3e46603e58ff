from __future__ import annotations

from pathlib import Path

from training.core.runs.provenance import Parent, Provenance

SWEEP = Parent("sweep", "demo-1", "/runs/demo-1", {"data_fp": "d"})
TRIAL = Parent("trial", "demo-1/trial-3", "/runs/demo-1/trial-3")


def test_a_run_is_named_below_the_run_around_it() -> None:
    fold = Provenance("fold", [TRIAL, SWEEP])
    assert fold.run_id(Path("/runs/demo-1/trial-3/fold-1")) == "demo-1/trial-3/fold-1"
    assert Provenance("trial", [SWEEP]).run_id(Path("/runs/demo-1/trial-3")) == "demo-1/trial-3"


def test_a_run_beside_its_parents_has_the_name_of_its_folder() -> None:
    elsewhere = Path("/runs/refit-2")
    assert Provenance("refit", [TRIAL, SWEEP]).run_id(elsewhere) == "refit-2"
    assert Provenance("refit", [Parent("study", "s")]).run_id(elsewhere) == "refit-2"
    assert Provenance("fold", [TRIAL]).run_id(Path("/runs/demo-1/trial-30/x")) == "x"


def test_parents_are_recorded_relative_to_the_child_so_that_a_folder_of_runs_can_move() -> None:
    record = Provenance("refit", [TRIAL, Parent("study", "s")], {"number": 3}).as_record(
        Path("/runs/refit-2")
    )
    assert record["details"] == {"number": 3}
    assert [one["directory"] for one in record["parents"]] == ["../demo-1/trial-3", None]
    assert SWEEP.as_record(Path("/runs"))["fingerprints"] == {"data_fp": "d"}
