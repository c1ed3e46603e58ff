from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.checkpoints.disks import ForgetfulDisk
from tests.core.checkpoints.snapshots import RUN, is_same, restored, snapshot, store_at
from training.core.checkpoints import CheckpointStore
from training.core.checkpoints.manifest import FileRecord, Manifest, parse_manifest, render_manifest
from training.errors import RunError

FILES = (
    "manifest.json",
    "state.json",
    "model.safetensors",
    "optimizer.safetensors",
    "best.safetensors",
)
NEWEST = "step-00000020"
MANIFEST = Manifest(RUN, 20, "2026-01-01", None, {"état.json": FileRecord(4, "0f" * 32, "a")})


def flip(path: Path, bit: int) -> None:
    content = bytearray(path.read_bytes())
    content[bit // 8 % len(content)] ^= 1 << bit % 8
    path.write_bytes(content)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("saved")
    for step in (10, 20):
        store_at(root).save(snapshot(step, 10, size=40))
    return root


@pytest.fixture
def root(saved: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(saved, tmp_path / "checkpoints"))


def require_fallback(root: Path, told: str) -> None:
    found = restored(root)
    assert is_same(found, snapshot(10, 10, size=40))
    (problem,) = found.problems
    assert f"{NEWEST}: {told}" in problem


@pytest.mark.parametrize("name", FILES)
def test_a_truncated_file_is_found_and_the_previous_checkpoint_taken(root: Path, name: str) -> None:
    path = root / NEWEST / name
    whole = path.read_bytes()
    for length in {0, 1, 8, len(whole) // 2, len(whole) - 1}:
        path.write_bytes(whole[:length])
        sized = f" has {length:,} bytes instead of {len(whole):,}"
        require_fallback(root, name if name == "manifest.json" else name + sized)
    path.write_bytes(whole)
    assert restored(root).step == 20


@pytest.mark.parametrize("name", FILES)
def test_a_file_with_more_bytes_is_found(root: Path, name: str) -> None:
    with (root / NEWEST / name).open("ab") as file:
        file.write(b"\n")
    require_fallback(root, name)


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=30, deadline=None)
@given(bit=st.integers(0, 10**6))
def test_one_flipped_bit_of_any_file_is_found_and_the_previous_checkpoint_taken(
    saved: Path, name: str, bit: int
) -> None:
    path = saved / NEWEST / name
    flip(path, bit)
    try:
        require_fallback(saved, name)
    finally:
        flip(path, bit)


def test_every_single_bit_of_a_manifest_is_protected() -> None:
    content = render_manifest(MANIFEST)
    assert parse_manifest(content) == MANIFEST
    for bit in range(8 * len(content)):
        damaged = bytearray(content)
        damaged[bit // 8] ^= 1 << bit % 8
        with pytest.raises(ValueError, match="checksum"):
            parse_manifest(bytes(damaged))


@given(st.binary(max_size=200) | st.text().map(str.encode))
def test_any_other_content_of_a_manifest_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="checksum"):
        parse_manifest(content)


@pytest.mark.parametrize("name", [name for name in FILES if name != "manifest.json"])
def test_a_missing_file_is_named(root: Path, name: str) -> None:
    (root / NEWEST / name).unlink()
    require_fallback(root, f"{name} is missing")


def test_a_folder_in_place_of_a_file_is_damage(root: Path) -> None:
    for name in ("state.json", "manifest.json"):
        (root / NEWEST / name).unlink()
        (root / NEWEST / name).mkdir()
        require_fallback(root, name)


def test_files_of_two_checkpoints_that_were_swapped_are_found(root: Path) -> None:
    shutil.copy(root / "step-00000010/model.safetensors", root / NEWEST)
    require_fallback(root, "model.safetensors does not agree with its SHA-256")


def test_a_missing_manifest_is_reported_and_the_previous_checkpoint_taken(root: Path) -> None:
    (root / NEWEST / "manifest.json").unlink()
    require_fallback(root, "was never finished")


def test_a_checkpoint_under_another_step_is_not_taken(root: Path) -> None:
    (root / "step-00000010").rename(root / "step-00000099")
    found = restored(root)
    assert found.step == 20
    assert "is the checkpoint of step 10 under another name" in found.problems[0]


def test_a_newer_format_is_reported_with_the_way_out(root: Path) -> None:
    path = root / NEWEST / "manifest.json"
    values = json.loads(path.read_bytes())
    del values["sha256"]
    values["format"] = 2
    seal = sha256(json.dumps(values, indent=2).encode() + b"\n").hexdigest()
    path.write_text(json.dumps({**values, "sha256": seal}, indent=2) + "\n")
    require_fallback(root, "is in a format this version does not know")
    assert "upgrade training-core" in restored(root).problems[0]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("model.safetensors", b"\x08" + bytes(7) + b"{broken}", "no safetensors file"),
        ("state.json", b"[1]", "holds no state"),
        ("state.json", b'{"a": {"$float": []}}', "holds no state"),
    ],
)
def test_a_file_with_the_right_checksum_that_makes_no_sense_is_damage(
    root: Path, name: str, content: bytes, told: str
) -> None:
    path = root / NEWEST / "manifest.json"
    manifest = parse_manifest(path.read_bytes())
    record = FileRecord(len(content), sha256(content).hexdigest())
    files = {**manifest.files, name: record}
    path.write_bytes(render_manifest(Manifest(RUN, 20, manifest.created, None, files)))
    (root / NEWEST / name).write_bytes(content)
    require_fallback(root, name)
    assert told in restored(root).problems[0]


