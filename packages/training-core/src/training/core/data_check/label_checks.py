"""Judge how labels are spread over the splits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from training.core.data_check.findings import Findings

FEWEST = 10
"""Mentions in the training split below which a label is called rare."""


def judge_labels(
    counts: Mapping[str, Counter[str]],
    sizes: Mapping[str, int],
    known: Sequence[str] | None,
    findings: Findings,
) -> None:
    """Note rare labels, those that a split lacks, and those that look alike.

    Args:
        counts: How often each label occurs in each split.
        sizes: Records of each split.
        known: Labels that the configuration lists; None for those of the training split.
        findings: Where to note it.
    """
    train = counts["train"]
    allowed = set(train) if known is None else set(known)
    others = [name for name in counts if name != "train" and sizes[name]]
    for name in counts:
        if sizes[name] and not counts[name]:
            findings.warn("no annotation in the split", name)
        for label in sorted(set(counts[name]) - allowed):
            findings.warn("unknown label", f"{label} ({name}: {counts[name][label]})")
    for label in sorted(allowed):
        if train[label] < FEWEST:
            findings.warn("rare label", f"{label} ({train[label]})")
        missing = [name for name in others if counts[name] and not counts[name][label]]
        if missing:
            findings.warn("label missing in a split", f"{label} (not in {', '.join(missing)})")
    _judge_spelling(sorted(set().union(*counts.values())), findings)


def _judge_spelling(labels: Sequence[str], findings: Findings) -> None:
    alike: dict[str, list[str]] = {}
    for label in labels:
        plain = label.casefold() if _is_number(label) else _letters(label)
        alike.setdefault(plain, []).append(label)
    for group in alike.values():
        if len(group) > 1:
            findings.warn("labels that look alike", ", ".join(group))


def _letters(label: str) -> str:
    return "".join(one for one in label.casefold() if one.isalnum()) or label


def _is_number(label: str) -> bool:
    """Return whether a label numbers its class: then its signs matter, as in -1 and 1."""
    try:
        float(label)
    except ValueError:
        return False
    return True
