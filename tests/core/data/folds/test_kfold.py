from __future__ import annotations

import json
import random
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.core import (
    create_kfold_splits,
    get_fold_data,
    load_fold_splits,
    save_fold_splits,
    validate_splits,
)
from training.core.trainer import train_model
from training.errors import ConfigError, DataError

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
TYPES = st.sampled_from(["PER", "ORG", "LOC", "DATE"])
DOCUMENTS = st.lists(st.lists(TYPES, max_size=5), min_size=2, max_size=40)


def document(*labels: str) -> dict[str, Any]:
    text = " ".join("word" for _ in labels) or "nothing"
    spans = [[5 * place, 5 * place + 4, label] for place, label in enumerate(labels)]
    return {"text": text, "annotations": spans}


def dataset_of(labels: list[list[str]]) -> list[dict[str, Any]]:
    return [document(*found) for found in labels]


@st.composite
def datasets_with_k(draw: st.DrawFn) -> tuple[list[dict[str, Any]], int]:
    dataset = dataset_of(draw(DOCUMENTS))
    return dataset, draw(st.integers(2, len(dataset)))


def imbalance(dataset: list[Any], splits: list[Any]) -> float:
    """Sum over types and folds of the squared distance to an even spread of documents."""
    total = 0.0
    for kind in {span[2] for item in dataset for span in item["annotations"]}:
        counts = [
            sum(any(span[2] == kind for span in dataset[index]["annotations"]) for index in part)
            for _, part in splits
        ]
        mean = sum(counts) / len(counts)
        total += sum((count - mean) ** 2 for count in counts)
    return total


@given(
    case=datasets_with_k(),
    seed=st.integers(0, 2**32),
    shuffle=st.booleans(),
    stratified=st.booleans(),
)
@settings(deadline=None)
def test_every_document_is_validated_in_exactly_one_fold_and_trained_on_in_the_others(
    case: tuple[list[Any], int], seed: int, shuffle: bool, stratified: bool
) -> None:
    dataset, k = case
    splits = create_kfold_splits(dataset, k, seed, shuffle, stratified)
    everything = list(range(len(dataset)))
    assert len(splits) == k
    assert sorted(index for _, validation in splits for index in validation) == everything
    for train, validation in splits:
        assert train
        assert validation
        assert sorted(train + validation) == everything
        assert train == sorted(train)
        assert validation == sorted(validation)


@given(case=datasets_with_k(), seed=st.integers(0, 2**32), shuffle=st.booleans())
@settings(deadline=None)
def test_fold_sizes_differ_by_at_most_one_without_stratification(
    case: tuple[list[Any], int], seed: int, shuffle: bool
) -> None:
    dataset, k = case
    sizes = [len(part) for _, part in create_kfold_splits(dataset, k, seed, shuffle)]
    assert max(sizes) - min(sizes) <= 1


@given(case=datasets_with_k(), seed=st.integers(0, 2**32), stratified=st.booleans())
@settings(deadline=None)
def test_the_same_arguments_give_the_same_folds(
    case: tuple[list[Any], int], seed: int, stratified: bool
) -> None:
    dataset, k = case
    first = create_kfold_splits(dataset, k, seed, True, stratified)
    assert create_kfold_splits(dataset, k, seed, True, stratified) == first


@given(
    kinds=st.lists(TYPES, min_size=4, max_size=60), seed=st.integers(0, 2**32), k=st.integers(2, 4)
)
@settings(deadline=None)
def test_documents_of_one_type_each_are_spread_as_evenly_as_can_be(
    kinds: list[str], seed: int, k: int
) -> None:
    dataset = dataset_of([[kind] for kind in kinds])
    splits = create_kfold_splits(dataset, k, seed, stratified=True)
    for kind in set(kinds):
        counts = [sum(kinds[index] == kind for index in part) for _, part in splits]
        assert max(counts) - min(counts) <= 1


@given(seed=st.integers(0, 2**16))
@settings(max_examples=25, deadline=None)
def test_stratified_folds_of_skewed_data_are_no_less_balanced_than_random_ones(seed: int) -> None:
    dice = random.Random(seed)
    rates = {"PER": 0.8, "ORG": 0.3, "LOC": 0.1, "RARE": 0.04}
    labels = [[kind for kind, rate in rates.items() if dice.random() < rate] for _ in range(100)]
    dataset = dataset_of(labels)
    plain = [imbalance(dataset, create_kfold_splits(dataset, 5, draw)) for draw in range(5)]
    stratified = imbalance(dataset, create_kfold_splits(dataset, 5, seed, stratified=True))
    assert stratified <= sum(plain) / len(plain)


