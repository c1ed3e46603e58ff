"""The base of every configuration section."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """One mapping of a configuration file.

    Unknown keys are refused, values are validated when they are assigned, and a resolved section
    cannot be changed. Plugins derive the options of their tasks, backbones and readers from it;
    those options appear beside the section's own keys (`model.hidden_size`, `data.delimiter`).
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        protected_namespaces=(),
        allow_inf_nan=False,
    )
