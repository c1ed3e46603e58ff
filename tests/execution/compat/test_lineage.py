from __future__ import annotations

from training.execution.compat.lineage import extract_lineage_from_best_model


def test_names_are_found_in_the_record_and_below_its_tags() -> None:
    record = {
        "study_key_hash": "s",
        "tags": {"code.trial_key_hash": "t", "code.hpo.refit_run_id": "r", "trial_run_id": ""},
        "run_id": "x",
    }
    assert extract_lineage_from_best_model(record) == {
        "hpo_study_key_hash": "s",
        "hpo_trial_key_hash": "t",
        "hpo_trial_run_id": "x",
        "hpo_refit_run_id": "r",
    }


def test_the_first_name_wins_over_the_later_ones() -> None:
    record = {"run_id": "late", "tags": {"training.trial_run_id": "first"}}
    assert extract_lineage_from_best_model(record)["hpo_trial_run_id"] == "first"


def test_the_parents_of_a_best_file_are_read_and_names_win_over_them() -> None:
    parents = [{"kind": "trial", "id": "trial-0001"}, {"kind": "data", "id": "d"}]
    assert extract_lineage_from_best_model({"parents": parents}) == {
        "hpo_trial_run_id": "trial-0001"
    }
    named = extract_lineage_from_best_model({"parents": parents, "trial_run_id": "x"})
    assert named == {"hpo_trial_run_id": "x"}


def test_a_record_that_says_nothing_gives_nothing() -> None:
    assert extract_lineage_from_best_model({"tags": None, "parents": None}) == {}
