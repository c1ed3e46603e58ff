"""Everything that needs a GPU, measured and checked: `python -m benchmarks.gpu`, under ten minutes.

Parts, each of which is reported by itself, also when another one fails:

- the tests that need a GPU,
- a run with one rank and NCCL,
- steps in which nothing waits for the device: each precision, fused and unfused AdamW, callbacks,
- tokens a second and share of the peak of the card for models as large as MiniLM and BERT base, in
  bf16, with and without `training.compile`, beside the trainer of transformers at its best: bf16,
  batches of similar lengths, `torch.compile`,
- how long a checkpoint keeps training.

`--device cpu --quick` tries the script itself where there is no GPU. The result is printed and
written as JSON to `--output`, with date and machine.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import tempfile
import time
import traceback
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import torch

from benchmarks.gpu_model import TextModel, with_similar_lengths
from training.config import CheckpointConfig, OptimizerConfig, TrainingConfig
from training.core.checkpoints import CheckpointStore
from training.core.trainer.best_weights import Best
from training.core.trainer.callbacks.dispatch.callback_list import CallbackList
from training.core.trainer.callbacks.dispatch.calls import NamedCallback
from training.core.trainer.callbacks.ema import Ema, EmaOptions
from training.core.trainer.callbacks.neftune import Neftune, NeftuneOptions
from training.core.trainer.checkpointing import Saving
from training.core.trainer.loop import Loop
from training.core.trainer.loop_setup import build_loop
from training.core.trainer.observers.observer import FitPlan, Observer

GPU_TESTS = ("tests/core/trainer/test_loop.py", "tests/execution/process_group")
PEAKS = {"H200": 989e12, "H100": 989e12, "A100": 312e12, "L40S": 362e12, "L4": 121e12}
"""Operations a second in bf16 without sparsity, by a part of the card's name (data sheets)."""
GOAL = 1.5
"""So many times the tokens a second of the trainer of transformers are the goal."""
BATCH = 64