def test_another_seed_gives_other_folds() -> None:
    dataset = dataset_of([["PER"]] * 20)
    assert create_kfold_splits(dataset, 4, 1) != create_kfold_splits(dataset, 4, 2)


def test_neighbours_stay_together_without_shuffling() -> None:
    parts = [part for _, part in create_kfold_splits(list("abcdefg"), 3, shuffle=False)]
    assert parts == [[0, 1, 2], [3, 4], [5, 6]]


def test_only_the_named_entity_types_are_spread() -> None:
    dataset = dataset_of([["PER", "LOC"]] * 4 + [["LOC"]] * 8)
    splits = create_kfold_splits(dataset, 4, stratified=True, entity_types=iter(["PER"]))
    assert [sum(index < 4 for index in part) for _, part in splits] == [1, 1, 1, 1]


@pytest.mark.parametrize("k", [-1, 0, 1, 6])
def test_a_number_of_folds_that_does_not_fit_is_refused(k: int) -> None:
    with pytest.raises(ConfigError, match=rf"k={k}: .* from 2 to 5"):
        create_kfold_splits(list("abcde"), k)


def test_a_single_document_cannot_be_divided() -> None:
    with pytest.raises(ConfigError, match="at least 2 documents"):
        create_kfold_splits(["alone"], 2)


def test_two_documents_make_two_folds_and_no_more() -> None:
    assert len(create_kfold_splits(["one", "other"], 2)) == 2
    with pytest.raises(ConfigError, match="from 2 to 2, the number of documents"):
        create_kfold_splits(["one", "other"], 3)


@pytest.mark.parametrize("item", ["text", {"annotations": 3}, {"annotations": [[0, 1]]}])
def test_stratification_names_the_item_that_is_no_document(item: Any) -> None:
    with pytest.raises(DataError, match=r"dataset\[1\]: expected a document"):
        create_kfold_splits([document("PER"), item], 2, stratified=True)


def test_a_fold_gives_its_documents() -> None:
    assert get_fold_data(list("abcd"), [0, 3], [1]) == (["a", "d"], ["b"])


@pytest.mark.parametrize("index", [-1, 4])
def test_an_index_of_another_dataset_is_refused(index: int) -> None:
    with pytest.raises(DataError, match=f"validation: the index {index} is not in the dataset"):
        get_fold_data(list("abcd"), [0], [index])


@given(case=datasets_with_k(), metadata=st.dictionaries(st.text(), st.integers() | st.text()))
@settings(max_examples=20, deadline=None)
def test_folds_come_back_from_their_file_as_they_were(
    case: tuple[list[Any], int], metadata: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("folds") / "new" / "folds.json"
    splits = create_kfold_splits(*case)
    save_fold_splits(splits, path, metadata)
    assert load_fold_splits(path) == (splits, metadata)


def test_the_file_is_json_that_people_can_read(tmp_path: Path) -> None:
    save_fold_splits([([0], [1]), ([1], [0])], tmp_path / "folds.json", {"k": 2})
    assert json.loads((tmp_path / "folds.json").read_text()) == {
        "splits": [{"train": [0], "validation": [1]}, {"train": [1], "validation": [0]}],
        "metadata": {"k": 2},
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", r"folds.json:1: not valid JSON"),
        ("[]", r"folds.json: no folds in this file"),
        ('{"splits": []}', r"folds.json: no folds in this file"),
        ('{"splits": [3]}', r"folds.json, fold 0: .*`splits\[0\]`: .* not 3"),
        ('{"splits": [{"train": [0]}]}', r"fold 0: .*`splits\[0\].validation`: field required"),
        ('{"splits": [{"train": [0], "validation": []}]}', r"validation`: list .* at least 1"),
        ('{"splits": [{"train": ["0"], "validation": [1]}]}', r"train\[0\]`: .* integer, not '0'"),
        ('{"splits": [{"train": [true], "validation": [0]}]}', r"train\[0\]`: .* not True"),
        ('{"splits": [{"train": [-1], "validation": [1]}]}', r"train\[0\]`: .* not -1"),
        ('{"splits": [{"train": [1], "validation": [0]}], "metadata": 3}', r"`metadata`: .* not 3"),
        ('{"splits": [{"train": [0, 0], "validation": [1]}]}', r"train: index 0 is more than once"),
        ('{"splits": [{"train": [0, 1], "validation": [1]}]}', r"fold 0: index 1 is in both"),
        ("[" * 100_000, r"folds.json:1: .* nested too deeply"),
        ("[" + "9" * 5000 + "]", r"folds.json:1: the JSON cannot be read"),
    ],
)
def test_a_damaged_file_of_folds_is_refused_by_name(
    tmp_path: Path, content: str, message: str
) -> None:
    path = tmp_path / "folds.json"
    path.write_text(content)
    with pytest.raises(DataError, match=message):
        load_fold_splits(path)


