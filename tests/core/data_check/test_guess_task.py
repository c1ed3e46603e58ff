from __future__ import annotations

from pathlib import Path

import pytest

from training.config import DataConfig
from training.core.data_check.guess_task import guess_task


@pytest.mark.parametrize(
    ("lines", "task"),
    [
        (['{"text": "a", "label": "x"}'], "text-classification"),
        (['{"text": "a"}', '{"text": "a", "label": 3}'], "text-classification"),
        (['{"text": "a", "label": "x", "annotations": []}'], "token-classification"),
        (['{"text": "a"}'], "token-classification"),
        (['{"text": "a", "label": null}'], "token-classification"),
        (["{broken", '{"text": "a", "label": "x"}'], "text-classification"),
    ],
)
def test_a_label_without_annotations_tells_the_task(
    tmp_path: Path, lines: list[str], task: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(lines))
    assert guess_task(DataConfig(path=path)) == task
