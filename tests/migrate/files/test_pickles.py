from __future__ import annotations

import gzip
import pickle
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from training.migrate.check import check_file
from training.migrate.findings import Fix

torch = pytest.importorskip("torch")

OLD = "hpo.core.exotic"


class Exotic:
    """Pickled by the name of a module that does not exist."""


@pytest.fixture
def exotic(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """An object whose class lives at an old path until the end of the test."""
    module = ModuleType(OLD)
    vars(module)["Exotic"] = Exotic
    monkeypatch.setattr(Exotic, "__module__", OLD)
    with monkeypatch.context() as context:
        for name in ("hpo", "hpo.core"):
            context.setitem(sys.modules, name, ModuleType(name))
        context.setitem(sys.modules, OLD, module)
        yield Exotic()


def found(file: Path) -> list[str]:
    return [one.finding.old for one in check_file(file).findings]


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickles_of_every_protocol(tmp_path: Path, exotic: object, protocol: int) -> None:
    file = tmp_path / "model.pkl"
    many = [exotic, {"again": [exotic, Exotic]}, "hpo.core.study", Path("x")]
    file.write_bytes(pickle.dumps(many, protocol=protocol))
    assert found(file) == [f"{OLD}.Exotic"]
    assert check_file(file).findings[0].finding.fix is Fix.MANUAL


@pytest.mark.parametrize("is_zip", [True, False], ids=["zip", "before torch 1.6"])
def test_torch_checkpoints(tmp_path: Path, exotic: object, is_zip: bool) -> None:
    file = tmp_path / "model.pt"
    state = {"weights": torch.zeros(3), "config": exotic}
    torch.save(state, file, _use_new_zipfile_serialization=is_zip)
    assert found(file) == [f"{OLD}.Exotic"]


@pytest.mark.parametrize("compress", [gzip.compress, zlib.compress])
def test_compressed_pickles(
    tmp_path: Path, exotic: object, compress: Callable[[bytes], bytes]
) -> None:
    file = tmp_path / "model.joblib"
    file.write_bytes(compress(pickle.dumps(exotic)))
    assert found(file) == [f"{OLD}.Exotic"]


def test_nothing_is_loaded(tmp_path: Path) -> None:
    file = tmp_path / "evil.pkl"
    file.write_bytes(
        b"chpo.core.study\nStudyManager\n(S'x'\ntR.cos\nsystem\n(S'touch "
        + str(tmp_path / "ran").encode()
        + b"'\ntR."
    )
    assert found(file) == ["hpo.core.study.StudyManager"]
    assert not (tmp_path / "ran").exists()
    assert "hpo.core.study" not in sys.modules


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hpo",
        b"PK\x03\x04hpo",
        b"\x1f\x8bhpo",
        b"\x78hpo",
        b"\x80\x04hpo.",
        pickle.dumps(["hpo.core", 1]),
    ],
)
def test_other_files_hold_nothing(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "weights.bin"
    file.write_bytes(content)
    report = check_file(file)
    assert not report.findings
    assert not report.problems
