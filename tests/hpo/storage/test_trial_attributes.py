from __future__ import annotations

from typing import Any

import pytest
from optuna.trial import create_trial

from training.hpo.storage.trial_attributes import DIRECTORY, noted_folder


def trial(noted: Any) -> Any:
    """Return trial 3 of a study that notes some folder."""
    made = create_trial(value=0.5, user_attrs={} if noted is None else {DIRECTORY: noted})
    made.number = 3
    return made


@pytest.mark.parametrize("noted", ["/sweep/trial-0003", "trial_3", "/old/trial_3_20260101-x"])
def test_the_folder_of_a_trial_is_found_wherever_it_is(noted: str) -> None:
    assert str(noted_folder(trial(noted))) == noted


@pytest.mark.parametrize(
    "noted", [None, "", "/", "..", "/home/me", "trial-0003/..", "trial-0004", 3]
)
def test_a_study_cannot_name_a_folder_that_is_not_one_of_the_trial(noted: Any) -> None:
    assert noted_folder(trial(noted)) is None
