from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = ("train.jsonl", "validation.jsonl", "test.jsonl", "README.md")
SIZES = {"train": 450, "validation": 75, "test": 75}
LABELS = {
    "NAME",
    "EMAIL",
    "PHONE",
    "LOCATION",
    "COMPANY",
    "DESIGNATION",
    "SKILL",
    "EDUCATION",
    "INSTITUTION",
    "DATE",
    "SALARY",
}
OPEN_LABELS = ("NAME", "COMPANY", "SKILL", "INSTITUTION")

Documents = list[dict[str, Any]]


def read_bytes(name: str) -> bytes:
    return files("training.core.data.demo").joinpath(name).read_bytes()


def read_split(split: str) -> Documents:
    lines = read_bytes(f"{split}.jsonl").decode().split("\n")[:-1]
    return [json.loads(line) for line in lines]


def surfaces(documents: Documents, label: str) -> set[str]:
    return {
        document["text"][start:end]
        for document in documents
        for start, end, found in document["annotations"]
        if found == label
    }


def generate(folder: Path, *options: str) -> dict[str, bytes]:
    command = [sys.executable, "-m", "tools.demo_data", str(folder), *options]
    subprocess.run(command, cwd=ROOT, check=True)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def dataset() -> dict[str, Documents]:
    return {split: read_split(split) for split in SIZES}


def test_the_generator_reproduces_the_shipped_files_byte_for_byte(tmp_path: Path) -> None:
    generated = generate(tmp_path)

    assert set(generated) == set(FILES)
    assert [name for name in FILES if generated[name] != read_bytes(name)] == []


def test_another_seed_gives_other_documents(tmp_path: Path) -> None:
    generated = generate(tmp_path, "--seed", "1")

    assert generated["train.jsonl"] != read_bytes("train.jsonl")


def test_the_files_stay_small_and_every_line_ends() -> None:
    contents = [read_bytes(name) for name in FILES]

    assert sum(map(len, contents)) < 900_000
    assert all(content.endswith(b"\n") and b"\r" not in content for content in contents)


@pytest.mark.parametrize("split", SIZES)
def test_each_split_has_its_size_and_every_label(split: str, dataset: dict[str, Documents]) -> None:
    documents = dataset[split]
    counts = Counter(label for doc in documents for _, _, label in doc["annotations"])

    assert len(documents) == SIZES[split]
    assert set(counts) == LABELS
    assert min(counts.values()) >= 20


@pytest.mark.parametrize("split", SIZES)
def test_spans_lie_in_the_text_in_order_without_overlap_or_outer_space(
    split: str, dataset: dict[str, Documents]
) -> None:
    for document in dataset[split]:
        text, position = document["text"], 0
        for start, end, _ in document["annotations"]:
            assert position <= start < end <= len(text), text
            assert text[start:end] == text[start:end].strip(), text
            position = end


def test_no_document_occurs_twice_not_even_in_another_split(
    dataset: dict[str, Documents],
) -> None:
    texts = [document["text"] for documents in dataset.values() for document in documents]

    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("label", OPEN_LABELS)
def test_part_of_the_test_entities_is_unknown_to_training(
    label: str, dataset: dict[str, Documents]
) -> None:
    tested = surfaces(dataset["test"], label)
    unseen = tested - surfaces(dataset["train"], label)

    assert 0.2 <= len(unseen) / len(tested) <= 0.5


def test_contacts_are_fictional(dataset: dict[str, Documents]) -> None:
    reserved = (".example", "example.org", "example.com", "example.net")
    addresses = set().union(*(surfaces(documents, "EMAIL") for documents in dataset.values()))

    assert [found for found in addresses if not found.lower().endswith(reserved)] == []


def test_the_readme_states_the_counts_of_the_shipped_files(
    dataset: dict[str, Documents],
) -> None:
    readme = read_bytes("README.md").decode()
    for label in LABELS:
        found = [
            sum(name == label for doc in dataset[split] for _, _, name in doc["annotations"])
            for split in SIZES
        ]
        assert f"| {label} | {found[0]} | {found[1]} | {found[2]} |" in readme
