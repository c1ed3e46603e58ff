"""Check a dataset reader."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from training.core.data.dataset import SPLITS, Dataset, Record
from training.core.data.reader import DatasetReader
from training.errors import UserError
from training.testing.checks.provider import check_frozen, check_provider, default_options
from training.testing.harness.scratch import scratch_folder
from training.testing.place import place_of
from training.testing.report import Findings

DAMAGES: Mapping[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "binary": lambda content: bytes(range(256)) * 4,
    "cut in the middle": lambda content: content[: len(content) // 2],
    "with a byte that is no UTF-8": lambda content: content[:3] + b"\xff\xfe" + content[3:],
    "with a NUL": lambda content: content[:5] + b"\x00" + content[5:],
}


def check_reader(
    provider: Any, path: Path | str | None = None, options: Mapping[str, Any] | None = None
) -> None:
    """Check a reader: definition, the records of good data, and errors for damaged data.

    Args:
        provider: Subclass of `training.core.data.DatasetReader`.
        path: File or folder that it reads without an error. Without one, only what needs no data
            is checked.
        options: Values of its options; by default their defaults.

    Raises:
        ConformanceError: It breaks a rule; all that were found are listed.
        ConfigError: `options` cannot be used.
    """
    findings = Findings(f"reader {getattr(provider, '__name__', provider)}")
    if check_provider(findings, provider, DatasetReader):
        settings = default_options(provider, dict(options or {}))
        before = repr(settings)
        _check_recognises(findings, provider, None if path is None else Path(path))
        if path is not None or not provider.reads_files:
            _check_records(findings, provider, settings, None if path is None else Path(path))
        if path is not None:
            _check_damaged(findings, provider, settings, Path(path))
        check_frozen(findings, provider, before, settings)
    findings.finish()


def _check_recognises(findings: Findings, provider: Any, path: Path | None) -> None:
    place = place_of(provider, "recognises")
    with scratch_folder() as folder:
        (folder / "file.of-no-kind").write_bytes(bytes(range(256)))
        others = [folder / "file.of-no-kind", folder / "missing.of-no-kind"]
        for other in [*others, *([None] if provider.reads_files else [])]:
            shown = "None" if other is None else f"`{other.name}`"
            with findings.guarded(place, f"of {shown}"):
                found = provider.recognises(other)
                findings.expect(
                    found is False, "reader-recognises", place, f"of {shown} it returned {found!r}."
                )
    if path is not None:
        with findings.guarded(place, f"of {path}"):
            found = provider.recognises(path)
            findings.expect(
                found is True,
                "reader-recognises",
                place,
                f"of `{path.name}` it returned {found!r}.",
            )


def _check_records(findings: Findings, provider: Any, settings: Any, path: Path | None) -> None:
    place = place_of(provider, "read")
    with findings.guarded(place, f"reading {path}"):
        first, second = (provider(settings).read(path) for _ in range(2))
        if not findings.expect(
            isinstance(first, Dataset), "works", place, f"it returned {type(first).__name__}."
        ):
            return
        if not _check_kinds(findings, first, place):
            return
        equal = all(list(first.split(one)) == list(second.split(one)) for one in SPLITS)
        findings.expect(equal, "reader-repeatable", place, "read again, the records differ.")
        findings.expect(
            bool(sum(first.sizes.values())), "works", place, f"it found no record in {path}."
        )
    if path is not None:
        _check_files(findings, provider, path)


def _check_kinds(findings: Findings, dataset: Dataset[Record], place: str) -> bool:
    records = [one for split in SPLITS for one in dataset.split(split)]
    wrong = next((one for one in records if not isinstance(one, Record)), None)
    if wrong is not None:
        return findings.expect(False, "works", place, f"it returned {wrong!r}, which is no Record.")
    places = [one.place for one in records]
    named = all(isinstance(one, str) and one for one in places)
    return findings.expect(
        named and (len(set(places)) > 1 or len(places) < 2),
        "reader-places",
        place,
        f"the places of {len(records)} records are {sorted(set(map(repr, places)))[:3]}.",
    )


def _check_files(findings: Findings, provider: Any, path: Path) -> None:
    place = place_of(provider, "files")
    with findings.guarded(place, f"of {path}"):
        files = provider.files(path)
        below = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
        findings.expect(
            bool(files) and all(Path(one).is_file() for one in files),
            "reader-files",
            place,
            f"for data of {len(below)} files it returned {files!r}."[:300],
        )


def _check_damaged(findings: Findings, provider: Any, settings: Any, path: Path) -> None:
    place = place_of(provider, "records" if hasattr(provider, "records") else "read")
    with scratch_folder() as folder:
        missing = folder / "missing" / path.name
        _read(findings, provider, settings, missing, place, "that is missing")
        for words, damage in DAMAGES.items():
            with _damaged(path, folder, damage) as copy:
                _read(findings, provider, settings, copy, place, words)


@contextmanager
def _damaged(path: Path, folder: Path, damage: Callable[[bytes], bytes]) -> Iterator[Path]:
    """Yield a copy of the data of which every file is damaged."""
    copy = folder / path.name
    if path.is_file():
        shutil.copyfile(path, copy)
    else:
        shutil.copytree(path, copy)
    for file in [copy] if copy.is_file() else [one for one in copy.rglob("*") if one.is_file()]:
        file.write_bytes(damage(file.read_bytes()))
    yield copy
    if copy.is_file():
        copy.unlink()
    else:
        shutil.rmtree(copy)


def _read(
    findings: Findings, provider: Any, settings: Any, path: Path, place: str, words: str
) -> None:
    """Read damaged data: records, or an error of ours that names the file."""
    try:
        dataset = provider(settings).read(path)
        for split in SPLITS:
            list(dataset.split(split))
    except UserError as error:
        findings.expect(
            path.name in str(error),
            "error-place",
            place,
            f"data {words}: the error does not name `{path.name}`: {error}",
        )
    except Exception as error:
        findings.add("own-errors", place, f"data {words}: {type(error).__name__}: {error}")
