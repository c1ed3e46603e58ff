"""The errors of sweeps that a user can mend."""

from __future__ import annotations

from training.errors import UserError


class HPOError(UserError):
    """A sweep, or what it left, cannot be used as it is."""


class TrialExecutionError(HPOError):
    """A trial cannot be carried out; the message names the trial and the fold."""


class DiskRefusedError(HPOError):
    """A disk that is full, read-only or faulty stops a sweep; it continues when that is mended."""


class SelectionError(HPOError):
    """No best trial can be selected from a study."""


class MLflowTrackingError(HPOError):
    """A sweep cannot be recorded in MLflow."""


class StudyLoadError(HPOError):
    """A stored study cannot be opened, or belongs to another sweep."""


class MetricsReadError(HPOError):
    """The metrics of a trial cannot be read."""
