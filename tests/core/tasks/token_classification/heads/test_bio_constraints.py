from __future__ import annotations

import torch

from training.core.tasks.token_classification.heads.bio_constraints import Constraints

NAMES = ["O", "B-A", "I-A", "B-B", "I-B", "B-A-B", "I-A-B"]


def test_an_inside_tag_follows_only_tags_of_its_own_type() -> None:
    constraints = Constraints(NAMES)
    for row, before in enumerate(NAMES):
        for column, name in enumerate(NAMES):
            type_of = name.partition("-")[2]
            allowed = name[0] != "I" or before in (f"B-{type_of}", f"I-{type_of}")
            expected = 0.0 if allowed else float("-inf")
            assert constraints.transitions[row, column] == expected, (before, name)


def test_a_sequence_begins_outside_or_with_a_beginning() -> None:
    allowed = [name[0] != "I" for name in NAMES]
    assert torch.isfinite(Constraints(NAMES).start).tolist() == allowed


def test_nothing_of_it_is_exported() -> None:
    assert Constraints(NAMES).state_dict() == {}
