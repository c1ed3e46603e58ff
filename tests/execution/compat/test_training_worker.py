from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from training.execution.compat.training_worker import OldJobSpec


def test_old_arguments_reach_another_process(tmp_path: Path) -> None:
    given = Namespace(config_dir=Path("config"), epochs=3, output_dir=Path("ignored"), seed=None)
    OldJobSpec(given, tmp_path / "run").write(tmp_path)
    assert OldJobSpec.read(tmp_path) == Namespace(
        config_dir="config", epochs=3, output_dir=str(tmp_path / "run"), seed=None
    )
    assert given.output_dir == Path("ignored")
