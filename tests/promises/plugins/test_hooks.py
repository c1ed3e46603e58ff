"""Every hook does what its documentation promises; one test for each, found by its name."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from pathlib import Path

import pluggy
import pytest
import torch

import training.cli.hookspecs
import training.core.hookspecs
import training.execution.hookspecs
from tests.core.plugins.installing import Site
from training.config import RunConfig
from training.core.data import Dataset, Record
from training.core.plugins import get_plugin_manager, get_registry
from training.core.run_config.resolve import resolve_run_config
from training.core.trainer.observers.observer import Observer, Step
from training.core.trainer.train import TrainingResult, train
from training.errors import ConfigError

SPECIFIED = (training.core.hookspecs, training.execution.hookspecs, training.cli.hookspecs)
ITEM = {"text": "Ana Ruiz works in Turin", "annotations": [[0, 8, "NAME"]]}
SMALL = (
    "model.hidden_size=4",
    "model.rows=32",
    "training.epochs=2",
    "training.threads=1",
    "training.batch_size=16",
)
OFFER = """
from training.core.plugins import Provider, hookimpl

@hookimpl
def {hook}():
    return [Provider("mine", {target!r}, "Mine")]
"""
LISTENING = """
from training.core.plugins import hookimpl

told = []

@hookimpl
def {hook}({arguments}):
    told.append({told})