def main() -> int:
    """Run every part, print what came of it, and return 1 if one failed."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cuda", help="where it computes (default cuda)")
    parser.add_argument("--quick", action="store_true", help="few steps and a small model")
    parser.add_argument("--steps", type=int, default=60, help="measured steps (default 60)")
    parser.add_argument("--output", type=Path, help="JSON file for the result")
    given = parser.parse_args()
    if given.device == "cuda" and not torch.cuda.is_available():
        parser.error("no GPU is here; `--device cpu --quick` tries the script itself")
    given.steps = 3 if given.quick else given.steps
    found = {"machine": machine(given.device), **{name: _part(name, given) for name in PARTS}}
    if given.output is not None:
        given.output.write_text(json.dumps(found, indent=1) + "\n")
    return int(any("failed" in one for one in found.values()))


def machine(device: str) -> dict[str, Any]:
    """Return date and machine."""
    found: dict[str, Any] = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "device": device,
    }
    if device == "cuda":
        properties = torch.cuda.get_device_properties(0)
        found |= {"name": properties.name, "memory": properties.total_memory}
    _say(f"{found}")
    return found


def _part(name: str, given: Namespace) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        found = PARTS[name](given)
    except Exception:
        found = {"failed": traceback.format_exc(limit=-6)}
    found["seconds"] = round(time.perf_counter() - started, 1)
    _say(f"\n{name}")
    for key, value in found.items():
        _say(f"  {key:<34}{value}")
    return found


def gpu_tests(given: Namespace) -> dict[str, Any]:
    """Run the tests that are skipped where there is no GPU."""
    command = [sys.executable, "-m", "pytest", "-q", "-k", "gpu or cuda or nccl", *GPU_TESTS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    last = done.stdout.strip().splitlines()[-1:]
    if done.returncode not in (0, 5):
        raise RuntimeError(done.stdout[-2000:])
    return {"result": " ".join(last)}


def one_rank(given: Namespace) -> dict[str, Any]:
    """Train the demo for some steps in one rank that talks through NCCL (gloo on a processor)."""
    settings = {
        "distributed.enabled": "true",
        "distributed.world_size": "1",
        "distributed.launcher": "torchrun",
        "training.max_steps": "20",
        "training.device": given.device,
        "training.precision": "bf16",
    }
    with tempfile.TemporaryDirectory() as folder:
        options = [part for key, one in settings.items() for part in ("--set", f"{key}={one}")]
        command = [sys.executable, "-m", "training.cli", "train", "--quiet", "--output", folder]
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        (record,) = Path(folder).glob("run-*/run.json")
        status = json.loads(record.read_text())["status"]
    return {"status": status}


def no_waiting(given: Namespace) -> dict[str, Any]:
    """Make steps in which an operation that waits for the device is an error."""
    found = {}
    for precision in ("fp32", "bf16") if given.device == "cpu" else ("fp32", "bf16", "fp16"):
        for is_fused in (True, False):
            loop, steps = _measured(given, "tiny", precision, with_callbacks=True)
            if not is_fused:
                for group in loop.optimizer.param_groups:
                    group["fused"], group["foreach"] = False, True
            next(steps)
            with _refusing_waits(given.device):
                count = sum(1 for _ in steps)
            name = "fused" if is_fused else "unfused"
            found[f"{precision}, {name}, callbacks"] = f"{count} steps without waiting"
    return found


@contextmanager
def _refusing_waits(device: str) -> Iterator[None]:
    if device == "cpu":
        yield
        return
    torch.cuda.set_sync_debug_mode("error")
    try:
        yield
    finally:
        torch.cuda.set_sync_debug_mode("default")


def speed(given: Namespace, size: str) -> dict[str, Any]:
    """Compare tokens a second with the trainer of transformers, at its best, in the same run."""
    parameters = sum(one.numel() for one in TextModel(size).model.parameters())
    found: dict[str, Any] = {"parameters": parameters}
    for is_compiled in (False,) if given.quick else (False, True):
        name = "training, compiled" if is_compiled else "training"
        found[name] = round(_own_rate(given, size, is_compiled))
    found["transformers"] = round(_rate_of_transformers(given, size))
    best = max(value for key, value in found.items() if key.startswith("training"))
    found["ratio"] = f"{best / found['transformers']:.2f} (goal {GOAL})"
    peak = _peak(given.device)
    if peak is not None:
        found["share of the peak"] = f"{6 * parameters * best / peak:.1%}"
    return found


def _own_rate(given: Namespace, size: str, is_compiled: bool) -> float:
    _, steps = _measured(given, size, "bf16", compile=is_compiled)
    for _ in range(1 if given.quick else 15):
        next(steps)
    _wait(given.device)
    started, tokens = time.perf_counter(), 0
    for step in steps:
        tokens += step.tokens
    _wait(given.device)
    return tokens / (time.perf_counter() - started)


def _measured(
    given: Namespace, size: str, precision: Any, with_callbacks: bool = False, **settings: Any
) -> tuple[Loop, Iterator[Any]]:
    torch.manual_seed(0)
    task_model = TextModel("tiny" if given.quick else size)
    device = torch.device(given.device)
    task_model.model.to(device)
    config = TrainingConfig(
        precision=precision, learning_rate=5e-5, optimizer=OptimizerConfig(), **settings
    )
    loop = build_loop(task_model, config, 10_000, device)
    if with_callbacks:
        _give_callbacks(loop)
    count = given.steps + (2 if given.quick else 15)
    return loop, loop.steps(with_similar_lengths(task_model, count, _batch(given), device))


def _give_callbacks(loop: Loop) -> None:
    named = [
        NamedCallback("ema", Ema(EmaOptions())),
        NamedCallback("neftune", Neftune(NeftuneOptions())),
    ]
    plan = FitPlan(loop.task_model, Path(), str(loop.device), 1, 10_000, 1, {})
    callbacks = CallbackList(named, loop, plan, 0)
    callbacks.on_fit_start()
    loop.callbacks = callbacks


def _rate_of_transformers(given: Namespace, size: str) -> float:
    """Return the tokens a second of `transformers.Trainer` on the same texts."""
    from benchmarks.gpu_model import rate_of_transformers

    size = "tiny" if given.quick else size
    return rate_of_transformers(size, given.steps, _batch(given), given.device, not given.quick)


def checkpoint_stall(given: Namespace) -> dict[str, Any]:
    """Return how long a checkpoint of BERT base keeps training."""
    loop, steps = _measured(given, "base", "bf16")
    next(steps)
    with tempfile.TemporaryDirectory() as folder:
        saving = Saving(CheckpointStore(Path(folder), "benchmark", 1), CheckpointConfig())
        with saving:
            seconds = []
            for _ in range(2 if given.quick else 4):
                next(steps)
                before = saving.stalled_seconds
                saving.save(loop, Best(), Observer())
                seconds.append(saving.stalled_seconds - before)
            saving.finish()
    return {"milliseconds": [round(one * 1e3) for one in seconds]}


def _batch(given: Namespace) -> int:
    return 4 if given.quick else BATCH


def _peak(device: str) -> float | None:
    if device != "cuda":
        return None
    name = torch.cuda.get_device_properties(0).name
    return next((peak for part, peak in PEAKS.items() if part in name), None)


def _wait(device: str) -> None:
    if device == "cuda":
        torch.cuda.synchronize()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


PARTS: dict[str, Callable[[Namespace], dict[str, Any]]] = {
    "tests": gpu_tests,
    "one rank": one_rank,
    "no waiting": no_waiting,
    "speed, MiniLM": partial(speed, size="minilm"),
    "speed, BERT base": partial(speed, size="base"),
    "checkpoint": checkpoint_stall,
}

if __name__ == "__main__":
    sys.exit(main())
