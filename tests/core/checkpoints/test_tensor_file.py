from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file

from tests.core.checkpoints.snapshots import restored, store_at
from training.core.checkpoints import Snapshot
from training.core.checkpoints.tensor_file import DTYPES, SerializedTensors, read_tensors


def raw(tensor: torch.Tensor) -> bytes:
    return bytes(tensor.contiguous().reshape(-1).view(torch.uint8).numpy())


def written(folder: Path, tensors: dict[str, torch.Tensor]) -> Path:
    path = folder / "model.safetensors"
    path.write_bytes(b"".join(SerializedTensors(tensors)))
    return path


def require_same(found: dict[str, torch.Tensor], wanted: dict[str, torch.Tensor]) -> None:
    assert found.keys() == wanted.keys()
    for name, tensor in wanted.items():
        assert (found[name].dtype, found[name].shape) == (tensor.dtype, tensor.shape)
        assert raw(found[name]) == raw(tensor)


shapes = st.lists(st.integers(0, 4), max_size=3)
names = st.text(max_size=8).filter(lambda name: name != "__metadata__")


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(names, st.tuples(st.sampled_from(list(DTYPES)), shapes), max_size=8))
def test_tensors_of_every_type_and_shape_come_back_bit_for_bit(
    tmp_path_factory: pytest.TempPathFactory, kinds: dict[str, tuple[torch.dtype, list[int]]]
) -> None:
    tensors = {}
    for name, (dtype, shape) in kinds.items():
        random = torch.randint(0, 256, (math.prod(shape) * dtype.itemsize,), dtype=torch.uint8)
        content = random & 1 if dtype == torch.bool else random
        tensors[name] = content.view(dtype).reshape(shape)
    path = written(tmp_path_factory.mktemp("tensors"), tensors)
    require_same(read_tensors(path), tensors)
    require_same(load_file(path), tensors)


def test_nan_with_its_payload_and_negative_zero_survive(tmp_path: Path) -> None:
    bits = torch.tensor([0x7FC00001, 0x7F800001, -0x80000000], dtype=torch.int32)
    tensors = {"a": bits.view(torch.float32)}
    require_same(read_tensors(written(tmp_path, tensors)), tensors)


def test_strided_tensors_and_overlapping_views_keep_their_values(tmp_path: Path) -> None:
    base = torch.arange(24.0).reshape(4, 6)
    tensors = {
        "whole": base,
        "transposed": base.T,
        "columns": base[:, ::2],
        "rows": base[1:3],
        "expanded": torch.ones(1).expand(5),
        "parameter": torch.nn.Parameter(base),
    }
    found = read_tensors(written(tmp_path, tensors))
    assert all(torch.equal(found[name], one) for name, one in tensors.items())


def test_tied_weights_are_written_once_and_stay_tied(tmp_path: Path) -> None:
    weight = torch.randn(500)
    path = written(tmp_path, {"embedding": weight, "head": weight, "other": weight.clone()})
    assert path.stat().st_size < 2 * weight.nbytes + 500
    found = read_tensors(path)
    found["embedding"][0] = 7.0
    assert found["head"][0] == 7.0
    assert found["other"][0] != 7.0


def test_a_file_without_tensors_is_fine(tmp_path: Path) -> None:
    assert read_tensors(written(tmp_path, {})) == {}


@pytest.mark.parametrize(
    ("tensor", "told"),
    [
        (torch.ones(2, device="meta"), "on meta"),
        (torch.eye(2).to_sparse(), "torch.sparse_coo on cpu"),
        (torch.ones(2, dtype=torch.complex64), "type torch.complex64 cannot be stored"),
    ],
)
def test_what_cannot_be_stored_is_refused_by_name_before_anything_is_written(
    tmp_path: Path, tensor: torch.Tensor, told: str
) -> None:
    snapshot = Snapshot(1, {"model": {"good": torch.ones(1), "layer.bad": tensor}}, {})
    with pytest.raises(ValueError, match=f"layer.bad: .*{re.escape(told)}"):
        store_at(tmp_path / "checkpoints").save(snapshot)
    assert not (tmp_path / "checkpoints").exists() or not any((tmp_path / "checkpoints").iterdir())


def test_saving_does_not_hold_a_second_copy_of_the_model_in_memory(tmp_path: Path) -> None:
    snapshot = Snapshot(1, {"model": {"weight": torch.ones(32, 1024, 1024)}}, {})
    Path("/proc/self/clear_refs").write_text("5")
    before = peak_memory()
    store_at(tmp_path).save(snapshot)
    assert peak_memory() - before < 32e6
    assert restored(tmp_path).tensors("model")["weight"].sum() == 32 * 1024 * 1024


def peak_memory() -> int:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return 1000 * int(found[1])
