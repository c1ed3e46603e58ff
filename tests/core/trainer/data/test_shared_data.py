from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.core.data.cache.split import MemorySplit, SplitPart
from training.core.data.dataset import Dataset, Record
from training.core.run_config.resolve import resolve_run_config
from training.core.trainer.data.shared_data import SharedData
from training.core.trainer.setup import prepare

TINY = ["model.hidden_size=4", "model.embedding_size=4", "model.rows=32", "training.device=cpu"]


def records(count: int) -> list[Record]:
    values = [{"text": f"Anna {n}", "annotations": [[0, 4, "PER"]]} for n in range(count)]
    return [Record(one, f"memory:{n}") for n, one in enumerate(values)]


def shared(root: Path, items: list[Record]) -> SharedData:
    return SharedData(lambda: items, "content", "memory", root)


@given(st.lists(st.integers(1, 3), min_size=1, max_size=8), st.data())
def test_a_part_shows_the_examples_of_its_samples_in_its_order(
    windows: list[int], data: st.DataObject
) -> None:
    examples = [[{"x": np.array([n, w])} for w in range(count)] for n, count in enumerate(windows)]
    whole = MemorySplit(examples, [10 * n + w for n, c in enumerate(windows) for w in range(c)])
    chosen = data.draw(st.lists(st.integers(0, len(windows) - 1), max_size=8))
    part = SplitPart(whole, chosen)
    expected = [example["x"].tolist() for n in chosen for example in examples[n]]
    assert [part[index]["x"].tolist() for index in range(len(part))] == expected
    assert part.lengths.tolist() == [10 * n + w for n, w in expected]
    assert part.samples == len(chosen)
    assert [index for chunk in part.chunks(2) for index in chunk] == list(range(len(part)))


def test_a_part_trains_like_the_same_records_on_their_own(tmp_path: Path) -> None:
    items = records(8)
    config = resolve_run_config(overrides=[*TINY, f"output_dir={tmp_path}"]).config
    part = shared(tmp_path / "cache", items).part([0, 2, 4, 6], [1, 3])
    seen = prepare(config, part)
    alone = prepare(config, Dataset([items[n] for n in (0, 2, 4, 6)], [items[1], items[3]]))
    assert seen.data.sizes == {"train": 4, "validation": 2, "test": 0}
    for name in ("train", "validation"):
        for index in range(len(alone.data.splits[name])):
            mine, other = seen.data.splits[name][index], alone.data.splits[name][index]
            assert all(np.array_equal(mine[key], other[key]) for key in other)
    weights = alone.task_model.model.state_dict()
    assert all(one.equal(weights[key]) for key, one in seen.task_model.model.state_dict().items())


def test_one_encoding_serves_all_parts_and_options_that_do_not_matter(tmp_path: Path) -> None:
    data = shared(tmp_path / "cache", records(8))
    for hidden, part in ((4, ([0, 1], [2])), (6, ([3, 4], [5]))):
        overrides = [*TINY, f"model.hidden_size={hidden}", f"output_dir={tmp_path}"]
        prepare(resolve_run_config(overrides=overrides).config, data.part(*part))
    assert len(list((tmp_path / "cache").glob("*/manifest.json"))) == 1
    rows = [*TINY, "model.rows=64", f"output_dir={tmp_path}"]
    prepare(resolve_run_config(overrides=rows).config, data.part([0], [1]))
    assert len(list((tmp_path / "cache").glob("*/manifest.json"))) == 2


def test_what_is_learned_from_the_training_part_is_not_shared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training.core.backbones.bilstm.backbone import BilstmBackbone

    original = BilstmBackbone.fit

    def looking(self: BilstmBackbone, inputs: Iterable[str]) -> Any:
        assert list(inputs) in (["Anna 0", "Anna 1"], ["Anna 2", "Anna 3"])
        return original(self, inputs)

    monkeypatch.setattr(BilstmBackbone, "fit", looking)
    data = shared(tmp_path / "cache", records(6))
    config = resolve_run_config(overrides=[*TINY, f"output_dir={tmp_path}"]).config
    prepare(config, data.part([0, 1], [4]))
    prepare(config, data.part([2, 3], [4]))
    assert len(list((tmp_path / "cache").glob("*/manifest.json"))) == 2


def test_parts_have_fingerprints_of_their_own(tmp_path: Path) -> None:
    data = shared(tmp_path, records(4))
    assert data.part([0, 1], [2]).content != data.part([0, 1], [3]).content
    assert data.part([0, 1], [2]).content == data.part([0, 1], [2]).content