def test_the_newest_of_several_good_ones_is_taken_and_each_newer_one_explained(
    tmp_path: Path,
) -> None:
    for step in (10, 20, 30, 40):
        store_at(tmp_path, keep_last=4).save(snapshot(step))
    flip(tmp_path / "step-00000040/model.safetensors", 9000)
    (tmp_path / "step-00000030/state.json").unlink()
    found = restored(tmp_path)
    assert found.step == 20
    assert ["40" in found.problems[0], "30" in found.problems[1]] == [True, True]


def test_when_nothing_is_good_the_run_is_refused_and_every_reason_named(root: Path) -> None:
    flip(root / "step-00000010/optimizer.safetensors", 5000)
    flip(root / NEWEST / "manifest.json", 700)
    with pytest.raises(RunError) as refusal:
        store_at(root).newest_good()
    told = str(refusal.value)
    assert "step-00000020: manifest.json does not agree with its own checksum" in told
    assert "step-00000010: optimizer.safetensors does not agree with its SHA-256" in told
    assert "Restore the folder from a backup, or start a new run" in told


def test_a_single_damaged_checkpoint_never_means_a_fresh_start(tmp_path: Path) -> None:
    store_at(tmp_path).save(snapshot(10))
    flip(tmp_path / "step-00000010/optimizer.safetensors", 5000)
    with pytest.raises(RunError, match="none of its checkpoints can be used"):
        store_at(tmp_path).newest_good()


def test_a_run_without_checkpoints_has_none(tmp_path: Path) -> None:
    assert store_at(tmp_path / "nowhere").newest_good() is None
    assert store_at(tmp_path).newest_good() is None


def test_folders_of_other_things_are_not_taken_for_checkpoints(tmp_path: Path) -> None:
    for name in ("step-1", "step-00000010-1", "step-00000010.old", "other"):
        (tmp_path / name).mkdir()
    (tmp_path / "step-00000010").write_text("a file")
    assert store_at(tmp_path).newest_good() is None
    saved = store_at(tmp_path).save(snapshot(10))
    assert saved.name == "step-00000010-2"
    assert is_same(restored(tmp_path), snapshot(10))


def test_after_a_fallback_the_damaged_step_is_saved_again_beside_it(root: Path) -> None:
    flip(root / NEWEST / "model.safetensors", 9000)
    saved = store_at(root).save(snapshot(20, 10))
    assert saved.name == f"{NEWEST}-2"
    assert is_same(restored(root), snapshot(20, 10))
    assert not restored(root).problems


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"later")])
def test_a_file_changed_between_verification_and_loading_is_reported(
    root: Path, spoil: Callable[[Path], object]
) -> None:
    found = restored(root)
    spoil(root / NEWEST / "model.safetensors")
    with pytest.raises(RunError, match="good a moment ago"):
        found.tensors("model")


def test_loaded_tensors_do_not_depend_on_the_file(root: Path) -> None:
    tensors = restored(root).tensors("model")
    path = root / NEWEST / "model.safetensors"
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
    assert tensors["scale"].item() == 20.0


def test_a_disk_that_does_not_keep_what_it_accepted_is_found_at_once(tmp_path: Path) -> None:
    store_at(tmp_path).save(snapshot(10))
    store = CheckpointStore(tmp_path, RUN, keep_last=1, disk=ForgetfulDisk())
    with pytest.raises(RunError, match=r"reads back wrong: model\.safetensors"):
        store.save(snapshot(20))
    assert is_same(restored(tmp_path), snapshot(10))
