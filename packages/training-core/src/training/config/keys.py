"""List every key of a configuration, for documentation and `training config keys`."""

from __future__ import annotations

from typing import NamedTuple

from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

from training.config.schema import section_fields
from training.config.section import Section
from training.config.wording import field_words


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


def _rows(section: type[Section], prefix: str) -> list[KeyRow]:
    inner = section_fields(section)
    rows: list[KeyRow] = []
    for name, field in section.model_fields.items():
        key = f"{prefix}{name}"
        rows += _rows(inner[name], f"{key}.") if name in inner else [_row(key, field)]
    return rows


def _row(key: str, field: FieldInfo) -> KeyRow:
    required = field.is_required()
    default = None if required else field.get_default(call_default_factory=True, validated_data={})
    description = " ".join((field.description or "").split())
    return KeyRow(key, field_words(field), to_jsonable_python(default), description, required)
