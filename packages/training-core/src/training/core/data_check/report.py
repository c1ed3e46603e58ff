"""Report of a data check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from training.core.data_check.findings import Finding

Verdict = Literal["clean", "warnings", "refused"]


@dataclass(frozen=True)
class Lengths:
    """How many words the texts of a split have.

    Attributes:
        total: In all.
        shortest: Fewest.
        median: As many or fewer in half of the texts.
        p95: As many or fewer in 95 of 100 texts.
        p99: As many or fewer in 99 of 100 texts.
        longest: Most.
    """

    total: int
    shortest: int
    median: int
    p95: int
    p99: int
    longest: int


@dataclass(frozen=True)
class DataReport:
    """What was seen of a dataset.

    Attributes:
        source: Where it was read.
        task: Task whose records these are.
        records: Records of each split, unusable ones included.
        lengths: Of the texts of each split that has any.
        labels: How often each label occurs in each split, the most frequent first.
        findings: What is wrong, problems first.
    """

    source: str
    task: str
    records: Mapping[str, int]
    lengths: Mapping[str, Lengths]
    labels: Mapping[str, Mapping[str, int]]
    findings: list[Finding]

    @property
    def verdict(self) -> Verdict:
        """`refused` when training would refuse the data, else `warnings` or `clean`."""
        if any(one.severity == "problem" for one in self.findings):
            return "refused"
        return "warnings" if self.findings else "clean"
