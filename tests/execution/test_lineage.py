from __future__ import annotations

import json
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.execution.related_runs import Family
from training.core.runs.directory import Run, locked, open_run
from training.errors import RunError
from training.execution import extract_lineage_from_best_model
from training.execution.lineage import Lineage, Node, lineage_of
from training.execution.report.lineage_picture import lineage_svg, write_picture


def kinds_above(lineage: Lineage, node: Node) -> list[str]:
    return [parent.kind for parent in lineage.parents(node)]


def node_of(lineage: Lineage, run: Run) -> Node:
    return lineage.nodes[str(run.record["kind"]), run.id]


def test_a_final_training_leads_back_to_the_data(family: Family) -> None:
    lineage = lineage_of(family.final, family.root)
    assert kinds_above(lineage, lineage.root) == ["refit"]
    assert kinds_above(lineage, node_of(lineage, family.refit)) == ["fold", "fold"]
    assert kinds_above(lineage, node_of(lineage, family.folds[0])) == ["trial", "data"]
    assert kinds_above(lineage, node_of(lineage, family.trial)) == ["sweep"]
    assert lineage.problems == []


def test_a_parent_that_was_moved_is_found_by_its_name(family: Family) -> None:
    (family.root / "kept").mkdir()
    (family.refit.directory / "run.json").rename(family.root / "kept" / "run.json")
    lineage = lineage_of(family.final, family.root)
    assert node_of(lineage, family.refit).directory == family.root / "kept"
    assert lineage.problems == []


def test_a_missing_parent_stays_in_the_graph_and_is_reported(family: Family) -> None:
    shutil.rmtree(family.sweep.directory)
    lineage = lineage_of(family.final, family.root)
    assert node_of(lineage, family.trial).state == "missing"
    assert f"trial {family.trial.id} is missing" in lineage.problems


def test_a_study_that_has_no_directory_is_known_by_its_name_alone(family: Family) -> None:
    parents = [*family.refit.record["parents"], {"kind": "study", "id": "demo", "directory": None}]
    family.refit.update(parents=parents)
    lineage = lineage_of(family.final, family.root)
    assert lineage.nodes["study", "demo"].state == "named"
    assert lineage.problems == []


def test_a_damaged_parent_is_reported(family: Family) -> None:
    (family.refit.directory / "run.json").write_text("{")
    lineage = lineage_of(family.final, family.root)
    assert lineage.problems == [f"refit {family.refit.id} is damaged"]


def test_a_parent_that_is_no_longer_what_it_was_is_reported(family: Family) -> None:
    other = {"data_fp": "d1", "spec_fp": "other", "exec_fp": "e1"}
    family.refit.update(fingerprints=other)
    lineage = lineage_of(family.final, family.root)
    assert lineage.problems == [f"refit {family.refit.id} is changed"]


def test_runs_that_name_each_other_do_not_go_round_in_circles(family: Family) -> None:
    circle = [{"kind": "final", "id": family.final.id, "directory": "../" + family.final.id}]
    family.refit.update(parents=circle)
    lineage = lineage_of(family.final, family.root)
    assert {node.kind for node in lineage.nodes.values()} >= {"final", "refit"}
    assert "<svg" in lineage_svg(lineage)


def test_the_graph_as_json_names_every_edge(family: Family) -> None:
    values = json.loads(json.dumps(lineage_of(family.final, family.root).as_json()))
    names = {(one["kind"], one["id"]) for one in values["nodes"]}
    for edge in values["edges"]:
        for end in edge.values():
            assert (end["kind"], end["id"]) in names


def test_the_picture_is_well_formed_and_shows_every_run(family: Family, tmp_path: Path) -> None:
    write_picture(lineage_of(family.final, family.root), tmp_path / "lineage.svg")
    root = ET.parse(tmp_path / "lineage.svg").getroot()
    titles = {element.text for element in root.iter("{http://www.w3.org/2000/svg}title")}
    assert f"final {family.final.id}" in titles
    assert len(titles) == 7


def test_names_are_escaped_in_the_picture(family: Family, tmp_path: Path) -> None:
    family.final.update(id='<script>alert("x")</script>')
    run = open_run(str(family.final.directory))
    write_picture(lineage_of(run, family.root), tmp_path / "lineage.html")
    assert "<script" not in (tmp_path / "lineage.html").read_text()


def test_another_kind_of_picture_is_refused(family: Family, tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"\.svg or \.html"):
        write_picture(lineage_of(family.final, family.root), tmp_path / "lineage.png")


def test_the_old_record_of_a_best_model_becomes_the_old_names() -> None:
    best = {
        "run_id": "r1",
        "study_key_hash": "s1",
        "tags": {"trial_key_hash": "t1", "code.refit_run_id": "f1", "parent_run_id": "p1"},
    }
    assert extract_lineage_from_best_model(best) == {
        "hpo_study_key_hash": "s1",
        "hpo_trial_key_hash": "t1",
        "hpo_trial_run_id": "r1",
        "hpo_refit_run_id": "f1",
        "hpo_sweep_run_id": "p1",
    }


def test_the_result_of_a_new_sweep_has_the_old_names_too() -> None:
    best = {"parents": [{"kind": "trial", "id": "t"}, {"kind": "sweep", "id": "s"}]}
    assert extract_lineage_from_best_model(best) == {
        "hpo_trial_run_id": "t",
        "hpo_sweep_run_id": "s",
    }


@given(st.dictionaries(st.text(), st.text() | st.none()))
def test_any_old_record_is_understood(best: dict[str, object]) -> None:
    known = extract_lineage_from_best_model({k: v for k, v in best.items() if k != "parents"})
    assert all(value not in (None, "") for value in known.values())


def test_a_killed_ancestor_is_not_shown_as_running(family: Family) -> None:
    family.refit.update(status="running")
    assert node_of(lineage_of(family.final, family.root), family.refit).facts["status"] == "stopped"
    with locked(family.refit.directory):
        found = lineage_of(family.final, family.root)
    assert node_of(found, family.refit).facts["status"] == "running"
