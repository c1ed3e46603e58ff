"""Progress of a sweep, read from its study."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.core.runs.directory import open_run
from training.hpo.storage import trial_attributes
from training.hpo.storage.address import storage_address
from training.hpo.storage.leases import Lease
from training.hpo.storage.open import open_stored
from training.hpo.storage.owner import shown_owner
from training.hpo.storage.trial_attributes import loss_among, rank

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

STATES = ("complete", "pruned", "failed", "running", "interrupted")
_OPTUNA_STATES = {"COMPLETE": "complete", "PRUNED": "pruned", "FAIL": "failed"}


@dataclass(frozen=True)
class TrialStatus:
    """How far a trial is.

    Attributes:
        number: Its number.
        state: One of `STATES`.
        value: Its objective, when it is complete.
        fold_values: Objective of each fold so far.
        params: Its parameters.
        where: What its process last said, while it runs.
        owner: Who runs it.
        reason: Why it was pruned or failed.
        loss: Mean validation loss of its folds, where it is recorded.
    """

    number: int
    state: str
    value: float | None
    fold_values: Sequence[float | None]
    params: Mapping[str, Any]
    where: str = ""
    owner: str = ""
    reason: str = ""
    loss: float | None = None


@dataclass(frozen=True)
class SweepState:
    """How far a sweep is.

    Attributes:
        directory: Its folder.
        name: Name of its study.
        metric: The objective.
        direction: ``maximize`` or ``minimize``.
        wanted: Trials there will be in all; a resumed sweep can have been given more.
        trials: Those there are.
    """

    directory: Path
    name: str
    metric: str
    direction: str
    wanted: int
    trials: Sequence[TrialStatus]

    @property
    def counts(self) -> dict[str, int]:
        """Number of trials in each state, and of those not begun."""
        found = Counter(trial.state for trial in self.trials)
        return {
            **{state: found[state] for state in STATES},
            "not begun": max(0, self.wanted - len(self.trials)),
        }

    @property
    def best(self) -> TrialStatus | None:
        """The trial with the best objective."""
        complete = [trial for trial in self.trials if trial.value is not None]
        is_maximised = self.direction == "maximize"
        return min(
            complete,
            key=lambda one: rank(one.value or 0.0, one.loss, one.number, is_maximised),
            default=None,
        )

    def as_values(self) -> dict[str, Any]:
        """Return it as JSON values."""
        best = self.best
        return {
            "directory": str(self.directory),
            "study": self.name,
            "metric": self.metric,
            "direction": self.direction,
            "wanted": self.wanted,
            "counts": self.counts,
            "best_trial": None if best is None else best.number,
            "best_value": None if best is None else best.value,
            "trials": [asdict(trial) for trial in self.trials],
        }


def read_status(directory: Path, storage: str | None = None) -> SweepState:
    """Return how far a sweep is.

    Args:
        directory: Its folder.
        storage: Where its study is kept; by default as its settings say.

    Raises:
        RunError: It is no folder of a sweep.
        StudyLoadError: The storage does not answer.
    """
    from training.hpo.sweep.directory import settings_of

    config = settings_of(directory, {"storage": storage}).config
    opened = open_stored(config.name, storage_address(config.storage, directory))
    leases = {lease.number: lease for lease in opened.leases.all()}
    record = open_run(str(directory)).record
    trials = opened.study.get_trials(deepcopy=False)
    return SweepState(
        directory=directory,
        name=config.name,
        metric=str(record.get("metric", "")),
        direction=opened.study.direction.name.lower(),
        wanted=max(config.trials, len(trials)),
        trials=[_status(trial, leases.get(trial.number)) for trial in trials],
    )


def _status(trial: FrozenTrial, lease: Lease | None) -> TrialStatus:
    state = _OPTUNA_STATES.get(trial.state.name)
    is_running = state is None and lease is not None and not lease.is_free
    return TrialStatus(
        number=trial.number,
        state=state or ("running" if is_running else "interrupted"),
        value=trial.value if state == "complete" else None,
        fold_values=_fold_values(trial),
        params=trial.params,
        where=lease.progress if lease is not None and is_running else "",
        owner=shown_owner(lease.owner) if lease is not None and is_running else "",
        reason=str(trial.user_attrs.get(trial_attributes.REASON, "")),
        loss=loss_among(trial.user_attrs.get(trial_attributes.METRICS)),
    )


def _fold_values(trial: FrozenTrial) -> list[float | None]:
    noted = trial.user_attrs
    if trial_attributes.CV_FOLD_METRICS in noted:
        return list(noted[trial_attributes.CV_FOLD_METRICS])
    prefix = trial_attributes.FOLD.format("")
    folds = [(int(key[len(prefix) :]), one) for key, one in noted.items() if key.startswith(prefix)]
    return [one.get("value") for _, one in sorted(folds, key=lambda pair: pair[0])]
