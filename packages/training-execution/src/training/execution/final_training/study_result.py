"""Result of a study: the best configuration, and the runs it comes from."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from training._regular_files import read_regular
from training.config.layers.config_file import read_plain
from training.config.layers.layer import Layer, layer_at
from training.config.origin import Origin, shown_path
from training.core.io.json import CHECKSUM, checksum_of, parse_object
from training.core.runs.directory import LATEST, RECORD, list_runs, open_run, warn_if_changed
from training.core.runs.parents import parent_of, read_parents
from training.core.runs.provenance import Parent
from training.core.splits.test_records import TestRecords, noted_test_records
from training.errors import RunError

logger = logging.getLogger("training")

FILES = ("best.json", "best.yaml")
NOT_TAKEN = ("output_dir",)
"""Keys of the best configuration that say where trials were written."""
CHOICE = ("metric", "value", "seed", "trial", "folds")
"""Facts of a study that say which trial was chosen, and why."""


@dataclass(frozen=True)
class StudyResult:
    """The best configuration of a study.

    Attributes:
        config: Its values, as one layer of a configuration.
        parents: The runs it comes from: its trial, the sweep.
        details: What is known of the choice: `metric`, `value`, `seed`.
        folder: Folder that directories of parents are relative to.
        test_records: What the study set aside for the test; None when it does not say.
        data_fp: Fingerprint of its data by the record of the sweep; None when it does not say.
    """

    config: Layer
    parents: tuple[Parent, ...]
    details: Mapping[str, Any]
    folder: Path
    test_records: TestRecords | None = None
    data_fp: str | None = None


class BestFacts(BaseModel):
    """`best.json` beside its configuration; further keys are kept as they are."""

    model_config = ConfigDict(strict=True, extra="allow", allow_inf_nan=False)
    config: dict[str, Any]
    metric: str | None = None
    value: float | None = None
    seed: int | None = None
    checksum: str | None = None


def find_study(reference: str, root: Path) -> Path:
    """Return where the result of a study is.

    Args:
        reference: A path as `read_study_result` takes it, the name of a sweep in `root`, or
            ``latest`` for the newest one there.
        root: Folder of runs.

    Raises:
        RunError: There is no such sweep.
    """
    named = [Path(reference), root / reference]
    found = next((path for path in named if path.exists()), None)
    if found is not None:
        return found
    sweeps = [path for path in list_runs(root) if is_sweep(path)]
    if reference == LATEST and sweeps:
        return sweeps[-1]
    newest = ", ".join(path.name for path in reversed(sweeps[-3:]))
    hint = f"The newest in {root}: {newest}." if newest else f"{root} holds no sweep."
    raise RunError(
        f"{reference}: there is no such study. Name the folder of a sweep, its name in {root}, the "
        f"file of its best configuration, or `{LATEST}`. {hint}"
    )


def is_sweep(directory: Path) -> bool:
    """Return whether a run directory is that of a sweep; a damaged one is none."""
    try:
        return open_run(str(directory)).record.get("kind") == "sweep"
    except RunError:
        return False


def read_study_result(path: Path) -> StudyResult:
    """Read what a sweep left behind.

    Args:
        path: Directory of a sweep (with `best.json` or `best.yaml`), or such a file itself: an
            object with `config` and, if there are, `parents`, `metric`, `value`, `seed`; or a YAML
            file that holds the configuration alone.

    Raises:
        RunError: There is no result, or it is damaged.
    """
    file = _file_of(path)
    content = _content(file)
    config = content.get("config")
    found = config if isinstance(config, Mapping) else content
    values = {key: value for key, value in found.items() if key not in NOT_TAKEN}
    facts = {} if found is content else content
    return StudyResult(
        config=layer_at((), values, Origin("provider", f"best of {shown_path(file)}")),
        parents=(*_parents(facts, file), *_sweep(file, facts)),
        details={key: facts[key] for key in CHOICE if key in facts},
        folder=file.parent,
        test_records=_test_records(file, facts),
        data_fp=_data_of_sweep(file),
    )


def _data_of_sweep(file: Path) -> str | None:
    if not (file.parent / RECORD).is_file():
        return None
    sweep = open_run(str(file.parent))
    warn_if_changed(sweep)
    fingerprint = (sweep.record.get("data") or {}).get("fingerprint")
    return fingerprint if sweep.record.get("kind") == "sweep" else None


def _test_records(file: Path, facts: Mapping[str, Any]) -> TestRecords | None:
    """Return what was set aside for the test, as the file says or the sweep it is in."""
    noted = noted_test_records(facts, str(file))
    if noted is not None or not (file.parent / RECORD).is_file():
        return noted
    return noted_test_records(open_run(str(file.parent)).record, str(file.parent / RECORD))


def _file_of(path: Path) -> Path:
    if path.is_file():
        return path
    found = next((path / name for name in FILES if (path / name).is_file()), None)
    if found is None:
        problem = f"holds neither {' nor '.join(FILES)}" if path.is_dir() else "does not exist"
        raise RunError(
            f"{path}: the result of a study is looked for here, and this {problem}. Name the "
            "directory of a sweep that has finished a trial, or the file of its best configuration."
        )
    return found


def _content(file: Path) -> Mapping[str, Any]:
    if file.suffix.lower() != ".json":
        return read_plain(file)
    try:
        content = parse_object(read_regular(file))
        if isinstance(content.get("config"), dict):
            _require_as_written(content, file)
    except (OSError, ValueError) as error:
        raise RunError(
            f"{file}: the result of the study is damaged: {_reason(error)}. Write it anew with "
            "`training hpo export`, or restore the file from a backup."
        ) from error
    return content


def _require_as_written(content: Mapping[str, Any], file: Path) -> None:
    BestFacts.model_validate(content)
    if CHECKSUM not in content:
        logger.warning(
            "%s is not sealed: it has no `%s`, so an edit would not be noticed", file, CHECKSUM
        )
    elif content[CHECKSUM] != checksum_of(content):
        raise ValueError(f"it was changed after it was written (`{CHECKSUM}`)")


def _reason(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return error.strerror or str(error) if isinstance(error, OSError) else str(error)
    first = error.errors()[0]
    return f"`{'.'.join(map(str, first['loc']))}`: {first['msg'].lower()}"


def _parents(facts: Mapping[str, Any], file: Path) -> tuple[Parent, ...]:
    named = read_parents(facts.get("parents") or [], file, file.parent)
    return tuple(_with_own_record(one) for one in named)


def _with_own_record(parent: Parent) -> Parent:
    """Return what a parent's own record says of it, as long as its directory is there."""
    directory = parent.directory
    is_here = directory is not None and (Path(directory) / RECORD).is_file()
    return parent_of(open_run(str(directory))) if is_here else parent


def _sweep(file: Path, facts: Mapping[str, Any]) -> tuple[Parent, ...]:
    """Return the sweep in whose directory the file is, unless the file names it itself."""
    if not (file.parent / RECORD).is_file():
        return ()
    sweep = parent_of(open_run(str(file.parent)))
    named = [one.get("id") for one in facts.get("parents") or [] if isinstance(one, Mapping)]
    return () if sweep.id in named else (sweep,)
