"""Python code in model folders, which is never run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

KEY = "auto_map"
_FILES = ("config.json", "tokenizer_config.json")


def custom_code_error(name: str, error: Exception) -> str | None:
    """Return the message for a model that needs code from its folder; None for any other error.

    Args:
        name: Folder of the model, or its name in the local cache.
        error: What transformers says when it may not run that code.
    """
    if "custom code" not in str(error) and "trust_remote_code" not in str(error):
        return None
    place = next(_files_with_code(Path(name)), None)
    where = f"{name}: its config.json" if place is None else f"{place}"
    return (
        f"model.name: {where} has the key `{KEY}`, which names Python code in the model's folder, "
        "and such code is never run. Use a model whose architecture is part of transformers, or "
        "install the architecture as a plugin (hook `register_backbones`)."
    )


def _files_with_code(folder: Path) -> Iterator[Path]:
    for file in _FILES:
        with suppress(OSError, ValueError, RecursionError):
            values = json.loads((folder / file).read_text(encoding="utf-8"))
            if isinstance(values, dict) and KEY in values:
                yield folder / file
