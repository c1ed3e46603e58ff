"""Sections can live in files of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from training.config import resolve_config

Write = Callable[[str, str], Path]
Refusal = Callable[..., str]


@pytest.mark.parametrize("text", ["epochs: 3\n", "training:\n  epochs: 3\n"])
def test_a_section_is_read_from_the_file_it_names(write: Write, text: str) -> None:
    write("conf/parts/train.yml", text)
    found = resolve_config(write("conf/x.yaml", "training: parts/train.yml"), environ={})
    assert found.config.training.epochs == 3
    assert str(found.origins["training", "epochs"]).startswith("conf/parts/train.yml:")


def test_references_are_followed_from_file_to_file(write: Write) -> None:
    write("a/one.yaml", "training: ../b/two.yaml")
    write("b/two.yaml", "epochs: 4")
    found = resolve_config(write("x.yaml", "training: a/one.yaml"), environ={})
    assert found.config.training.epochs == 4
    assert str(found.origins["training", "epochs"]) == "b/two.yaml:1"


def test_files_given_with_config_refer_to_files_too(write: Write) -> None:
    write("conf/train.yaml", "epochs: 5")
    over = write("conf/over.yaml", "training: train.yaml")
    below = write("x.yaml", "training: {epochs: 1, batch_size: 2}")
    config = resolve_config(below, [over], environ={}).config
    assert (config.training.epochs, config.training.batch_size) == (5, 2)


def test_an_empty_file_leaves_the_defaults(write: Write) -> None:
    write("train.yaml", "")
    found = resolve_config(write("x.yaml", "training: train.yaml"), environ={})
    assert found.config.training.epochs == 10


def test_a_missing_file_is_named_with_the_place_that_refers_to_it(
    write: Write, refusal: Refusal
) -> None:
    message = refusal(write("x.yaml", "name: a\nmodel: backbones/tiny.yaml\n"))
    assert message == (
        "x.yaml:2 (`model`): the configuration file `backbones/tiny.yaml` does not exist."
    )


def test_a_circle_is_named_with_its_files(write: Write, refusal: Refusal) -> None:
    write("b.yaml", "training: a.yaml")
    write("a.yaml", "training: b.yaml")
    message = refusal(write("x.yaml", "training: a.yaml"))
    assert message.startswith("b.yaml:1: `training` refers to a file that is being read already")
    assert "`x.yaml` -> `a.yaml` -> `b.yaml` -> `a.yaml`" in message


def test_a_file_cannot_refer_to_itself(write: Write, refusal: Refusal) -> None:
    assert "is being read already" in refusal(
        write("x.yaml", "model: ../" + Path.cwd().name + "/x.yaml")
    )


def test_a_file_of_several_sections_is_not_read_for_one_alone(
    write: Write, refusal: Refusal
) -> None:
    write("train.yaml", "training: {epochs: 3}\ndistributed: {enabled: true}\n")
    message = refusal(write("x.yaml", "training: train.yaml"))
    assert message.startswith("train.yaml:2: the key `distributed` stands beside `training`")
    assert "x.yaml:1" in message


def test_a_referenced_section_must_be_a_mapping(write: Write, refusal: Refusal) -> None:
    write("train.yaml", "training: null")
    message = refusal(write("x.yaml", "training: train.yaml"))
    assert message.startswith("train.yaml:1: the section `training` must be a mapping")


def test_an_unknown_key_is_named_in_the_file_that_holds_it(write: Write, refusal: Refusal) -> None:
    write("train.yaml", "epochs: 3\nepohcs: 4\n")
    assert refusal(write("x.yaml", "training: train.yaml")).startswith("train.yaml:2: unknown key")
