"""Choose the reader for a dataset, and read it."""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from training._regular_files import require_no_stream
from training.config import DataConfig, Section
from training.config.origin import shown_path
from training.core.data.characters import whole_characters
from training.core.data.dataset import SPLITS, Dataset, Record
from training.core.data.reader import DatasetReader
from training.core.plugins import get_registry
from training.core.plugins.contract import require_kind
from training.core.plugins.registry import Registration
from training.core.plugins.report import summary
from training.errors import ConfigError, DataError, suggestion

CONFIGURATIONS = (".yaml", ".yml", ".json")
RUN_RECORD = "run.json"
logger = logging.getLogger("training")
TABLES = (".csv", ".tsv", ".xls", ".xlsx", ".ods")


def read_records(config: DataConfig) -> Dataset[Record]:
    """Read the dataset that the `data` section names.

    Raises:
        DataError: The path is missing, no reader recognises it, it cannot be read or holds no
            training item. A record that holds half of a surrogate pair is refused when it is read.
    """
    return _read(config).map(whole_characters)


def _read(config: DataConfig) -> Dataset[Record]:
    reader = _reader_of(config)
    opened = reader(_with_options(config, reader.options))
    dataset = opened.read(config.path)
    require_kind(dataset, Dataset, opened, "read", "a `Dataset` of `Record`s")
    for record in _first_records(dataset):
        require_kind(record, Record, opened, "read", "a `Dataset` of `Record`s")
    if not dataset.train:
        raise DataError(f"{dataset.source}: the dataset is empty; no training item was found.")
    return dataset


def _first_records(dataset: Dataset[Any]) -> Iterator[Any]:
    """Yield the first record of each split; one that cannot be read is reported when it is used."""
    for name in SPLITS:
        with suppress(DataError):
            yield from dataset.split(name)[:1]


def files_of(config: DataConfig) -> list[Path]:
    """Return the files that reading the dataset would open.

    Raises:
        DataError: The path is missing, or no reader recognises it.
    """
    return _reader_of(config).files(config.path)


def reader_name(config: DataConfig) -> str:
    """Return the name of the reader that the `data` section names, or that recognises its path.

    Raises:
        DataError: The path is missing, or no reader recognises it.
    """
    path = config.path
    if path is not None:
        _require_existing(path)
    return choose_reader(path) if config.reader == "auto" else config.reader


def _reader_of(config: DataConfig) -> type[DatasetReader]:
    path, name = config.path, reader_name(config)
    reader = reader_class(name)
    if path is None and reader.reads_files:
        raise DataError(
            f"data.reader: `{name}` reads files, and no file was given. Give one with `data.path` "
            "(`--data`)."
        )
    if path is not None and not reader.reads_files:
        raise DataError(
            f"data.path={path}: the reader `{name}` takes no path. Leave out one of the two."
        )
    return reader


def _require_existing(path: Path) -> None:
    try:
        require_no_stream(path)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        message = f"{_short(path)}: no such file or folder (`data.path`).{_neighbour(path)}"
        raise DataError(message) from error
    except OSError as error:
        raise DataError(
            f"{_short(path)}: cannot be read (`data.path`): {_reason(error)}."
        ) from error


def _reason(error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return "it is a link that leads to itself, at once or by way of others"
    return error.strerror or str(error)


def _short(path: Path, limit: int = 200) -> str:
    """Return a path without characters that no path has, and not longer than helps."""
    shown = str(path).replace("\0", "\\0")
    return shown if len(shown) <= limit else f"{shown[:limit]}…"


def _neighbour(path: Path) -> str:
    """Return the nearest name in the same folder, as a question."""
    try:
        names = [one.name for one in path.parent.iterdir()]
    except (OSError, ValueError):
        return ""
    return suggestion(path.name, names)


def _with_options(config: DataConfig, options: type[Section]) -> Section:
    """Return the keys of a reader; a section made without plugins lacks them: then the defaults."""
    missing = options.model_fields.keys() - type(config).model_fields.keys()
    return options() if missing else config


def reader_class(name: str) -> type[DatasetReader]:
    """Return the reader that a plugin offers under `name`.

    Raises:
        PluginError: No plugin, or more than one, offers it.
    """
    return cast("type[DatasetReader]", get_registry("reader").load(name))


def choose_reader(path: Path | None) -> str:
    """Return the name of the first reader that recognises `path`.

    Raises:
        DataError: None does.
    """
    registry = get_registry("reader")
    for offer in registry:
        name = registry.name_of(offer)
        if _recognises(offer, name, path):
            return name
    raise DataError(_unrecognised(path))


def _recognises(offer: Registration, name: str, path: Path | None) -> bool:
    """Ask one reader; one of a plugin that fails is passed over with a warning."""
    try:
        return reader_class(name).recognises(path)
    except Exception as error:
        if offer.source.built_in:
            raise
        logger.warning(
            "the reader `%s` is passed over: %s (%s)", name, summary(error), offer.source
        )
        return False


def require_no_data(file: Path) -> None:
    """Refuse data, and the folder or record of a run, where a configuration belongs.

    Raises:
        ConfigError: It is data by its name, or a run.
    """
    run = file.parent if file.name == RUN_RECORD else file
    if (run / RUN_RECORD).is_file():
        raise ConfigError(
            f"{shown_path(file)}: this is a run, and a configuration file (YAML) is needed here. "
            f"`training train --resume {shown_path(run)}` resumes it; its configuration is "
            f"{shown_path(run / 'config.yaml')}."
        )
    if _is_data(file):
        raise ConfigError(
            f"{shown_path(file)}: this is data, and a configuration file (YAML) is needed here. "
            f"Name the data with `--data {shown_path(file)}` or `--set data.path={file}`."
        )


def _is_data(path: Path) -> bool:
    """Return whether a path is there and, by its name, is that of data and of no configuration."""
    if path.suffix.lower() in CONFIGURATIONS or not path.exists():
        return False
    try:
        choose_reader(path)
    except DataError:
        return path.suffix.lower() in TABLES
    return True


def _unrecognised(path: Path | None) -> str:
    offers = (one.provider for one in get_registry("reader") if one.provider.name != "demo")
    formats = "; ".join(f"{one.name}: {one.summary}" for one in offers)
    if path is not None and path.suffix.lower() in TABLES:
        return (
            f"{path}: no reader reads `{path.suffix}` files. Write each row as a line of JSON, for "
            'example {"text": "…", "label": "…"}, to a file that ends in .jsonl, or install a '
            f"plugin with a reader of its own. Formats that are read are {formats}."
        )
    return (
        f"{path}: no reader recognises this file by its name. Say which one with `data.reader` "
        f"({formats})."
    )


def load_dataset(data_path: str) -> dict[str, Any]:
    """Read a dataset as plain lists (the function of the old `data.loaders`).

    Returns:
        ``{"train": [...], "validation": [...]}`` and ``"test"`` when there is one; each item is
        ``{"text": str, "annotations": [[start, end, label], …]}``.

    Raises:
        DataError: As `read_records`.
    """
    dataset = _read(DataConfig(path=Path(data_path)))
    splits = {name: [record.values for record in dataset.split(name)] for name in SPLITS}
    if not splits["test"]:
        del splits["test"]
    return splits
