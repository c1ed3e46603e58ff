"""Every wrong value is refused with its place, what it is and what is allowed."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from pathlib import Path

import pytest
from pydantic import field_validator, model_validator

from training.config import Extension, Section, resolve_config

Write = Callable[[str, str], Path]
Refusal = Callable[..., str]


class Pooling(Enum):
    """How vectors are joined."""

    MEAN = "mean"
    FIRST = "first"


class Block(Section):
    """A section that stands in lists."""

    size: int = 1
    """Width."""


class Options(Section):
    """One option of every shape."""

    pooling: Pooling = Pooling.MEAN
    """An enumeration."""
    blocks: list[Block] = []
    """Sections in a list."""
    weights: dict[str, float] = {}
    """Free keys."""
    by_number: dict[int, str] = {}
    """Keys that are numbers."""
    window: tuple[int, str] = (1, "a")
    """Two values of different types."""
    even: int = 2
    """A value with a rule of its own."""
    tail: Block | None = None
    """A section or nothing."""

    @field_validator("even")
    @classmethod
    def _is_even(cls, value: int) -> int:
        if value % 2:
            raise ValueError("it must be even")
        return value

    @model_validator(mode="after")
    def _fits(self) -> Options:
        if self.even > 100:
            raise ValueError("the parts do not fit together")
        return self


def options(_: object) -> Extension:
    return Extension({"model": Options})


@pytest.mark.parametrize(
    ("override", "sentence"),
    [
        (
            "training.epochs=ten",
            '`training.epochs` must be a whole number >= 1, not the text "ten".',
        ),
        ('training.epochs="3"', '`training.epochs` must be a whole number >= 1, not the text "3".'),
        ("training.epochs=0", "`training.epochs` must be a whole number >= 1, not 0."),
        ("training.epochs=1.5", "`training.epochs` must be a whole number >= 1, not 1.5."),
        ("training.epochs=true", "`training.epochs` must be a whole number >= 1, not true."),
        ("training.epochs=null", "`training.epochs` must be a whole number >= 1, not null."),
        ("training.epochs=[1]", "`training.epochs` must be a whole number >= 1, not the list [1]."),
        ("training.epochs={a: 1}", "`training.epochs` must be a whole number >= 1, not a mapping."),
        (
            "training.learning_rate=.inf",
            "`training.learning_rate` must be a number > 0, not Infinity.",
        ),
        (
            "training.learning_rate=fast",
            '`training.learning_rate` must be a number > 0, not the text "fast".',
        ),
        ("data.test_fraction=1", "`data.test_fraction` must be a number >= 0 and < 1, not 1."),
        ("seed=4294967296", "`seed` must be a whole number >= 0 and < 4294967296, not 4294967296."),
        (
            "training.metric_mode=1",
            "`training.metric_mode` must be one of `max`, `min`, or null, not 1.",
        ),
        ("distributed.enabled=1", "`distributed.enabled` must be true or false, not 1."),
        (
            'distributed.enabled="yes"',
            '`distributed.enabled` must be true or false, not the text "yes".',
        ),
        (
            "distributed.world_size=all",
            '`distributed.world_size` must be `auto` or a whole number >= 1, not the text "all".',
        ),
        (
            "distributed.world_size=0",
            "`distributed.world_size` must be `auto` or a whole number >= 1, not 0.",
        ),
        (
            "training.warmup_steps=-1",
            "`training.warmup_steps` must be a whole number >= 0, or null, not -1.",
        ),
        (
            "name=3",
            "`name` must be text of at most 150 letters, digits, `.`, `_` and `-` that begins "
            "with a letter or digit, not 3.",
        ),
        (
            "name=../x",
            "`name` must be text of at most 150 letters, digits, `.`, `_` and `-` that begins "
            'with a letter or digit, not the text "../x".',
        ),
        ("data.path=3", "`data.path` must be a path, or null, not 3."),
        (
            "logging.trackers=jsonl",
            '`logging.trackers` must be a list of text, not the text "jsonl".',
        ),
        ("logging.trackers=[a, 1]", "`logging.trackers[1]` must be text, not 1."),
        (
            "model.pooling=men",
            '`model.pooling` must be one of `mean`, `first`, not the text "men". '
            "Did you mean `mean`?",
        ),
        (
            "model.blocks=[{size: x}]",
            '`model.blocks[0].size` must be a whole number, not the text "x".',
        ),
        (
            "model.blocks=[{sise: 1}]",
            "unknown key `model.blocks[0].sise` (value 1). Did you mean `size`? "
            "Allowed in `model.blocks[0]`: size.",
        ),
        ("model.blocks=[3]", "`model.blocks[0]` must be a mapping of keys, not 3."),
        ("model.weights.PER=heavy", '`model.weights.PER` must be a number, not the text "heavy".'),
        ("model.window=[1, 2]", "`model.window[1]` must be text, not 2."),
        ("model.even=3", "`model.even` cannot be 3: it must be even."),
        ("model.even=102", "`model` cannot be the values given: the parts do not fit together."),
        (
            "model.tail={sise: 1}",
            "unknown key `model.tail.sise` (value 1). Did you mean `size`? "
            "Allowed in `model.tail`: size.",
        ),
    ],
)
def test_a_wrong_value_is_explained(refusal: Refusal, override: str, sentence: str) -> None:
    assert refusal(overrides=[override], extend=options) == f"--set {override}: {sentence}"


def test_a_key_of_the_wrong_kind_is_explained(refusal: Refusal) -> None:
    message = refusal(overrides=["model.by_number.x=a"], extend=options)
    assert message.startswith("--set model.by_number.x=a: `model.by_number.x` cannot be")
    assert "valid integer" in message


@pytest.mark.parametrize(
    ("override", "key", "expected"),
    [
        ("training.learning_rate=1", "training.learning_rate", 1.0),
        ("distributed.world_size=2", "distributed.world_size", 2),
        ("model.pooling=first", "model.pooling", "first"),
        ("model.by_number.1=a", "model.by_number.1", "a"),
        ("model.window=[3, b]", "model.window", [3, "b"]),
        ("model.tail.size=3", "model.tail.size", 3),
    ],
)
def test_what_yaml_can_say_of_a_type_is_accepted(override: str, key: str, expected: object) -> None:
    rows = resolve_config(environ={}, overrides=[override], extend=options).rows()
    assert {row.key: row.value for row in rows}[key] == expected


def test_one_problem_is_one_paragraph_with_file_and_line(write: Write, refusal: Refusal) -> None:
    message = refusal(write("experiment.yaml", "name: x\ntraining:\n  epohcs: 3\n"))
    assert message.startswith(
        "experiment.yaml:3: unknown key `training.epohcs` (value 3). Did you mean `epochs`? "
        "Allowed in `training`: epochs, max_steps, max_minutes, batch_size, "
    )
    assert "\n" not in message


def test_all_problems_are_listed_one_per_line(write: Write, refusal: Refusal) -> None:
    file = write("x.yaml", "seed: a\ntraining:\n  epochs: b\nmodel: null\n")
    message = refusal(file, environ={"TRAINING__NAME": "1"}, overrides=["nme=2"])
    lines = message.splitlines()
    assert lines[0] == "The configuration has 5 problems:"
    places = {line.split(": ")[0] for line in lines[1:]}
    assert places == {
        "- x.yaml:1",
        "- x.yaml:3",
        "- x.yaml:4",
        "- environment variable TRAINING__NAME",
        "- --set nme=2",
    }


@pytest.mark.parametrize("value", ["null", "[]", "3", "tiny"])
def test_a_section_replaced_by_something_else_is_refused_even_when_a_later_layer_fills_it(
    write: Write, refusal: Refusal, value: str
) -> None:
    file = write("x.yaml", f"name: a\ntraining:\n  early_stopping: {value}\n")
    message = refusal(file, overrides=["training.early_stopping.enabled=true"])
    assert message.startswith("x.yaml:3: the section `training.early_stopping` must be a mapping")
    assert message.endswith("Leave it out to keep its defaults.")


def test_long_values_are_cut_short(refusal: Refusal) -> None:
    assert (
        len(refusal(overrides=["seed=1"], environ={"TRAINING__TASK__NAME": "[" + "1," * 999 + "]"}))
        < 200
    )
