"""Named tensors as a safetensors file, part by part: no second copy of a model in memory.

The format is the one of https://huggingface.co/docs/safetensors: the length of a JSON header in
eight bytes, the header, then the values. Further names of one tensor stand in its metadata.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from training.core.io.safetensors import safe_open
from training.core.io.torch import torch

ALIASES = "aliases"
ALIGNMENT = 8

DTYPES = {
    torch.float64: "F64",
    torch.float32: "F32",
    torch.float16: "F16",
    torch.bfloat16: "BF16",
    torch.float8_e4m3fn: "F8_E4M3",
    torch.float8_e5m2: "F8_E5M2",
    torch.int64: "I64",
    torch.int32: "I32",
    torch.int16: "I16",
    torch.int8: "I8",
    torch.uint64: "U64",
    torch.uint32: "U32",
    torch.uint16: "U16",
    torch.uint8: "U8",
    torch.bool: "BOOL",
}


class SerializedTensors:
    """The content of a safetensors file in parts; values are copied only if strided."""

    def __init__(self, tensors: Mapping[str, torch.Tensor]) -> None:
        """Lay out a file.

        Args:
            tensors: Values by name; nobody may change them any more.

        Raises:
            ValueError: A tensor is not in the host's memory, is sparse, or has a data type the
                format does not know.
        """
        for name, one in tensors.items():
            _require_storable(name, one)
        aliases = _aliases(tensors)
        distinct = {name: one for name, one in tensors.items() if name not in aliases}
        ordered = sorted(distinct, key=lambda name: (-distinct[name].element_size(), name))
        self._tensors = {name: distinct[name] for name in ordered}
        self._header = _header(self._tensors, aliases)

    def __iter__(self) -> Iterator[memoryview]:
        yield memoryview(self._header)
        for tensor in self._tensors.values():
            if tensor.numel():
                flat = tensor.detach().contiguous().reshape(-1).view(torch.uint8)
                yield flat.numpy().data


def read_tensors(path: Path) -> dict[str, torch.Tensor]:
    """Return the tensors of a file, in memory of their own.

    Raises:
        OSError: The file cannot be read.
        safetensors.SafetensorError: It is no safetensors file.
    """
    with safe_open(path, framework="pt") as file:
        tensors = {name: file.get_tensor(name).clone() for name in file.keys()}  # noqa: SIM118
        aliases = json.loads((file.metadata() or {}).get(ALIASES, "{}"))
    return {**tensors, **{alias: tensors[name] for alias, name in aliases.items()}}


def _header(tensors: Mapping[str, torch.Tensor], aliases: Mapping[str, str]) -> bytes:
    metadata = {"format": "pt", **({ALIASES: json.dumps(aliases)} if aliases else {})}
    entries: dict[str, object] = {"__metadata__": metadata}
    end = 0
    for name, one in tensors.items():
        start, end = end, end + one.numel() * one.element_size()
        shape = list(one.shape)
        entries[name] = {"dtype": DTYPES[one.dtype], "shape": shape, "data_offsets": [start, end]}
    text = json.dumps(entries, separators=(",", ":")).encode("ascii")
    padded = text + b" " * (-len(text) % ALIGNMENT)
    return len(padded).to_bytes(8, "little") + padded


def _aliases(tensors: Mapping[str, torch.Tensor]) -> dict[str, str]:
    """Return the first name of each tensor that has an earlier one."""
    first: dict[tuple[object, ...], str] = {}
    found: dict[str, str] = {}
    for name, one in tensors.items():
        if one.numel():
            identity = (one.data_ptr(), one.dtype, one.shape, one.stride())
            if first.setdefault(identity, name) != name:
                found[name] = first[identity]
    return found


def _require_storable(name: str, tensor: torch.Tensor) -> None:
    if tensor.device.type != "cpu" or tensor.layout != torch.strided:
        raise ValueError(
            f"{name}: a checkpoint holds dense tensors in the host's memory, and this one is "
            f"{tensor.layout} on {tensor.device}; copy it with `.cpu()`, or `.to_dense()`."
        )
    if tensor.dtype not in DTYPES or name == "__metadata__":
        raise ValueError(
            f"{name}: a tensor of this name or of type {tensor.dtype} cannot be stored; types "
            f"that can: {', '.join(str(one) for one in DTYPES)}."
        )
