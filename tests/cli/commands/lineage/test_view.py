from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from training.cli.commands.lineage.view import lineage_tree
from training.execution.lineage import Lineage, Node


def tree(width: int) -> list[str]:
    details = {"honest_test": False, "why": "the folds saw the test documents", "variant": 1}
    final = Node(
        "final",
        "demo-final-31983d27-089a3174-v1",
        Path("runs/demo-final-31983d27-089a3174-v1"),
        "present",
        {"status": "completed", "details": details, "score": {"metric": "f1", "value": 0.5}},
    )
    fold = Node(
        "fold",
        "demo\nx/trial-0000/fold-0",
        Path("runs/demo-20261130-135920-cfc1/trial-0000/fold-0"),
        "present",
        {"status": "completed", "details": {"trial": 0, "fold": 0}},
    )
    nodes = {one.key: one for one in (final, fold)}
    lineage = Lineage(final, nodes, ((final.key, fold.key),))
    file = io.StringIO()
    Console(file=file, width=width).print(lineage_tree(lineage, width))
    return [line.rstrip() for line in file.getvalue().splitlines()]


def test_a_lineage_breaks_lines_between_facts_only_and_reports_them_in_words() -> None:
    assert tree(80) == [
        "final demo-final-31983d27-089a3174-v1",
        "completed, variant 1, no honest test score: the folds saw the test documents",
        "f1 0.5000",
        "runs/demo-final-31983d27-089a3174-v1",
        r"└── fold demo\nx/trial-0000/fold-0  completed",
        "    runs/demo-20261130-135920-cfc1/trial-0000/fold-0",
    ]
