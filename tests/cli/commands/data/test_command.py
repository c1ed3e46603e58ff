from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import TINY, Cli

GOOD = {"text": "Amira waits in Turin", "annotations": [[0, 5, "PERSON"], [15, 20, "PLACE"]]}


def write(path: Path, items: list[Any]) -> Path:
    path.write_text("".join(json.dumps(item) + "\n" for item in items))
    return path


def many(prefix: str, count: int = 10) -> list[Any]:
    return [{**GOOD, "text": f"{GOOD['text']} {prefix} {number}"} for number in range(count)]


def findings(cli: Cli, *arguments: Any) -> tuple[int, dict[str, Any]]:
    found = cli("data", "check", *arguments, "--json")
    return found.code, {one["kind"]: one for one in json.loads(found.out)["findings"]}


def test_the_demo_is_clean(cli: Cli) -> None:
    shown = cli("data", "check")
    assert shown.code == 0
    assert "Nothing is wrong." in shown.out
    assert "DESIGNATION" in shown.out


@pytest.mark.parametrize(
    ("item", "kind", "message"),
    [
        ({"text": "Tom", "annotations": [[0, 9, "A"]]}, "span outside its text", "is outside"),
        ({"text": "Tom", "annotations": [[2, 2, "A"]]}, "span outside its text", "is empty"),
        ({"text": "a b", "annotations": [[1, 2, "A"]]}, "blank span", "white space"),
        ({"text": "Tom", "annotations": [[0, "3", "A"]]}, "malformed span", "is no span"),
        ({"text": "Tom", "annotations": [[0, 2, "A"], [1, 3, "A"]]}, "overlapping spans", "Keep"),
        ({"text": "T" * 2_000_000}, "document too long", "max_document_chars"),
        (["Tom"], "no document", "expected a document"),
    ],
)
def test_what_training_refuses_is_a_problem_and_training_refuses_it(
    cli: Cli, tmp_path: Path, item: Any, kind: str, message: str
) -> None:
    path = write(tmp_path / "data.jsonl", [*many("a"), item])
    code, found = findings(cli, path)
    (problem,) = [one for one in found.values() if one["severity"] == "problem"]
    assert code == 2
    assert problem["kind"].startswith(kind)
    assert problem["places"] == [f"{path}:11"]
    refused = cli("train", "--data", path, "-o", tmp_path / "runs")
    assert refused.code == 2
    assert "data.jsonl:11" in refused.err
    assert message in refused.err
    assert not (tmp_path / "runs").exists()


def test_every_broken_line_is_found_not_only_the_first(cli: Cli, tmp_path: Path) -> None:
    path = write(tmp_path / "data.jsonl", many("a"))
    path.write_bytes(path.read_bytes() + b'{"text": \n\n{"text": "caf\xe9"}\n' + b"{}\n")
    code, found = findings(cli, path)
    assert code == 2
    places = [one["places"] for one in found.values() if one["severity"] == "problem"]
    assert sorted(place for some in places for place in some) == [
        f"{path}:{line}" for line in (11, 13, 14)
    ]


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        ({"text": " \n"}, "empty text"),
        ({"text": "So Tom left", "annotations": [[2, 6, "PERSON"]]}, "white space at the edge"),
        ({"text": "Tomorrow", "annotations": [[0, 3, "PERSON"]]}, "span cuts a word"),
        (many("a")[3], "repeated text"),
        ({**many("a")[3], "annotations": []}, "repeated text, other labels"),
        ({"text": "Tom", "annotations": [[0, 3, "Person"]]}, "labels that look alike"),
        ({"text": "Tom", "annotations": [[0, 3, "NAME"]]}, "rare label"),
    ],
)
def test_what_training_accepts_is_a_warning(cli: Cli, tmp_path: Path, item: Any, kind: str) -> None:
    path = write(tmp_path / "data.jsonl", [*many("a"), item])
    code, found = findings(cli, path)
    assert code == 1
    assert [name for name in found if name.startswith(kind)]
    assert all(one["severity"] == "warning" for one in found.values())


def test_leaks_and_labels_are_compared_between_splits(cli: Cli, tmp_path: Path) -> None:
    train, other = many("a"), {"text": "Tom", "annotations": [[0, 3, "NAME"]]}
    write(tmp_path / "train.jsonl", train)
    leaked = {"text": f"  {train[4]['text']}", "annotations": [[2, 7, "PERSON"], [17, 22, "PLACE"]]}
    write(tmp_path / "test.jsonl", [*many("b"), leaked])
    code, found = findings(cli, tmp_path)
    leak = found["text in two splits"]
    assert leak["places"] == [f"{tmp_path}/train.jsonl:5 = {tmp_path}/test.jsonl:11"]
    assert "repeated text, other labels" not in found
    assert code == 1
    write(tmp_path / "test.jsonl", [*many("b"), other])
    code, found = findings(cli, tmp_path)
    assert found["unknown label"]["places"] == ["NAME (test: 1)"]
    assert code == 2
    assert cli("train", "--data", tmp_path, "-o", tmp_path / "runs").code == 2


def test_people_read_paths_below_the_data_and_what_to_do(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path / "train.jsonl", [*many("a"), many("a")[0]])
    shown = cli("data", "check", tmp_path).out
    assert "repeated text: train.jsonl:1 = train.jsonl:11" in shown
    assert "Keep one." in shown
    assert "1 of 1 texts of the test split stand in the train split too" in shown
    assert "Training would accept this data: 2 warnings." in shown


