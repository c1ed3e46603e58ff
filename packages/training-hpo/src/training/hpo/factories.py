"""Find the factory of a sampler or pruner by its name, and check its options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from training.config import Section
from training.config.wording import field_words, value_words
from training.core.plugins import get_registry
from training.errors import ConfigError, suggestion

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Options = TypeVar("Options", bound=Section)


class Factory:
    """Base class of what plugins register to build samplers or pruners.

    Its module must import without optuna: it is loaded to check the settings of a sweep.

    Args:
        options: What the sweep says of it, beside its name.
    """

    options: ClassVar[type[Section]] = Section
    """Keys it takes beside its name."""

    def __init__(self, options: Section) -> None:
        self.settings = options


def find_factory(kind: str, name: str, options: Mapping[str, Any], place: str) -> Factory:
    """Return the factory that a plugin offers under a name, with its options checked.

    Args:
        kind: ``sampler`` or ``pruner``.
        name: Its name.
        options: Its options by name.
        place: Dotted key it stands under in the settings, for messages.

    Raises:
        ConfigError: There is none of that name, or an option cannot be used.
        PluginError: Plugins disagree about the name, or offer nothing usable.
    """
    registry = get_registry(kind)
    if name not in registry:
        raise ConfigError(
            f"`{place}`: no {kind} is called `{name}`.{suggestion(name, registry.names)} "
            f"Available: {', '.join(registry.names)}."
        )
    factory = cast("type[Factory]", registry.load(name))
    return factory(read_options(factory.options, options, place))


def read_options(schema: type[Options], values: Mapping[str, Any], place: str) -> Options:
    """Return validated options.

    Args:
        schema: Their keys, types and ranges.
        values: What was given.
        place: Dotted key they stand under, for messages: ``pruner``.

    Raises:
        ConfigError: A key does not exist, or a value is not allowed; the message names the key,
            the value and what is expected. Every problem is in one message.
    """
    from pydantic import ValidationError

    try:
        return schema.model_validate(dict(values), strict=False)
    except ValidationError as error:
        problems = [_words(schema, details, place) for details in error.errors(include_url=False)]
        raise ConfigError(" ".join(dict.fromkeys(problems))) from error


def _words(schema: type[Section], details: ErrorDetails, place: str) -> str:
    key = str(details["loc"][0]) if details["loc"] else ""
    name = f"{place}.{key}" if key else place
    if details["type"] == "extra_forbidden":
        known = list(schema.model_fields)
        listed = f" Known: {', '.join(known)}." if known else " It takes no options."
        return f"unknown key `{name}`.{suggestion(key, known)}{listed}"
    field = schema.model_fields.get(key)
    if details["type"] == "missing" and field is not None:
        return f"`{name}` is missing; it must be {field_words(field)}."
    if field is None:
        return f"`{name}`: {details.get('ctx', {}).get('error') or details['msg']}."
    return f"`{name}` must be {field_words(field)}, not {value_words(details['input'])}."
