"""Constraints on sequences of BIO tags: `I-X` follows only `B-X` or `I-X`."""

from __future__ import annotations

from collections.abc import Sequence

from training.core.io.torch import nn, torch


class Constraints(nn.Module):
    """Scores that forbid ill-formed sequences: 0 where allowed, minus infinity elsewhere.

    Attributes:
        start: Of a sequence's first tag, float32 of shape [tags].
        transitions: Of a tag (column) after another (row), float32 of shape [tags, tags].

    Args:
        names: Tags in IOB2: `O`, `B-X`, `I-X`.
    """

    start: torch.Tensor
    transitions: torch.Tensor

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        after = [[_may_follow(name, before) for name in names] for before in names]
        first = [_may_follow(name, "O") for name in names]
        self.register_buffer("transitions", _forbidding(after), persistent=False)
        self.register_buffer("start", _forbidding(first), persistent=False)


def _may_follow(name: str, before: str) -> bool:
    mark, _, label = name.partition("-")
    return mark != "I" or before in (f"B-{label}", f"I-{label}")


def _forbidding(allowed: Sequence[object]) -> torch.Tensor:
    return torch.zeros(torch.tensor(allowed).shape).masked_fill_(
        ~torch.tensor(allowed), float("-inf")
    )
