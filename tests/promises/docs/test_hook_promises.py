from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.promises.docs import conftest
from tests.promises.docs.conftest import TINY, Fit, Install
from training.core.plugins import get_plugin_manager, get_registry
from training.core.trainer.train import TrainingResult

IMPORTS = "from training.core.plugins import hookimpl\n"
DURING_A_FIT = ("on_fit_start", "on_step_end", "on_evaluation", "on_fit_end")
SPY = """
told = []

@hookimpl
def on_fit_start(plan):
    told.append(("start", plan.total_steps))

@hookimpl
def on_step_end(step):
    told.append(("step", step.number))

@hookimpl
def on_evaluation(evaluation):
    told.append((evaluation.split, evaluation.epoch))

@hookimpl
def on_fit_end(status, metrics):
    told.append((status, sorted(metrics)))
"""


def told() -> list[tuple[str, object]]:
    import acme_plugin  # type: ignore[import-not-found]

    found: list[tuple[str, object]] = acme_plugin.told
    return found


def test_a_fit_is_reported_from_its_start_to_its_end(install: Install, fit: Fit) -> None:
    install(IMPORTS + SPY)
    result = fit()
    first, *between, last = told()
    assert first == ("start", 2)
    assert last == ("completed", sorted(result.validation))
    epochs = [("step", 1), ("validation", 1), ("step", 2), ("validation", 2)]
    assert between == [*epochs, ("test", result.best_epoch)]


@pytest.mark.parametrize("hook", DURING_A_FIT)
def test_a_run_in_which_a_hook_raises_fails_and_names_the_plugin(
    install: Install, fit: Fit, hook: str, tmp_path: Path
) -> None:
    install(f"{IMPORTS}\n@hookimpl\ndef {hook}():\n    raise RuntimeError('no luck')\n")
    with pytest.raises(RuntimeError, match="no luck") as caught:
        fit()
    notes = getattr(caught.value, "__notes__", ())
    assert f"raised by plugin `acme` (acme-plugin 1.2) in `{hook}`" in notes
    (record,) = tmp_path.glob("runs/*/run.json")
    assert json.loads(record.read_text())["status"] == "failed"


def test_the_end_of_a_failed_fit_is_reported_and_cannot_hide_its_reason(
    install: Install, fit: Fit
) -> None:
    source = SPY.replace('told.append(("step", step.number))', "raise RuntimeError('no luck')")
    install(IMPORTS + source.replace("metrics)))", "metrics)))\n    raise ValueError('later')"))
    with pytest.raises(RuntimeError, match="no luck"):
        fit()
    assert told()[-1] == ("failed", [])


def test_the_start_of_a_fit_can_choose_what_is_trained(install: Install, fit: Fit) -> None:
    install(
        f"{IMPORTS}\nkept = []\n\n@hookimpl\ndef on_fit_start(plan):\n"
        "    frozen = plan.task_model.model.head.scores.weight.requires_grad_(False)\n"
        "    kept.extend([frozen, frozen.clone()])\n"
    )
    fit()
    import acme_plugin

    now, before = acme_plugin.kept
    assert now.equal(before)


@pytest.mark.parametrize("body", ["raise RuntimeError('no luck')", "return ['no provider']"])
def test_a_plugin_that_cannot_register_is_left_out_and_shown(install: Install, body: str) -> None:
    install(f"{IMPORTS}\n@hookimpl\ndef register_tasks():\n    {body}\n")
    assert get_registry("task").names == ["token-classification", "text-classification"]
    (report,) = [one for one in get_plugin_manager().reports if one.source.name == "acme"]
    assert report.status == "failed"
    assert "acme_plugin.py" in report.trace or "no provider" in report.reason


def test_a_hook_that_does_not_exist_is_pointed_out(install: Install) -> None:
    install(f"{IMPORTS}\n@hookimpl\ndef on_step_ends(step):\n    pass\n")
    (report,) = [one for one in get_plugin_manager().reports if one.source.name == "acme"]
    assert "Did you mean `on_step_end`?" in report.reason


VANDAL = """
from training.core.plugins import Provider
from training.core.trackers import Tracker
from training.core.data.dataset import SPLITS

def spoil(value):
    if isinstance(value, dict):
        for one in list(value.values()):
            spoil(one)
        value.update({name: -1.0 for name in value}, added=-1.0)

class Vandal(Tracker):
    def __init__(self, directory, config):
        super().__init__(directory, config)
        config.training.learning_rates["*"] = 9.0
        spoil(vars(config.training.early_stopping))

    def log(self, split, epoch, step, metrics):
        spoil(metrics)

    def restore(self, state):
        spoil(state)

@hookimpl
def register_trackers():
    return [Provider("vandal", f"{__name__}:Vandal", "Changes what it gets")]

@hookimpl
def on_fit_start(plan):
    spoil(plan.sizes)
    object.__setattr__(plan, "epochs", 99)

@hookimpl
def on_step_end(step):
    step.loss.fill_(float("nan"))
    step.grad_norm.fill_(float("nan"))
    object.__setattr__(step, "number", 99)

@hookimpl
def on_evaluation(evaluation):
    spoil(evaluation.metrics)
    object.__setattr__(evaluation, "metrics", {})

@hookimpl
def on_fit_end(status, metrics):
    spoil(metrics)
"""


def record_of(result: TrainingResult) -> dict[str, object]:
    record = json.loads((result.run.directory / "run.json").read_text())
    assert record["status"] == "completed"
    metrics = (result.run.directory / "metrics.jsonl").read_text().splitlines()
    lines = [{**json.loads(line), "time": 0.0, "seconds": 0.0} for line in metrics]
    return {
        **{name: record[name] for name in ("metrics", "best_epoch", "score")},
        "lines": lines,
        "returned": (result.validation, result.test),
    }


def test_a_tracker_and_hooks_that_change_all_they_get_change_no_record(
    install: Install, fit: Fit, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = record_of(fit())
    install(IMPORTS + VANDAL)
    monkeypatch.setattr(conftest, "TINY", (*TINY, "logging.trackers=[jsonl,vandal]"))
    assert record_of(fit()) == expected
