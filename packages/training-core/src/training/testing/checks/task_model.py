"""Check a task model: how it encodes, batches, loses, predicts and scores."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from training.testing.place import place_of
from training.testing.report import Findings

if TYPE_CHECKING:
    from training.core.tasks.task_model import Batch, Example, TaskModel

CLOSE = 1e-3
"""How far numbers in 32 bits may be apart, beside their size, because they are summed in another
order."""
MOST = 12
"""Samples that are looked at."""


def check_task_model(task_model: Any, samples: Sequence[Any]) -> None:
    """Check a task model on samples, on the processor.

    Args:
        task_model: An untrained or trained `training.core.tasks.task_model.TaskModel`.
        samples: At least two labelled samples, as `Task.parse` returns them.

    Raises:
        ConformanceError: It breaks a rule; all that were found are listed.
    """
    findings = Findings(f"task model {type(task_model).__name__}")
    find_in_task_model(findings, task_model, samples)
    findings.finish()


def find_in_task_model(findings: Findings, task_model: TaskModel, samples: Sequence[Any]) -> None:
    """Note what a task model breaks."""
    chosen = list(samples[:MOST])
    examples = _encoded(findings, task_model, chosen)
    if examples is None:
        return
    _check_length(findings, task_model, examples)
    _check_augment(findings, task_model, examples)
    batch = _collated(findings, task_model, examples)
    if batch is None:
        return
    task_model.model.eval()
    _check_loss(findings, task_model, examples, batch)
    if not findings:
        _check_predictions(findings, task_model, examples)
    if not findings:
        _check_scorer(findings, task_model, chosen)
        _check_present(findings, task_model, chosen)


def _encoded(
    findings: Findings, task_model: TaskModel, samples: Sequence[Any]
) -> list[Example] | None:
    place = place_of(task_model, "encode")
    with findings.guarded(place, "`encode` of good samples"):
        first, second = task_model.encode(samples), task_model.encode(samples)
        problem = _problem_of(first, len(samples))
        if problem:
            findings.add("encode-examples", place, problem)
            return None
        examples = [example for windows in first for example in windows]
        again = [example for windows in second for example in windows]
        same = len(examples) == len(again) and all(map(_equal, examples, again))
        findings.expect(
            same, "encode-examples", place, "encoded again, the same samples give other arrays."
        )
        return examples
    return None


def _problem_of(encoded: Any, samples: int) -> str:
    """Return in words what is wrong with the shape of encoded samples."""
    if not isinstance(encoded, list) or len(encoded) != samples:
        return f"of {samples} samples it returned {_words(encoded)}."
    if any(not isinstance(one, list) or not one for one in encoded):
        return "it returned no list of examples for a sample."
    names = set()
    for example in (example for windows in encoded for example in windows):
        if not isinstance(example, Mapping):
            return f"an example is {_words(example)}, which is no mapping."
        wrong = [name for name, one in example.items() if not _is_numeric(one)]
        if wrong:
            return f"`{wrong[0]}` is {_words(example[wrong[0]])}, which is no array of numbers."
        names.add(tuple(sorted(example)))
    return "" if len(names) == 1 else f"examples have different names: {sorted(names)[:2]}."


def _is_numeric(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind in "biuf"


def _words(value: Any) -> str:
    size = f" of {len(value)}" if hasattr(value, "__len__") else ""
    return f"{type(value).__name__}{size}"


def _equal(first: Example, second: Example) -> bool:
    return first.keys() == second.keys() and all(
        np.array_equal(one, second[name]) for name, one in first.items()
    )


def _check_length(findings: Findings, task_model: TaskModel, examples: Sequence[Example]) -> None:
    place = place_of(task_model, "length")
    with findings.guarded(place, "`length` of an example"):
        for example in examples:
            found = task_model.length(example)
            whole = isinstance(found, (int, np.integer)) and not isinstance(found, bool)
            findings.expect(bool(whole and found >= 1), "length", place, f"it returned {found!r}.")


def _check_augment(findings: Findings, task_model: TaskModel, examples: Sequence[Example]) -> None:
    place = place_of(task_model, "augment")
    with findings.guarded(place, "`augment` of an example"):
        for seed, example in enumerate(examples):
            before = copy.deepcopy(dict(example))
            first = task_model.augment(example, np.random.default_rng(seed))
            if not findings.expect(
                _equal(before, example), "augment-pure", place, "it changed the example in place."
            ):
                return
            second = task_model.augment(example, np.random.default_rng(seed))
            findings.expect(
                _equal(first, second),
                "augment-pure",
                place,
                "with generators of the same seed it returned different examples.",
            )


def _collated(
    findings: Findings, task_model: TaskModel, examples: Sequence[Example]
) -> Batch | None:
    place = place_of(task_model, "collate")
    with findings.guarded(place, "`collate` of all examples"):
        batch = task_model.collate(examples)
        wrong = [
            f"`{name}` has the shape {list(one.shape)}"
            for name, one in batch.tensors.items()
            if not one.ndim or len(one) != len(examples)
        ]
        if batch.samples != len(examples):
            wrong.append(f"`samples` is {batch.samples}")
        if batch.tokens < 0:
            wrong.append(f"`tokens` is {batch.tokens}")
        counts = f"of {len(examples)} examples: {', '.join(wrong)}."
        return batch if findings.expect(not wrong, "collate-counts", place, counts) else None
    return None


def _check_loss(
    findings: Findings, task_model: TaskModel, examples: Sequence[Example], batch: Batch
) -> None:
    from training.core.io.torch import torch

    place = place_of(task_model, "loss")
    with findings.guarded(place, "the loss of a batch"):
        loss = task_model.loss(task_model.model(batch.tensors), batch)
        is_scalar = isinstance(loss, torch.Tensor) and loss.ndim == 0
        if not findings.expect(
            bool(is_scalar and torch.isfinite(loss) and loss.requires_grad),
            "loss-scalar",
            place,
            f"it is {loss!r}.",
        ):
            return
        parts = [examples[: len(examples) // 2], examples[len(examples) // 2 :]]
        total, tokens = 0.0, 0
        for part in filter(None, parts):
            one = task_model.collate(part)
            value = task_model.loss(task_model.model(one.tensors), one)
            total, tokens = total + float(value.detach()) * one.tokens, tokens + one.tokens
        mean, whole = total / max(1, tokens), float(loss.detach())
        findings.expect(
            abs(mean - whole) <= CLOSE * max(1.0, abs(whole)),
            "loss-mean",
            place,
            f"the loss of a batch is {whole:.6g}, and that of its halves {mean:.6g} on average.",
        )


def _check_predictions(
    findings: Findings, task_model: TaskModel, examples: Sequence[Example]
) -> None:
    place = place_of(task_model, "predictions")
    with findings.guarded(place, "the predictions of a batch"):
        together = _predicted(task_model, examples)
        problem = ""
        if not isinstance(together, list) or len(together) != len(examples):
            problem = f"of {len(examples)} examples it returned {_words(together)}."
        elif not all(isinstance(one, (np.ndarray, np.generic)) for one in together):
            problem = f"a prediction is {_words(together[0])}, which is no array."
        if not findings.expect(not problem, "predictions", place, problem):
            return
        alone = [_predicted(task_model, [one])[0] for one in examples]
        differing = [
            n for n, (one, other) in enumerate(zip(together, alone)) if not _close(one, other)
        ]
        findings.expect(
            not differing,
            "padding",
            place,
            f"{len(differing)} of {len(examples)} examples are predicted otherwise alone.",
        )


def _predicted(task_model: TaskModel, examples: Sequence[Example]) -> list[np.ndarray]:
    from training.core.io.torch import torch

    with torch.no_grad():
        batch = task_model.collate(examples)
        return task_model.predictions(task_model.model(batch.tensors), batch)


def _close(first: Any, second: Any) -> bool:
    one, other = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=CLOSE, atol=CLOSE))


def _judged(
    task_model: TaskModel, samples: Sequence[Any]
) -> tuple[list[Example], list[np.ndarray]]:
    """Return one example and one prediction for each sample."""
    examples, predictions = [], []
    for windows in task_model.encode(samples):
        example, prediction = task_model.join(windows, _predicted(task_model, windows))
        examples.append(example)
        predictions.append(prediction)
    return examples, predictions


def _check_scorer(findings: Findings, task_model: TaskModel, samples: Sequence[Any]) -> None:
    place = place_of(task_model, "scorer")
    with findings.guarded(place, "scoring samples"):
        examples, predictions = _judged(task_model, samples)
        whole = task_model.scorer()
        whole.add(examples, predictions)
        metrics = whole.metrics()
        findings.expect(
            _is_numbers(metrics),
            "metric-reported",
            place_of(whole, "metrics"),
            f"it returned {metrics!r}."[:300],
        )
        if hasattr(whole, "merge") and hasattr(whole, "state"):
            _check_merge(findings, task_model, (examples, predictions), metrics)


def _check_merge(
    findings: Findings,
    task_model: TaskModel,
    judged: tuple[list[Example], list[np.ndarray]],
    metrics: Mapping[str, Any],
) -> None:
    examples, predictions = judged
    first, second = (task_model.scorer() for _ in range(2))
    first.add(examples[::2], predictions[::2])
    second.add(examples[1::2], predictions[1::2])
    first.merge(second.state())  # type: ignore[attr-defined]
    findings.expect(
        _same_numbers(metrics, first.metrics()),
        "scorer-merge",
        place_of(first, "merge"),
        f"merged, it reports {first.metrics()!r}, and else {metrics!r}."[:300],
    )


def _same_numbers(first: Any, second: Any) -> bool:
    if isinstance(first, Mapping):
        return first.keys() == second.keys() and all(
            _same_numbers(one, second[name]) for name, one in first.items()
        )
    if isinstance(first, float) and isinstance(second, float):
        return bool(np.isclose(first, second, rtol=1e-9, atol=1e-12, equal_nan=True))
    return bool(first == second)


def _is_numbers(metrics: Any) -> bool:
    if isinstance(metrics, Mapping):
        return all(isinstance(name, str) and _is_numbers(one) for name, one in metrics.items())
    return metrics is None or isinstance(metrics, (int, float, str, list))


def _check_present(findings: Findings, task_model: TaskModel, samples: Sequence[Any]) -> None:
    place = place_of(task_model, "present")
    with findings.guarded(place, "presenting a prediction"):
        for sample, example, prediction in zip(samples, *_judged(task_model, samples)):
            shown = task_model.present(sample, example, prediction)
            try:
                json.dumps(shown)
                plain = isinstance(shown, dict)
            except (TypeError, ValueError):
                plain = False
            findings.expect(plain, "present-plain", place, f"it returned {shown!r}."[:300])
