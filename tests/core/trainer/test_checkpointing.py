"""Contents of a checkpoint, of each process of a run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

import pytest
import torch
from safetensors.torch import load_file

from tests.core.tiny import TinyTaskModel
from training.config import CheckpointConfig, TrainingConfig
from training.core.checkpoints import CheckpointStore, Snapshot
from training.core.trainer import checkpointing
from training.core.trainer.best_weights import Best
from training.core.trainer.checkpointing import Saving, resume
from training.core.trainer.loop import Loop
from training.core.trainer.loop_setup import build_loop
from training.core.trainer.observers.observer import Observer


def new_loop() -> Loop:
    task_model = TinyTaskModel()
    return build_loop(task_model, TrainingConfig(), 10, torch.device("cpu"), task_model.collate)


@contextmanager
def joined(rank: int, folder: Path) -> Iterator[None]:
    meeting = f"file://{folder / 'meeting'}"
    torch.distributed.init_process_group("gloo", init_method=meeting, rank=rank, world_size=2)
    try:
        yield
    finally:
        torch.distributed.destroy_process_group()


def save_and_resume(rank: int, folder: Path) -> None:
    """Save with parts that differ between processes, and look whether each finds its own again."""
    with joined(rank, folder):
        store = CheckpointStore(folder / "checkpoints", "run", 2)
        loop, best = new_loop(), Best()
        loop.state.parts = 4**rank
        saving = Saving(store if rank == 0 else None, CheckpointConfig())
        saving.save(loop, best, Observer())
        drawn = torch.rand(3)
        saving.finish()
        torch.distributed.barrier()
        restored, again = store.newest_good(), new_loop()
        assert restored is not None
        resume(restored, again, Observer())
        assert again.state.parts == 4**rank
        assert torch.equal(torch.rand(3), drawn)


def test_each_process_continues_with_its_own_generators_and_parts_of_batches(
    tmp_path: Path,
) -> None:
    torch.multiprocessing.spawn(save_and_resume, (tmp_path,), nprocs=2)


class SlowStore(CheckpointStore):
    """On a disk that takes its time before it takes anything.

    Attributes:
        places: Where in memory the weights of each checkpoint lay.
    """

    places: tuple[set[int], ...] = ()

    def save(self, snapshot: Snapshot) -> Path:
        self.places += ({one.data_ptr() for one in snapshot.tensors["model"].values()},)
        sleep(0.2)
        return super().save(snapshot)


def test_checkpoints_share_their_memory_and_none_is_changed_while_it_is_written(
    tmp_path: Path,
) -> None:
    store, loop = SlowStore(tmp_path, "run", 5), new_loop()
    with Saving(store, CheckpointConfig()) as saving:
        for step in range(1, 4):
            loop.state.step = step
            for weight in loop.task_model.model.parameters():
                weight.data.fill_(step)
            saving.save(loop, Best(), Observer())
    written = [load_file(path) for path in sorted(tmp_path.glob("*/model.safetensors"))]
    values = [torch.cat([one.flatten() for one in each.values()]).unique() for each in written]
    assert [one.tolist() for one in values] == [[1.0], [2.0], [3.0]]
    assert store.places == (store.places[0],) * 3


def test_a_checkpoint_is_due_after_an_evaluation_and_every_so_many_steps() -> None:
    saving = Saving(None, CheckpointConfig(every_steps=3))
    assert [step for step in range(1, 8) if saving.is_due(step, evaluated=False)] == [3, 6]
    assert saving.is_due(4, evaluated=True)
    assert not Saving(None, CheckpointConfig()).is_due(3, evaluated=False)


def test_a_checkpoint_is_late_when_it_is_older_than_the_minutes_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 1000.0
    monkeypatch.setattr(checkpointing, "monotonic", lambda: now)
    saving, never = (Saving(None, CheckpointConfig(every_minutes=one)) for one in (2.0, None))
    found = []
    for now in (1000.0, 1120.0, 1121.0):  # noqa: B007
        found.append((saving.is_late(), never.is_late()))
    assert found == [(False, False), (False, False), (True, False)]
    saving.save(new_loop(), Best(), Observer())
    assert not saving.is_late(), "the time counts from the last checkpoint"
    assert saving.count == 1
