from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest
import torch

from tests.promises.exactness.keys.effects import EFFECTS
from tests.promises.exactness.keys.observing import Observation, observe, overrides, write_data
from training.config import RunConfig, key_table
from training.config.layers.named_list import key_of
from training.core import resolve_run_config, train
from training.core.plugins import get_registry
from training.core.trainer.loop import Loop
from training.core.trainer.loop_setup import build_loop
from training.core.trainer.setup import TrainingSetup, prepare

EXTENDED = {
    "task": "task",
    "task.loss": "loss",
    "model": "backbone",
    "data": "reader",
    "training.optimizer": "optimizer",
    "training.schedule_options": "schedule",
}
NAMED_BY_PROVIDER = ("loss", "backbone", "optimizer", "schedule")
"""Kinds whose providers can have keys of the same name."""
SAME_CODE = ("text-classification", "pretrained")
"""Providers whose keys have tests of their own, beside their other tests."""

TESTS = Path(__file__).parents[3]
HERE = "promises/exactness/keys/test_every_key.py"
RANKS = "promises/exactness/ranks"
GROUP = "execution/process_group/test_group.py"
LAUNCH = "execution/launchers/test_launch.py"
ELSEWHERE = {
    "training.compile": (HERE, "test_a_compiled_model_is_called_instead"),
    "training.on_out_of_memory": (HERE, "test_memory_policy_reaches_the_loop"),
    "logging.level": (HERE, "test_level_decides_what_is_shown"),
    "distributed.strategy": (
        f"{RANKS}/test_two_ranks.py",
        "test_a_run_continues_with_another_strategy_and_exports_whole_weights",
    ),
    "distributed.backend": (
        LAUNCH,
        "test_a_missing_backend_is_reported_once_and_leaves_nothing_behind",
    ),
    "distributed.world_size": (
        GROUP,
        "test_another_number_of_processes_than_configured_is_refused",
    ),
    **dict.fromkeys(
        (
            "distributed.nodes",
            "distributed.node_rank",
            "distributed.rendezvous",
            "distributed.rendezvous_id",
        ),
        (LAUNCH, "test_two_nodes_survive_the_death_of_a_rank"),
    ),
    "distributed.rendezvous_timeout_seconds": (
        LAUNCH,
        "test_a_rendezvous_that_never_completes_times_out",
    ),
    "distributed.max_restarts": (
        f"{RANKS}/test_two_ranks.py",
        "test_a_rank_that_dies_too_often_ends_the_run_with_its_exit_code",
    ),
    "distributed.init_method": (
        GROUP,
        "test_processes_meet_where_the_configuration_says",
    ),
    "distributed.timeout_seconds": (
        GROUP,
        "test_waiting_for_others_in_vain_ends_with_the_key_to_change",
    ),
    "training.max_minutes": (
        "core/trainer/callbacks/test_build.py",
        "test_max_minutes_is_the_callback_of_that_time",
    ),
    "training.callbacks.time_budget.minutes": (
        "core/trainer/callbacks/test_time_budget.py",
        "test_it_ends_when_the_time_is_over",
    ),
    **dict.fromkeys(
        ("training.callbacks.walltime.end", "training.callbacks.walltime.margin_minutes"),
        (
            "core/trainer/callbacks/test_walltime.py",
            "test_it_ends_like_after_sigterm_and_continues_exactly",
        ),
    ),
    **dict.fromkeys(
        ("training.callbacks.neftune.module", "training.callbacks.neftune.alpha"),
        (
            "core/trainer/callbacks/test_neftune.py",
            "test_noise_is_uniform_and_of_the_size_of_the_paper",
        ),
    ),
    "distributed.launcher": (
        "execution/launchers/ray/test_launcher.py",
        "test_two_workers_train_like_two_processes_also_when_one_is_killed_and_started_again",
    ),
}
"""Keys whose effect needs more than one process, or is no number: file and name of the test."""


