"""The section `workers` of a sweep file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from training.config import Section

Count = Annotated[int, Field(ge=1)]


class WorkersConfig(Section):
    """Who trains the folds."""

    number: Literal["auto"] | Annotated[int, Field(ge=0)] = "auto"
    """Processes; `auto` takes one per GPU, or without a GPU one per core, up to eight; 0 trains in
    the process of the sweep itself."""
    backend: Literal["processes", "ray"] = "processes"
    """`ray` runs the workers as actors of a Ray cluster."""
    threads: Count | None = None
    """Processor threads of each; by default its share of the cores."""
    gpus: Annotated[float, Field(ge=0.0)] | None = None
    """GPUs that Ray reserves for each; by default one if the cluster has any."""
    max_deaths: int = Field(default=3, ge=1)
    """So many workers may die on a trial until it is failed."""