def test_a_missing_file_of_folds_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.json: cannot be read"):
        load_fold_splits(tmp_path / "none.json")


def test_folds_that_could_not_be_loaded_are_not_saved(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="fold 1: index 0 is in both"):
        save_fold_splits([([0], [1]), ([0, 1], [0])], tmp_path / "folds.json")
    assert not list(tmp_path.iterdir())


def test_validation_counts_the_annotations_of_each_fold() -> None:
    dataset = dataset_of([["PER", "PER"], ["LOC"], []])
    splits = [([1, 2], [0]), ([0], [1, 2])]
    assert validate_splits(dataset, splits) == {0: {"LOC": 0, "PER": 2}, 1: {"LOC": 1, "PER": 0}}
    assert validate_splits(dataset, splits, ["PER", "ORG"])[0] == {"ORG": 0, "PER": 2}


@given(case=datasets_with_k(), stratified=st.booleans())
@settings(deadline=None)
def test_the_counts_of_all_folds_are_those_of_the_dataset(
    case: tuple[list[Any], int], stratified: bool
) -> None:
    dataset, k = case
    counts = validate_splits(dataset, create_kfold_splits(dataset, k, stratified=stratified))
    total = Counter(span[2] for item in dataset for span in item["annotations"])
    for kind in total:
        assert sum(found[kind] for found in counts.values()) == total[kind]


@pytest.mark.parametrize(
    ("splits", "message"),
    [
        ([([1, 2], [0]), ([0, 1], [1, 2])], "fold 1: index 1 is in both"),
        ([([1], [0]), ([0], [1, 2])], "fold 0: index 2 is in neither part; each of the 3"),
        ([([1, 2], [0]), ([1, 2], [0])], "index 0 is in 2 validation parts|indices 0, 1, 2 are in"),
        ([([1, 3], [0]), ([0], [1, 2])], "fold 0, train: the index 3 must be .* from 0 to 2"),
        ([([1, 2], [0])], "indices 1, 2 are in 0 validation parts"),
    ],
)
def test_splits_that_are_no_cross_validation_are_refused(splits: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        validate_splits(dataset_of([["PER"]] * 3), splits)


PARTS = JSON_VALUES | st.lists(st.integers(-3, 12) | JSON_VALUES, max_size=4)
FOLDS = st.lists(st.dictionaries(st.sampled_from(["train", "validation"]), PARTS) | JSON_VALUES)


@given(
    content=JSON_VALUES
    | st.fixed_dictionaries({"splits": FOLDS}, optional={"metadata": JSON_VALUES})
)
@settings(deadline=None)
def test_any_file_of_folds_gives_folds_or_one_error_that_names_it(content: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "folds.json")
        path.write_text(json.dumps(content))
        try:
            splits, metadata = load_fold_splits(path)
        except DataError as error:
            refusal = str(error)
        else:
            refusal = ""
    if refusal:
        assert "folds.json" in refusal
        return
    assert isinstance(metadata, dict)
    assert splits
    for train, validation in splits:
        assert train
        assert validation
        assert all(type(index) is int and index >= 0 for index in [*train, *validation])
        assert not set(train) & set(validation)


@given(content=st.binary(max_size=60))
@settings(deadline=None)
def test_any_bytes_for_a_file_of_folds_are_one_error_that_names_it(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "folds.json")
        path.write_bytes(content)
        with pytest.raises(DataError, match=r"folds\.json"):
            load_fold_splits(path)


def test_the_old_call_refuses_folds_of_other_records(tmp_path: Path) -> None:
    path = tmp_path / "folds.json"
    save_fold_splits([([0, 1], [99])], path)
    item = {"text": "Ana Ruiz", "annotations": [[0, 8, "NAME"]]}
    config = {"training": {"epochs": 1, "fold_idx": 0, "fold_splits_file": str(path)}}
    with pytest.raises(DataError, match=r"folds\.json, fold 0, validation: the index 99 must be"):
        train_model(config, {"train": [item] * 4}, tmp_path / "out")
