"""The old path of `training.execution.lineage`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typing_extensions import deprecated

from training.core.runs.directory import Run
from training.execution.lineage import DATA as DATA
from training.execution.lineage import SOUND as SOUND
from training.execution.lineage import Edge as Edge
from training.execution.lineage import Key as Key
from training.execution.lineage import Lineage as Lineage
from training.execution.lineage import Node as Node
from training.execution.lineage import State as State

@deprecated("`training.execution.lineage.extract_lineage_from_best_model` replaces it")
def extract_lineage_from_best_model(best_model: Mapping[str, Any]) -> dict[str, Any]: ...
@deprecated("`training.execution.lineage.lineage_of` replaces it")
def lineage_of(run: Run, root: Path) -> Lineage: ...
