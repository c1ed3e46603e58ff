"""Other data than that of a run, read as its own was."""

from __future__ import annotations

from pathlib import Path

from training.config import DataConfig
from training.config.layers.overrides import override_texts


def other_data(own: DataConfig, path: Path | None, reader: str | None) -> DataConfig | None:
    """Return the `data` section for other data, or None when the run's own is meant.

    Args:
        own: The section the run was trained with; its reader and the reader's options are kept
            unless another reader is asked for.
        path: Value of `--data`.
        reader: Value of `--reader`.

    Raises:
        ConfigError: No plugin offers the reader.
    """
    if path is None and reader is None:
        return None
    place = own.path if path is None else path.absolute()
    if reader in (None, own.reader):
        return own.model_copy(update={"path": place})
    return _section_of(place, reader)


def _section_of(path: Path | None, reader: str | None) -> DataConfig:
    from training.core.run_config.resolve import resolve_run_config

    overrides = override_texts({"data.path": path, "data.reader": reader}, ())
    return resolve_run_config(overrides=overrides, environ={}).config.data
