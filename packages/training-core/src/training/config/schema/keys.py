"""List every key of a configuration, for documentation and `training config keys`."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

from training.config.schema.providers import section_fields
from training.config.schema.section import Section
from training.config.schema.sections import CallbacksConfig, MetricsConfig
from training.config.wording import field_words

SYNONYMS = {
    "lr": "training.learning_rate",
    "batch": "training.batch_size",
    "batchsize": "training.batch_size",
    "per_device_train_batch_size": "training.batch_size",
    "epoch": "training.epochs",
    "num_epochs": "training.epochs",
    "max_epochs": "training.epochs",
    "num_train_epochs": "training.epochs",
    "steps": "training.max_steps",
    "gpu": "training.device",
    "gpus": "training.device",
    "fp16": "training.precision",
    "bf16": "training.precision",
    "model": "model.backbone",
    "task": "task.name",
    "dataset": "data.path",
    "workers": "data.workers",
    "num_workers": "data.workers",
    "format": "data.reader",
    "output": "output_dir",
    "random_seed": "seed",
    "random_state": "seed",
}
"""Keys of the configuration that are often called otherwise."""


LIST_OF_NAMES = "a list of names, or of mappings of a name to its options"


class KeyRow(NamedTuple):
    """One key.

    Attributes:
        key: Key path, for example ``training.epochs``.
        type: What it accepts, in words.
        default: Plain default value; None also when `required`.
        description: What it means.
        required: Whether it has to be given.
    """

    key: str
    type: str
    default: object
    description: str
    required: bool


def key_table(config_class: type[Section]) -> list[KeyRow]:
    """Return a row for every key of a section and of the sections inside it.

    Args:
        config_class: `RunConfig`, the class of a resolved configuration, or the options of a
            provider.
    """
    return _rows(config_class, "")


def keys_by_name(config_class: type[Section]) -> dict[str, str]:
    """Return the keys of a section by all their names.

    Names are a key itself, its last part where no other key ends in it, and what it is often
    called otherwise.
    """
    keys = [row.key for row in key_table(config_class)]
    ends = Counter(map(_end, keys))
    last = {_end(key): key for key in keys if ends[_end(key)] == 1}
    synonyms = {name: key for name, key in SYNONYMS.items() if key in keys}
    return {**last, **synonyms, **{key: key for key in keys}}


def _end(key: str) -> str:
    return key.rpartition(".")[2]


def _rows(section: type[Section], prefix: str) -> list[KeyRow]:
    inner = section_fields(section)
    rows: list[KeyRow] = []
    for name, field in section.model_fields.items():
        key = f"{prefix}{name}"
        if name in inner and issubclass(inner[name], CallbacksConfig | MetricsConfig):
            rows.append(KeyRow(key, LIST_OF_NAMES, [], _description(field), required=False))
        rows += _rows(inner[name], f"{key}.") if name in inner else [_row(key, field)]
    return rows


def _row(key: str, field: FieldInfo) -> KeyRow:
    required = field.is_required()
    default = None if required else field.get_default(call_default_factory=True, validated_data={})
    plain = to_jsonable_python(default)
    return KeyRow(key, field_words(field), plain, _description(field), required)


def _description(field: FieldInfo) -> str:
    return " ".join((field.description or "").split())
