from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import optuna
import yaml

from tests.fork_server.commands import forked_python
from tests.hpo.planned_sweeps import Plan, sweep_values
from training.hpo.sweep.run import start_sweep

HPO = ("-m", "training.cli", "hpo")


def table(study: optuna.Study) -> list[Any]:
    return [(one.state.name, one.params, one.value) for one in study.trials]


def test_processes_that_share_nothing_but_a_database_share_the_trials(
    server: str, documents: Path, tmp_path: Path, plan: Plan
) -> None:
    (tmp_path / "sweep.yaml").write_text(yaml.safe_dump(sweep_values(documents, trials=6)))
    machines = []
    for name in ("one", "two"):
        arguments = ["run", "../sweep.yaml", "--storage", server, "--json"]
        folder = tmp_path / name
        folder.mkdir()
        machines.append(
            subprocess.Popen(
                [*forked_python(), *HPO, *arguments],
                cwd=folder,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        )
    outputs = [machine.communicate(timeout=300) for machine in machines]
    assert [machine.returncode for machine in machines] == [0, 0], outputs
    winners = {json.loads(output)["best_trial"] for output, _ in outputs}
    assert len(winners) == 1
    trained = [
        sorted(one.name for one in tmp_path.glob(f"{name}/runs/*/trial-*"))
        for name in ("one", "two")
    ]
    assert sorted(trained[0] + trained[1]) == [f"trial-{number:04d}" for number in range(6)]
    shared = optuna.load_study(
        study_name="tiny", storage=server.replace("postgresql://", "postgresql+psycopg://")
    )
    assert table(shared) == table(start_sweep(plan(trials=6)).study)