class Observer:
    """Trains each configuration once, however many tests look at it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = write_data(folder / "data")
        self._known: dict[str, Observation] = {}
        self._model: Path | None = None

    def look(self, values: Mapping[str, Any]) -> Observation:
        """Return what comes of a configuration."""
        name = json.dumps(values, sort_keys=True)
        if name not in self._known:
            self._known[name] = self.fresh(values)
        return self._known[name]

    def fresh(self, values: Mapping[str, Any]) -> Observation:
        """Train a configuration in an empty folder."""
        number = len(list(self._folder.glob("try-*")))
        folder = self._folder / f"try-{number}"
        folder.mkdir()
        return observe(folder, self._data, self._placed(values))

    def overrides(self, folder: Path, values: Mapping[str, Any] | None = None) -> list[str]:
        """Return a configuration as `key=value` texts."""
        return overrides(folder, self._data, self._placed(values or {}))

    def model(self) -> Path:
        """Return the folder of an exported model."""
        if self._model is None:
            given = self.overrides(self._folder / "first", {"seed": 1})
            config = resolve_run_config(overrides=given, environ={}).config
            self._model = train(config).run.checkpoint
        return self._model

    def _placed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        places = {"ALONE": self._data / "alone.jsonl", "OTHER": self._folder / "other"}
        if "MODEL" in values.values():
            places["MODEL"] = self.model()
        return {
            key: places.get(value, value) if isinstance(value, str) else value
            for key, value in values.items()
        }


@pytest.fixture(scope="module")
def observer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Observer]:
    threads = torch.get_num_threads()
    yield Observer(tmp_path_factory.mktemp("keys"))
    torch.set_num_threads(threads)


def all_keys() -> set[str]:
    """Return the keys of every section, and of the built-in providers that add keys."""
    rows = key_table(RunConfig)
    keys = {row.key for row in rows}
    for section, kind in EXTENDED.items():
        known = {row.key.rpartition(".")[2] for row in rows if row.key.startswith(f"{section}.")}
        for offer in get_registry(kind):
            provider: Any = offer.provider.load()
            if offer.source.built_in and offer.provider.name not in SAME_CODE:
                suffix = f" {offer.provider.name}" if kind in NAMED_BY_PROVIDER else ""
                names = {row.key for row in key_table(provider.options)}
                keys |= {f"{section}.{name}{suffix}" for name in names - known}
    return keys | keys_of("callback", "training.callbacks") | keys_of("metric", "task.metrics")


def keys_of(kind: str, section: str) -> set[str]:
    """Return the options of the built-in providers of a list, each below the provider's name."""
    offers = [offer.provider for offer in get_registry(kind) if offer.source.built_in]
    kinds = [(key_of(one.name), cast("Any", one.load())) for one in offers]
    return {
        f"{section}.{key}.{name}" for key, found in kinds for name in found.options.model_fields
    }


def test_every_key_has_an_effect_that_is_tested() -> None:
    tested = set(EFFECTS) | set(ELSEWHERE)
    assert all_keys() - tested == set(), "add the key to EFFECTS: what changes when it is set?"
    assert tested - all_keys() == set(), "these keys do not exist any more"
    for file, test in ELSEWHERE.values():
        assert f"def {test}(" in (TESTS / file).read_text(), f"{file} has no {test}"


@pytest.mark.parametrize("key", EFFECTS)
def test_key_does_what_it_says_or_is_refused(key: str, observer: Observer) -> None:
    effect = EFFECTS[key]
    before = observer.look(effect.shared)
    after = observer.look({**effect.shared, **effect.values})
    assert before.get(effect.seen) != after.get(effect.seen), after.get("refused", "no difference")


def test_nothing_differs_when_no_key_does(observer: Observer) -> None:
    first, second = observer.look({}), observer.fresh({})
    assert {key: one for key, one in first.items() if second[key] != one} == {
        "place": first["place"]
    }


@pytest.fixture
def prepared(observer: Observer, tmp_path: Path) -> TrainingSetup:
    return prepare(resolve_run_config(overrides=observer.overrides(tmp_path), environ={}).config)


def test_a_compiled_model_is_called_instead(prepared: TrainingSetup) -> None:
    plain, compiled = (loop_of(prepared, compile=wanted) for wanted in (False, True))
    assert plain.forward is prepared.task_model.model
    assert isinstance(compiled.forward, torch._dynamo.eval_frame.OptimizedModule)


def test_memory_policy_reaches_the_loop(prepared: TrainingSetup) -> None:
    stop, split = (loop_of(prepared, on_out_of_memory=policy) for policy in ("stop", "split"))
    assert stop.split is None
    assert split.split == prepared.stream.collate


def loop_of(prepared: TrainingSetup, **settings: Any) -> Loop:
    """Return the loop of a fit with these settings of `training`."""
    return build_loop(
        prepared.task_model,
        prepared.config.training.model_copy(update=settings),
        10,
        prepared.device,
        prepared.stream.collate,
    )


def test_level_decides_what_is_shown(
    observer: Observer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from training.cli.app import main

    shown = {}
    for level in ("error", "info"):
        given = observer.overrides(tmp_path / level, {"data.path": "ALONE", "logging.level": level})
        assert main(["train", *(part for one in given for part in ("--set", one))]) == 0
        shown[level] = "held out" in capsys.readouterr().err
    assert shown == {"error": False, "info": True}
