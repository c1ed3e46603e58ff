"""Fill the templates; every value is escaped unless a template made it."""

from __future__ import annotations

from functools import cache
from typing import Any

from importlib_resources import files
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

FOLDER = "training.execution.report"


def render(template: str, **values: Any) -> Markup:
    """Return a filled template.

    Args:
        template: Name of a file in `templates/`.
        values: What it shows; `Markup` is taken as it is.
    """
    return Markup(_environment().get_template(template).render(values))


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _template(name: str) -> str:
    return (files(FOLDER) / "templates" / name).read_text(encoding="utf-8")