def test_labelled_texts_are_recognised_and_can_be_asked_for(cli: Cli, tmp_path: Path) -> None:
    items = [{"text": f"text {n}", "label": "ab"[n % 2]} for n in range(40)]
    path = write(tmp_path / "data.jsonl", items)
    assert cli("data", "check", path).code == 0
    code, found = findings(cli, write(path, [*items, {"text": "no label"}]))
    assert (code, found["unusable record"]["count"]) == (2, 1)
    asked = cli("data", "check", "--task", "text-classification", "--json")
    assert json.loads(asked.out)["verdict"] == "refused"


def test_data_that_cannot_be_read_at_all_is_one_paragraph(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n")
    for path in (tmp_path / "empty.jsonl", tmp_path / "missing.jsonl", tmp_path):
        refused = cli("data", "check", path)
        assert (refused.code, refused.out) == (2, "")
        assert refused.err.startswith("error: ")


def test_texts_without_annotations_are_refused_one_and_all(cli: Cli, tmp_path: Path) -> None:
    other = [{"text": f"Tom {n}", "labels": [[0, 3, "PERSON"]]} for n in range(3)]
    path = write(tmp_path / "data.jsonl", [*many("a"), *other])
    code, found = findings(cli, path)
    assert code == 2
    assert found["no annotations"]["count"] == 3
    assert "`labels` looks like them" in found["no annotations"]["advice"]
    refused = cli("train", "--data", path, "-o", tmp_path / "runs")
    assert refused.code == 2
    assert f"{path}:11: the document has no `annotations`" in refused.err


@pytest.mark.parametrize(
    ("items", "refused"),
    [
        ([{"text": f"text {n}", "label": "a"} for n in range(20)], "Every training text has"),
        ([{"text": f"text {n}", "label": n} for n in range(20)], None),
        ([{"text": f"text {n}", "label": "ab"[n % 2]} for n in range(2)], "too few to hold out"),
        ([{"text": f"text {n}", "annotations": []} for n in range(20)], "no entity type to learn"),
    ],
)
def test_what_training_says_of_all_records_the_check_says_too(
    cli: Cli, tmp_path: Path, items: list[Any], refused: str | None
) -> None:
    path = write(tmp_path / "data.jsonl", items)
    code, found = findings(cli, path)
    task = "text-classification" if "label" in items[0] else "token-classification"
    trained = cli("train", "--data", path, f"--set=task.name={task}", "-o", tmp_path / "r", *TINY)
    assert (code == 2, trained.code == 2) == (refused is not None, refused is not None)
    if refused is not None:
        told = [one["advice"] for one in found.values() if one["severity"] == "problem"]
        assert any(refused in one for one in told)
        assert refused in trained.err


def test_labels_that_cannot_be_held_out_are_reported_by_check_and_train(
    cli: Cli, tmp_path: Path
) -> None:
    items = [*many("a"), {"text": "Rome is far", "annotations": [[0, 4, "CITY"]]}]
    path = write(tmp_path / "data.jsonl", items)
    code, found = findings(cli, path)
    assert code == 1
    assert found["label not in the held-out validation split"]["places"] == ["`CITY` (1)"]
    trained = cli("train", "--data", path, "-o", tmp_path / "runs", *TINY)
    assert trained.code == 0
    assert "`CITY` (1): not in the held-out validation split" in trained.err


def test_numbers_that_differ_by_their_sign_are_two_labels(cli: Cli, tmp_path: Path) -> None:
    items = [{"text": f"text {n}", "label": (-1, 1)[n % 2]} for n in range(40)]
    code, found = findings(cli, write(tmp_path / "data.jsonl", items))
    assert (code, found) == (0, {})


@pytest.mark.parametrize(
    ("text", "span", "kind"),
    [
        ("\U0001f600 Kafka/Redis", [2, 7, "SKILL"], "few spans decide how words are split"),
        ("\U0001f600 Tomas sings", [3, 8, "PERSON"], None),
    ],
)
def test_the_span_that_fits_no_words_between_spaces_is_shown_by_check_and_train(
    cli: Cli, tmp_path: Path, text: str, span: list[Any], kind: str | None
) -> None:
    path = write(tmp_path / "data.jsonl", [*many("a"), {"text": text, "annotations": [span]}])
    set_none = ("--set=data.validation_fraction=0", "--set=data.test_fraction=0")
    code, found = findings(cli, path, *set_none)
    assert code == 1
    if kind is not None:
        assert found[kind]["places"] == [f"{path}:11"]
        assert "UTF-16" in found[kind]["advice"]
    trained = cli("train", "--data", path, "-o", tmp_path / "runs", *TINY, *set_none)
    assert trained.code == 0
    told = " ".join(trained.err.split())
    assert "data.jsonl:11" in told
    assert repr(text[span[0] : span[1]]) in told
    assert "`task.words" in told
    assert "UTF-16" in told


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ({"body": "Tom", "marks": []}, "There is no key `text`; keys found: body, marks."),
        ({"tokens": ["Tom"], "ner_tags": [0]}, "are read from a CoNLL file"),
        ({"text": "Tom", "spans": [[0, 3, "A"]]}, "rename it to `annotations`"),
        (
            {"text": "Tom", "entities": [{"start": 0, "end": 3, "label": "A"}]},
            'under `annotations` write [[start, end, "LABEL"], …]',
        ),
        (
            {"text": "Tom", "spans": [{"start": 0, "end": 3}], "answer": "accept"},
            "leave out records with answer reject",
        ),
        (
            {"text": "Tom", "spans": [[0, 3, "A"]], "answer": "reject"},
            "Leave such records out",
        ),
    ],
)
def test_data_of_another_program_names_the_way_out_when_every_record_is_refused(
    cli: Cli, tmp_path: Path, item: Any, told: str
) -> None:
    path = write(tmp_path / "data.jsonl", [item] * 3)
    shown = cli("data", "check", path)
    assert shown.code == 2
    assert told in " ".join(shown.out.split())
    assert "Training would refuse this data" in shown.out