"""


@pytest.fixture(autouse=True)
def _fresh_manager() -> object:
    get_plugin_manager.cache_clear()
    yield
    get_plugin_manager.cache_clear()


def hook_names() -> list[str]:
    found = (
        name
        for module in SPECIFIED
        for name, one in inspect.getmembers(module, inspect.isfunction)
        if hasattr(one, "training_spec")
    )
    return sorted(found)


def test_every_hook_has_a_test_of_its_own() -> None:
    tested = {name.removeprefix("test_hook_") for name in globals() if "test_hook_" in name}
    assert hook_names() == sorted(tested)
    assert pluggy.HookspecMarker("training").project_name == "training"


def offer(site: Site, hook: str, target: str) -> None:
    site.install("acme", OFFER.format(hook=hook, target=target))


def small(tmp_path: Path, *more: str) -> RunConfig:
    settings = [*SMALL, f"output_dir={tmp_path / 'runs'}", *more]
    return resolve_run_config(overrides=settings, environ={}).config


def fitted(tmp_path: Path, *more: str) -> TrainingResult:
    records = [Record(ITEM, f"item {number}") for number in range(6)]
    return train(small(tmp_path, *more), dataset=Dataset(records, records[:2], records[:2]))


def listening(site: Site, hook: str, arguments: str, told: str) -> Callable[[], list[object]]:
    module = site.install("acme", LISTENING.format(hook=hook, arguments=arguments, told=told))

    def collected() -> list[object]:
        import sys

        found: list[object] = sys.modules[module].told
        return found

    return collected


def test_hook_register_tasks(site: Site, tmp_path: Path) -> None:
    base = "training.core.tasks.token_classification.task:TokenClassification"
    offer(site, "register_tasks", base)
    assert small(tmp_path, "task.name=mine").task.name == "mine"
    assert fitted(tmp_path, "task.name=mine").validation["f1"] >= 0.0


def test_hook_register_backbones(site: Site, tmp_path: Path) -> None:
    offer(site, "register_backbones", "training.core.backbones.bilstm.backbone:BilstmBackbone")
    assert fitted(tmp_path, "model.backbone=mine").best_epoch >= 1


def test_hook_register_readers(site: Site, tmp_path: Path) -> None:
    offer(site, "register_readers", "acme_reader:Reader")
    (site.folder / "acme_reader.py").write_text(
        "from training.core.data import Dataset, FileReader, Record\n"
        "class Reader(FileReader):\n"
        "    suffixes = ('.mine',)\n"
        "    def records(self, path):\n"
        "        for number in range(8):\n"
        "            text = {'text': 'Ana', 'annotations': [[0, 3, 'NAME']]}\n"
        "            yield Record(text, f'{path}:{number}')\n"
    )
    (tmp_path / "data.mine").write_text("anything")
    result = train(small(tmp_path, f"data.path={tmp_path / 'data.mine'}"))
    assert result.run.record["data"]["train"] == 6


def test_hook_register_trackers(site: Site, tmp_path: Path) -> None:
    offer(site, "register_trackers", "acme_tracker:Tracker")
    (site.folder / "acme_tracker.py").write_text(
        "from training.core.trackers import Tracker as Base\n"
        "class Tracker(Base):\n"
        "    def log(self, split, epoch, step, metrics):\n"
        "        with (self.directory / 'mine.txt').open('a') as file:\n"
        "            file.write(f'{split} {epoch}\\n')\n"
    )
    result = fitted(tmp_path, "logging.trackers=[mine]", "logging.log_every_steps=1")
    lines = (result.run.directory / "mine.txt").read_text().splitlines()
    assert lines[:4] == ["train 1", "validation 1", "train 2", "validation 2"]
    assert lines[4].startswith("test ")


def test_hook_register_optimizers(site: Site, tmp_path: Path) -> None:
    offer(site, "register_optimizers", "acme_optimizer:Signs")
    (site.folder / "acme_optimizer.py").write_text(
        "from pydantic import Field\n"
        "from training.config import Section\n"
        "from training.core.trainer.optimizers import OptimizerFactory\n"
        "class Options(Section):\n"
        "    least: float = Field(default=1e-6, gt=0.0)\n"
        "    'Smallest step.'\n"
        "class Signs(OptimizerFactory):\n"
        "    options = Options\n"
        "    defaults = {'training': {'learning_rate': 0.01}}\n"
        "    def build(self, groups):\n"
        "        import torch\n"
        "        return torch.optim.Rprop(groups, step_sizes=(self.settings.least, 1.0))\n"
    )
    chosen = ("training.optimizer.name=mine", "training.optimizer.least=0.001")
    assert small(tmp_path, *chosen).training.learning_rate == 0.01
    assert fitted(tmp_path, *chosen).best_epoch >= 1
    with pytest.raises(ConfigError, match=r"training\.optimizer\.least` must be a number > 0"):
        small(tmp_path, chosen[0], "training.optimizer.least=0")


def test_hook_register_losses(site: Site, tmp_path: Path) -> None:
    offer(site, "register_losses", "acme_loss:Poly")
    (site.folder / "acme_loss.py").write_text(
        "from pydantic import Field\n"
        "from training.config import Section\n"
        "from training.core.losses import Loss\n"
        "class Options(Section):\n"
        "    epsilon: float = Field(default=1.0, ge=0.0)\n"
        "    'Factor of the further term.'\n"
        "class Poly(Loss):\n"
        "    options = Options\n"
        "    def of_units(self, scores, labels):\n"
        "        logs = scores.log_softmax(-1).gather(1, labels.unsqueeze(1)).squeeze(1)\n"
        "        return -logs + self.settings.epsilon * (1 - logs.exp())\n"
    )
    results = [
        fitted(tmp_path, "task.loss.name=mine", f"task.loss.epsilon={epsilon}")
        for epsilon in (0.5, 2.0)
    ]
    losses = [result.validation["loss"] for result in results]
    assert losses[0] != losses[1]
    with pytest.raises(ConfigError, match=r"task\.loss\.epsilon` must be a number >= 0"):
        small(tmp_path, "task.loss.name=mine", "task.loss.epsilon=-1")


def test_hook_register_metrics(site: Site, tmp_path: Path) -> None:
    offer(site, "register_metrics", "acme_metric:Found")
    (site.folder / "acme_metric.py").write_text(
        "from pydantic import Field\n"
        "from training.config import Section\n"
        "from training.core.metrics import ItemMetric\n"
        "class Options(Section):\n"
        "    least: int = Field(default=1, ge=0)\n"
        "    'Fewest items that are found.'\n"
        "class Found(ItemMetric):\n"
        "    options = Options\n"
        "    def add(self, gold, predicted):\n"
        "        self.counts['all'] += 1\n"
        "        self.counts['found'] += len(predicted) >= self.settings.least\n"
        "    def value(self):\n"
        "        return self.counts['found'] / max(1, self.counts['all'])\n"
    )
    chosen = ("task.metrics=[{mine: {least: 0}}]", "training.metric=mine")
    result = fitted(tmp_path, *chosen)
    assert result.validation["mine"] == 1.0
    assert result.run.record["score"] == {"metric": "mine", "mode": "max", "value": 1.0}
    with pytest.raises(ConfigError, match=r"task\.metrics\.mine\.least` must be"):
        small(tmp_path, "task.metrics=[{mine: {least: -1}}]")


def test_hook_register_schedules(site: Site, tmp_path: Path) -> None:
    offer(site, "register_schedules", "acme_schedule:Steps")
    (site.folder / "acme_schedule.py").write_text(
        "from pydantic import Field\n"
        "from training.config import Section\n"
        "from training.core.trainer.schedules import Schedule\n"
        "class Options(Section):\n"
        "    every: int = Field(default=1, ge=1)\n"
        "    'Steps after which the rate is halved.'\n"
        "class Steps(Schedule):\n"
        "    options = Options\n"
        "    def after_warmup(self, step):\n"
        "        return 0.5 ** (step // self.settings.every)\n"
    )
    rates = []

    class Watch(Observer):
        def on_step_end(self, step: Step) -> None:
            rates.append(step.learning_rate)

    chosen = ("training.schedule=mine", "training.schedule_options.every=2")
    more = ("training.warmup_steps=1", "training.learning_rate=0.8", "training.batch_size=2")
    records = [Record(ITEM, f"item {number}") for number in range(6)]
    train(
        small(tmp_path, *chosen, *more),
        [Watch()],
        dataset=Dataset(records, records[:2], records[:2]),
    )
    assert rates == [0.4, 0.8, 0.8, 0.4, 0.4, 0.2]


def test_hook_register_callbacks(site: Site, tmp_path: Path) -> None:
    offer(site, "register_callbacks", "acme_callback:Shrink")
    (site.folder / "acme_callback.py").write_text(
        "from pydantic import Field\n"
        "from training.config import Section\n"
        "from training.core.trainer.callbacks import Callback\n"
        "class Options(Section):\n"
        "    factor: float = Field(default=0.5, gt=0.0)\n"
        "    'By what gradients are multiplied.'\n"
        "class Shrink(Callback):\n"
        "    options = Options\n"
        "    def before_optimizer_step(self, fit):\n"
        "        for one in fit.model.parameters():\n"
        "            one.grad *= self.settings.factor\n"
        "        fit.log('factor', self.settings.factor)\n"
    )
    steps = []

    class Watch(Observer):
        def on_step_end(self, step: Step) -> None:
            steps.append(step)

    records = [Record(ITEM, f"item {number}") for number in range(4)]
    dataset = Dataset(records, records[:2], records[:2])
    for given in ("[]", "[{mine: {factor: 0.25}}]"):
        train(small(tmp_path, f"training.callbacks={given}"), [Watch()], dataset=dataset)
    plain, shrunk = steps[0], steps[len(steps) // 2]
    assert plain.grad_norm is not None
    assert torch.allclose(shrunk.grad_norm, plain.grad_norm / 4)
    assert (plain.logged, shrunk.logged) == ({}, {"factor": 0.25})
    with pytest.raises(ConfigError, match=r"callbacks\.mine\.factor` must be a number > 0"):
        small(tmp_path, "training.callbacks=[{mine: {factor: 0}}]")


def test_hook_register_launchers(site: Site, tmp_path: Path) -> None:
    from training.execution import launch_run

    offer(site, "register_launchers", "acme_launcher:Launcher")
    (site.folder / "acme_launcher.py").write_text(
        "from training.execution.launchers.local import LocalLauncher\n"
        "class Launcher(LocalLauncher):\n"
        "    def launch(self, config, *arguments):\n"
        "        (config.output_dir / 'launched').mkdir(parents=True)\n"
        "        return super().launch(config, *arguments)\n"
    )
    data = tmp_path / "data.jsonl"
    data.write_text(f"{json.dumps(ITEM)}\n" * 8)
    config = small(tmp_path, "distributed.launcher=mine", f"data.path={data}")
    assert launch_run(config).run.record["status"] == "completed"
    assert (config.output_dir / "launched").is_dir()


def test_hook_register_commands(site: Site) -> None:
    offer(site, "register_commands", "acme_command:app")
    assert "mine" in get_registry("command").names


def test_hook_register_checks(site: Site) -> None:
    import training.testing
    from training.testing.registered import registered_check

    offer(site, "register_checks", "acme_check:check_mine")
    (site.folder / "acme_check.py").write_text("def check_mine(provider): return 'checked'\n")
    found = registered_check("check_mine")
    assert callable(found)
    assert found(int) == "checked"
    with pytest.raises(AttributeError, match=r"check_yours.*check_mine"):
        _ = training.testing.check_yours  # type: ignore[attr-defined]


def test_hook_on_fit_start(site: Site, tmp_path: Path) -> None:
    told = listening(site, "on_fit_start", "plan", "(plan.total_steps, plan.device)")
    fitted(tmp_path, "training.device=cpu")
    assert told() == [(2, "cpu")]


def test_hook_on_step_end(site: Site, tmp_path: Path) -> None:
    told = listening(site, "on_step_end", "step", "(step.number, step.epoch, step.samples)")
    fitted(tmp_path)
    assert told() == [(1, 1, 6), (2, 2, 6)]


def test_hook_on_evaluation(site: Site, tmp_path: Path) -> None:
    told = listening(site, "on_evaluation", "evaluation", "(evaluation.split, evaluation.epoch)")
    fitted(tmp_path)
    assert told()[:2] == [("validation", 1), ("validation", 2)]


def test_hook_on_fit_end(site: Site, tmp_path: Path) -> None:
    told = listening(site, "on_fit_end", "status, metrics", "(status, 'f1' in metrics)")
    fitted(tmp_path)
    assert told() == [("completed", True)]


@pytest.mark.parametrize("hook", ["on_fit_start(plan)", "on_step_end(step)"])
def test_a_hook_that_raises_names_plugin_distribution_and_hook(
    site: Site, tmp_path: Path, hook: str
) -> None:
    name = hook.partition("(")[0]
    site.install(
        "acme",
        "from training.core.plugins import hookimpl\n"
        "def deep(): raise KeyError('colour')\n"
        f"@hookimpl\ndef {hook}: deep()\n",
    )
    with pytest.raises(KeyError) as raised:
        fitted(tmp_path)
    assert raised.value.__notes__ == [f"raised by plugin `acme` (acme 1.2) in `{name}`"]


def test_a_fit_that_no_plugin_listens_to_never_calls_a_hook() -> None:
    from training.core.trainer.observers.observer import Observer
    from training.core.trainer.observers.plugin_observer import PluginObserver

    observer = PluginObserver(get_plugin_manager())
    for event in ("on_fit_start", "on_step_end", "on_evaluation", "on_fit_end"):
        assert getattr(type(observer), event) is getattr(Observer, event)


def test_an_unknown_task_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="token-classification"):
        small(tmp_path, "task.name=token-clasification")
