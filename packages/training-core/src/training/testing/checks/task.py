"""Check a task, with the task model that it builds."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.core.data.dataset import Dataset, Record
from training.core.tasks.task import Metric, Task
from training.errors import UserError
from training.testing.checks.provider import check_frozen, check_provider, default_options
from training.testing.harness.registration import Given
from training.testing.harness.scratch import scratch_folder
from training.testing.place import place_of
from training.testing.report import Findings

if TYPE_CHECKING:
    from training.testing.harness.fits import FitCase, FitResult

NAME = "kit-task"
PLACE = "kit-data.jsonl:17"
SPOILT: tuple[Any, ...] = (None, -1, math.nan, [], {"x": []}, [[]], "\x00")
"""Values that few keys of a record can have."""
ODD: tuple[Any, ...] = (None, 5, "a text", [], {}, {"": None}, True, b"bytes")
"""Values of records that no task can use."""
CLOSE = 1e-3
"""How far weights and numbers of two ranks, in 32 bits, may be from those of one process."""


def check_task(
    provider: Any,
    records: Dataset[Record] | Sequence[Record] | None = None,
    options: Mapping[str, Any] | None = None,
    settings: Sequence[str] = (),
) -> None:
    """Check a task and its task model: records, schema, fits that are killed, two ranks, export.

    Args:
        provider: Subclass of `training.core.tasks.Task`.
        records: At least eight labelled records. Without any, only what needs no data is checked.
        options: Values of its options; by default their defaults.
        settings: Further settings as ``key=value``, for example a smaller backbone:
            ``model.width=8``. The default backbone of the task must be installed.

    Raises:
        ConformanceError: It breaks a rule; all that were found are listed.
        ConfigError: `options` cannot be used.
    """
    findings = Findings(f"task {getattr(provider, '__name__', provider)}")
    if check_provider(findings, provider, Task):
        given = dict(options or {})
        made = default_options(provider, given)
        before = repr(made)
        _check_attributes(findings, provider)
        if records is not None:
            _check_with(findings, provider, made, _dataset(records), given, settings)
        check_frozen(findings, provider, before, made)
    findings.finish()


def _dataset(records: Dataset[Record] | Sequence[Record]) -> Dataset[Record]:
    if isinstance(records, Dataset):
        return records
    held_out = max(2, len(records) // 4)
    found = list(records)
    return Dataset(found[:-held_out] or found, found[-held_out:], found[-held_out:], "records")


def _check_attributes(findings: Findings, provider: Any) -> None:
    for name, kind in (("inputs", str), ("default_backbone", str), ("metric", Metric)):
        value = getattr(provider, name, None)
        findings.expect(
            isinstance(value, kind),
            "task-attributes",
            place_of(provider),
            f"`{name}` is {value!r}.",
        )
    metric = getattr(provider, "metric", None)
    if isinstance(metric, Metric):
        findings.expect(
            metric.mode in ("max", "min"),
            "task-attributes",
            place_of(provider, "metric"),
            f"the mode of the metric is {metric.mode!r}.",
        )


def _check_with(
    findings: Findings,
    provider: Any,
    made: Any,
    data: Dataset[Record],
    given: Mapping[str, Any],
    settings: Sequence[str],
) -> None:
    task = provider(made)
    samples = _parsed(findings, task, data)
    _check_odd_records(findings, task, data.train[0])
    if samples is None:
        return
    _check_strata(findings, task, samples)
    schema = _schema(findings, task, samples)
    if schema is not None and not findings:
        _check_fit(findings, provider, data, given, settings)


def _parsed(findings: Findings, task: Task, data: Dataset[Record]) -> list[Any] | None:
    with findings.guarded(place_of(task, "parse"), "`parse` of a good record"):
        return [task.parse(one) for one in data.train]
    return None


def _check_odd_records(findings: Findings, task: Task, good: Record) -> None:
    place = place_of(task, "parse")
    for values in [*ODD, *_spoilt(good.values)]:
        try:
            task.parse(Record(values, PLACE))
        except UserError as error:
            findings.expect(
                PLACE in str(error),
                "error-place",
                place,
                f"the error for {_shown(values)} does not name {PLACE}: {error}",
            )
        except Exception as error:
            findings.add(
                "own-errors", place, f"of {_shown(values)}: {type(error).__name__}: {error}"
            )


def _spoilt(values: Any) -> Iterator[Any]:
    """Yield a good record with one value missing, or of another kind."""
    if isinstance(values, Mapping):
        for name in values:
            yield {key: value for key, value in values.items() if key != name}
            for odd in SPOILT:
                yield {**values, name: odd}


def _shown(values: Any) -> str:
    text = repr(values)
    return text if len(text) < 80 else f"{text[:80]}…"


def _check_strata(findings: Findings, task: Task, samples: Sequence[Any]) -> None:
    place = place_of(task, "strata")
    with findings.guarded(place, "`strata` of a sample"):
        for sample in samples:
            found = task.strata(sample)
            right = isinstance(found, Collection) and not isinstance(found, str)
            findings.expect(
                right and all(isinstance(one, str) for one in found),
                "strata",
                place,
                f"it returned {found!r}.",
            )


def _schema(findings: Findings, task: Task, samples: list[Any]) -> dict[str, Any] | None:
    place = place_of(task, "fit_schema")
    with findings.guarded(place, "`fit_schema` of good samples"):
        first, second = task.fit_schema(samples), task.fit_schema(list(samples))
        try:
            plain = json.loads(json.dumps(first)) == first and first == second
        except (TypeError, ValueError):
            plain = False
        findings.expect(plain, "schema-plain", place, f"it returned {_shown(first)}.")
        return first if plain else None
    return None


def _check_fit(
    findings: Findings,
    provider: Any,
    data: Dataset[Record],
    given: Mapping[str, Any],
    settings: Sequence[str],
) -> None:
    from training.testing.checks.fit import check_fit

    case = _case(provider, data, given, settings)
    place = place_of(provider)
    with scratch_folder() as folder:
        is_random = True
        with findings.guarded(place_of(provider, "build"), "building the task model"):
            is_random = _check_task_model(findings, case, folder / "built")
        if findings:
            return
        whole = check_fit(findings, case, place, folder, in_ranks=False)
        if whole is not None and not findings:
            _check_reload(findings, case, whole, provider, folder / "reload")
            _check_ranks(findings, case, place, folder, is_random)


def _case(
    provider: Any, data: Dataset[Record], given: Mapping[str, Any], settings: Sequence[str]
) -> FitCase:
    """Return a fit of four steps on a number of records that two ranks divide evenly."""
    from training.testing.harness.fits import FIT, FitCase
    from training.testing.harness.settings import as_settings

    train = list(data.train)[: max(4, len(data.train) // 4 * 4)]
    kept = Dataset(train, list(data.validation), list(data.test), data.source)
    own = [*as_settings("task", given), f"training.batch_size={-(-len(train) // 2)}", *settings]
    return FitCase(
        settings=(*FIT, f"task.name={NAME}", *own),
        given=(Given("task", NAME, provider),),
        data=kept,
    )


def _check_task_model(findings: Findings, case: FitCase, folder: Path) -> bool:
    """Check the untrained task model; return whether it is random while it trains."""
    from training.core.io.torch import torch
    from training.core.tasks.build import build_task, build_task_model
    from training.testing.checks.task_model import find_in_task_model
    from training.testing.harness.fits import config_of, without_dropout
    from training.testing.harness.registration import registered

    with registered(case.given):
        config = config_of(case, folder)
        task = build_task(config)
        samples = [task.parse(one) for one in case.data.train]
        inputs = [task.inputs_of(one) for one in samples]
        task_model = build_task_model(config, task, task.fit_schema(samples), inputs)
    find_in_task_model(findings, task_model, samples)
    without_dropout(task_model.model)
    task_model.model.train()
    with torch.no_grad():
        batch = task_model.collate(
            [one for found in task_model.encode(samples[:4]) for one in found]
        )
        first, second = (task_model.model(batch.tensors) for _ in range(2))
    return not bool(torch.equal(first, second))


def _check_ranks(
    findings: Findings, case: FitCase, place: str, folder: Path, is_random: bool
) -> None:
    """Compare ranks with each other and, if nothing but dropout is random, with one process."""
    from training.testing.checks.fit import check_ranks
    from training.testing.harness.fits import Session, run_sessions

    plain = replace(case, without_chance=True).with_("training.learning_rate=0.001")
    half = plain.with_(f"training.batch_size={len(case.data.train) // 4}")
    alone = None
    if not is_random:
        outcome = run_sessions([Session(plain, folder / "plain")], folder / "output")[0]
        alone = outcome.value.exported if outcome.ended == "returned" else None
    check_ranks(findings, half, place, folder, alone, CLOSE)


def _check_reload(
    findings: Findings, case: FitCase, whole: FitResult, provider: Any, folder: Path
) -> None:
    from training.testing.harness.fits import evaluate_again
    from training.testing.harness.processes import call_each

    outcome = call_each(evaluate_again, [(case, whole.directory, folder)], folder)[0]
    place = place_of(provider, "build")
    if outcome.ended != "returned":
        findings.add("reload", place, f"loading it again: {outcome.error or outcome.ended}")
        return
    recorded = {name: one for name, one in whole.validation.items() if isinstance(one, float)}
    found = {name: outcome.value.get(name) for name in recorded}
    apart = [name for name, one in recorded.items() if not _is_close(one, found[name])]
    findings.expect(
        not apart,
        "evaluate-recorded",
        place,
        f"of the validation split, recorded {recorded}, and evaluated again {found}.",
    )
    metric = provider.metric.name
    findings.expect(
        metric in whole.validation,
        "metric-reported",
        place_of(provider, "metric"),
        f"`{metric}` is not among {', '.join(whole.validation)}.",
    )


def _is_close(first: float, second: Any) -> bool:
    if not isinstance(second, float):
        return False
    return math.isclose(first, second, rel_tol=CLOSE, abs_tol=CLOSE) or first != first
