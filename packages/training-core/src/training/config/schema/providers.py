"""The shape of a configuration: its sections, with the options of the chosen providers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import Field, create_model

from training.config.schema.section import Section
from training.config.schema.sections import RunConfig
from training.errors import PluginError, suggestion

SectionType = TypeVar("SectionType", bound=Section)


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
        options: Options class by the path of the section it extends: ``training.optimizer``.

    Raises:
        PluginError: A section does not exist, or it and the options define the same key.
    """
    return _schema(tuple(sorted(options.items(), key=lambda item: item[0])))


@cache
def _schema(options: tuple[tuple[str, type[Section]], ...]) -> type[RunConfig]:
    schema = RunConfig
    for path, extra in options:
        schema = _extended(schema, path.split("."), extra)
    return schema


def _extended(section: type[SectionType], path: list[str], options: type[Section]) -> Any:
    """Return a section in which the one at `path` below it holds the options as well."""
    if not path:
        return _merged(section, options)
    name, *rest = path
    known = section_fields(section)
    if name not in known:
        raise PluginError(
            f"The options `{_full_name(options)}` extend the section `{name}`, which does not "
            f"exist.{suggestion(name, known)} Sections: {', '.join(known)}."
        )
    merged = _extended(known[name], rest, options)
    if merged is known[name]:
        return section
    description = section.model_fields[name].description
    field: Any = (merged, Field(default_factory=merged, description=description))
    return create_model(
        section.__name__, __base__=section, __doc__=section.__doc__, **{name: field}
    )


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
