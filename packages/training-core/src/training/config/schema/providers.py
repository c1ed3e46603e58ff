"""The shape of a configuration: its sections, with the options of the chosen providers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import Field, create_model

from training.config.schema.section import Section
from training.config.schema.sections import RunConfig
from training.errors import PluginError, suggestion


def section_fields(schema: type[Section]) -> dict[str, type[Section]]:
    """Return the keys of `schema` that are sections themselves, with their classes."""
    return {
        name: field.annotation
        for name, field in schema.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section)
    }


def extended_schema(options: Mapping[str, type[Section]]) -> type[RunConfig]:
    """Return the `RunConfig` whose sections hold the options of providers as well.

    The same options give the same class, so that equal configurations compare equal.

    Args:
        options: Options class by the name of the section it extends.

    Raises:
        PluginError: A section does not exist, or it and the options define the same key.
    """
    return _schema(tuple(sorted(options.items(), key=lambda item: item[0])))


@cache
def _schema(options: tuple[tuple[str, type[Section]], ...]) -> type[RunConfig]:
    sections: dict[str, Any] = {name: _field(name, extra) for name, extra in options}
    if not sections:
        return RunConfig
    doc = RunConfig.__doc__
    return create_model("RunConfig", __base__=RunConfig, __doc__=doc, **sections)


def _field(name: str, options: type[Section]) -> tuple[type[Section], Any]:
    known = section_fields(RunConfig)
    if name not in known:
        raise PluginError(
            f"The options `{_full_name(options)}` extend the section `{name}`, which does not "
            f"exist.{suggestion(name, known)} Sections: {', '.join(known)}."
        )
    merged = _merged(known[name], options)
    description = RunConfig.model_fields[name].description
    return merged, Field(default_factory=merged, description=description)


def _merged(section: type[Section], options: type[Section]) -> type[Section]:
    if issubclass(options, section):
        return options
    if issubclass(section, options):
        return section
    shared = [name for name in options.model_fields if name in section.model_fields]
    if shared:
        raise PluginError(
            f"The options `{_full_name(options)}` and the section `{_full_name(section)}` both "
            f"define the key `{shared[0]}`. Rename it in the options."
        )
    return create_model(section.__name__, __base__=(options, section), __doc__=section.__doc__)


def _full_name(section: type[Section]) -> str:
    return f"{section.__module__}.{section.__qualname__}"
