"""The schema of a text model, as its exported description holds it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from training.config.origin import dotted
from training.core.data.words import Splitting
from training.errors import DataError


class _TextSchema(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow")
    labels: list[Annotated[str, Field(min_length=1)]]
    words: Splitting = "signs"
    class_weights: list[float] | None = None


def require_text_schema(schema: Mapping[str, Any]) -> None:
    """Refuse a schema that no text task makes: the file that it was read from is damaged.

    Raises:
        DataError: A key is missing or holds something else than labels, words or weights.
    """
    try:
        found = _TextSchema.model_validate(dict(schema))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise DataError(
            f"schema: `{dotted(first['loc'])}` is damaged: {first['msg'].lower()}."
        ) from error
    if len(set(found.labels)) < len(found.labels):
        raise DataError("schema: `labels` is damaged: a label stands there twice.")
