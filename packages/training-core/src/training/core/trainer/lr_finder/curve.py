"""The loss over a rising learning rate, and the rates that it suggests."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.errors import RunError

LEAST_POINTS = 10
"""Points below which a curve says nothing."""
SHARE_OF_WINDOW = 20
"""The smoothing looks about this share of the steps to either side."""
LEAST_FALL = 0.01
"""Share of the first loss by which the loss must fall somewhere."""
CLEAR = 1.5
"""How often the noise from batch to batch has to fit into the fall."""


@dataclass(frozen=True)
class RatePoint:
    """The loss after a step with a rate.

    Attributes:
        rate: Learning rate of the step.
        loss: Loss of the next batch.
        smoothed: Smoothed loss.
    """

    rate: float
    loss: float
    smoothed: float


@dataclass(frozen=True)
class RateCurve:
    """A search for a learning rate.

    Attributes:
        points: By rising rate.
        diverged: Whether the search ended because the loss grew far above its start or was no
            longer a number.
        epochs: How often the training split was begun.
        steepest: Rate at which the loss falls fastest.
        valley: Rate two thirds down the longest descent, as fastai's `valley` does.
        minimum_tenth: A tenth of the rate at which the loss is lowest.
    """

    points: tuple[RatePoint, ...]
    diverged: bool
    epochs: int
    steepest: float
    valley: float
    minimum_tenth: float

    @property
    def suggestion(self) -> float:
        """The proposed rate: that of the steepest descent, to two digits."""
        return two_digits(self.steepest)


def two_digits(rate: float) -> float:
    """Return a rate rounded to two significant digits."""
    return float(f"{rate:.1e}")


def curve_of(
    rates: Sequence[float], losses: Sequence[float], steps: int, diverged: bool, epochs: int
) -> RateCurve:
    """Return the curve of the losses that followed steps with some rates.

    Args:
        rates: Rising.
        losses: Finite, one for each rate.
        steps: Steps that were planned over the whole range of rates.
        diverged: Whether fewer were made because the loss grew.
        epochs: How often the training split was begun.

    Raises:
        RunError: There are too few points, or the loss falls nowhere.
    """
    if len(rates) < LEAST_POINTS:
        raise RunError(
            f"the loss grew beyond bounds after {len(rates)} steps, at a rate of "
            f"{rates[-1] if rates else 0:.1e}, and {LEAST_POINTS} are needed for a proposal. "
            "Begin at a lower rate (--min), or make more steps (--steps)."
        )
    logs = np.log10(np.asarray(rates))
    values = np.asarray(losses, dtype=np.float64)
    smooth = _smoothed(np.minimum(values, _ceiling(values)), steps)
    lowest = int(smooth.argmin())
    _require_descent(values, smooth, lowest, rates)
    slopes = np.gradient(smooth[: lowest + 1], logs[: lowest + 1])
    points = zip(map(float, rates), map(float, losses), smooth.tolist(), strict=True)
    return RateCurve(
        points=tuple(RatePoint(*point) for point in points),
        diverged=diverged,
        epochs=epochs,
        steepest=float(rates[int(slopes.argmin())]),
        valley=float(rates[_valley(smooth[: lowest + 1])]),
        minimum_tenth=float(rates[lowest]) / 10,
    )


def has_grown(average: float, lowest: float, first: float) -> bool:
    """Return whether an averaged loss has left its lowest value far behind.

    Relative to the first loss, unlike a multiple of the lowest, it holds for losses that are close
    to zero or negative.
    """
    return not math.isfinite(average) or average > lowest + max(abs(first), abs(lowest))


def _ceiling(values: np.ndarray) -> float:
    """Return the largest loss before learning begins; higher ones are divergence."""
    return float(values[: max(3, len(values) // 3)].max())


def _smoothed(values: np.ndarray, steps: int) -> np.ndarray:
    """Average over steps before and after: an average over those before alone lags behind."""
    share = 1.0 - SHARE_OF_WINDOW / (steps + SHARE_OF_WINDOW)
    forward, backward = _averaged(values, share), _averaged(values[::-1], share)[::-1]
    both: np.ndarray = (forward + backward) / 2
    return both


def _averaged(values: np.ndarray, share: float) -> np.ndarray:
    """Return exponential averages without a bias towards zero at the start."""
    average, weight, found = 0.0, 0.0, []
    for value in values.tolist():
        average = share * average + (1.0 - share) * value
        weight = share * weight + (1.0 - share)
        found.append(average / weight)
    return np.asarray(found)


def _require_descent(
    values: np.ndarray, smooth: np.ndarray, lowest: int, rates: Sequence[float]
) -> None:
    fall = float(smooth[: lowest + 1].max() - smooth[lowest])
    quiet = max(3, len(values) // 3)
    noise = float(np.std(values[:quiet] - smooth[:quiet]))
    if lowest < 2 or fall < max(CLEAR * noise, LEAST_FALL * abs(float(smooth[0]))):
        raise RunError(
            f"the loss does not fall clearly at any rate from {rates[0]:.1e} to {rates[-1]:.1e} "
            f"(it falls by {fall:.2g}, and differs by {noise:.2g} from batch to batch), so no rate "
            "can be proposed. Make more steps (--steps), use larger batches, or search another "
            "range (--min, --max)."
        )


def _valley(smooth: np.ndarray) -> int:
    """Return the position two thirds down the longest run of ever lower losses.

    Source: fastai, `fastai/callback/schedule.py`, `valley`.
    """
    lengths = np.ones(len(smooth), dtype=int)
    for index in range(1, len(smooth)):
        lower = lengths[:index][smooth[:index] > smooth[index]]
        lengths[index] = 1 + (lower.max() if len(lower) else 0)
    end = int(lengths.argmax())
    start = end - int(lengths[end]) + 1
    return start + (end - start) * 2 // 3
