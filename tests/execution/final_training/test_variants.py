from __future__ import annotations

import threading
from pathlib import Path

import pytest

from training.core.runs.directory import start_run
from training.core.runs.fingerprints import Fingerprints
from training.core.runs.provenance import Provenance
from training.errors import RunError
from training.execution.final_training import plan_final_training
from training.execution.final_training.plan import FinalPlan
from training.execution.final_training.variants import held, known_variants, new_variant


def plan(runs: Path, **settings: object) -> FinalPlan:
    return plan_final_training(
        overrides=[f"output_dir={runs}", "name=demo"], environ={}, settings=settings
    )


def recorded(folder: Path, fingerprints: Fingerprints, variant: object) -> None:
    facts = {"fingerprints": fingerprints.as_record()}
    start_run(folder, "seed: 1\n", Provenance("final", (), {"variant": variant}), facts)


def test_variants_are_numbered_without_reusing_a_number(tmp_path: Path) -> None:
    planned = plan(tmp_path)
    numbers = [new_variant(planned)[0] for _ in range(2)]
    assert numbers == [1, 2]
    (tmp_path / f"other-final-{stem(planned)}-v7").mkdir()
    number, directory = new_variant(planned)
    assert number == 8
    assert directory.name == f"demo-final-{stem(planned)}-v8"


def stem(planned: FinalPlan) -> str:
    return f"{planned.fingerprints.spec_fp[:8]}-{planned.fingerprints.exec_fp[:8]}"


def test_only_runs_of_the_very_fingerprints_are_variants(tmp_path: Path) -> None:
    planned = plan(tmp_path)
    names = planned.fingerprints
    for _ in range(3):
        new_variant(planned)
    folders = sorted(tmp_path.glob("demo-final-*"))
    recorded(folders[0], names, 2)
    recorded(folders[1], names, None)
    start_run(folders[2], "seed: 1\n", Provenance("final", (), {"variant": 1}))
    assert list(known_variants(tmp_path, names)) == [2]


def test_the_same_is_done_by_one_process_at_a_time(tmp_path: Path) -> None:
    names = plan(tmp_path).fingerprints
    waited: list[str] = []
    done = threading.Event()

    def second() -> None:
        with held(tmp_path, names, on_wait=waited.append):
            done.set()

    thread = threading.Thread(target=second)
    with held(tmp_path, names):
        with (
            pytest.raises(RunError, match="or leave out --no-wait"),
            held(tmp_path, names, wait=False),
        ):
            pass
        thread.start()
        while not waited:
            done.wait(0.01)
        assert not done.is_set()
    thread.join(timeout=60)
    assert done.is_set()
    assert "waiting for it" in waited[0]
