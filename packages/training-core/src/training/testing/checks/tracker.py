"""Check a tracker."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from training.core.trackers import Tracker
from training.errors import UserError
from training.testing.checks.fit import check_secrets
from training.testing.checks.provider import check_provider, default_options
from training.testing.harness.comparison import difference
from training.testing.harness.fits import (
    FitCase,
    FitResult,
    Session,
    config_of,
    run_sessions,
    sessions_with_kills,
)
from training.testing.harness.processes import Outcome
from training.testing.harness.registration import Given, registered
from training.testing.harness.scratch import scratch_folder
from training.testing.harness.settings import as_settings
from training.testing.place import place_of
from training.testing.report import Findings

NAME = "kit-tracker"
OURS = ("run.json", "config.yaml", "metrics.jsonl", "checkpoint", "checkpoints", "split.json")
"""Entries of a run directory that the framework writes."""
VALUES: Mapping[str, Any] = {
    "loss": 0.5,
    "nothing": math.nan,
    "infinite": math.inf,
    "count": 3,
    "table": {"PERSON": {"f1": 0.25, "support": 2}, "ORG": {"f1": None}},
    "text": "größe\n\x1b[31m",
}


def check_tracker(provider: Any, options: Mapping[str, Any] | None = None) -> None:
    """Check a tracker: definition, values of all kinds, and that a fit stays the same.

    Args:
        provider: Subclass of `training.core.trackers.Tracker`.
        options: Values of its options; by default their defaults.

    Raises:
        ConformanceError: It breaks a rule; all that were found are listed.
        MissingExtraError: A package that it needs is not installed.
        ConfigError: `options` cannot be used.
    """
    findings = Findings(f"tracker {getattr(provider, '__name__', provider)}")
    if check_provider(findings, provider, Tracker):
        given = dict(options or {})
        default_options(provider, given)
        _require(findings, provider)
        if not findings:
            _check_values(findings, _case(provider, given), provider)
            _check_fit(findings, _case(provider, given), provider)
    findings.finish()


def _case(provider: Any, given: Mapping[str, Any]) -> FitCase:
    return FitCase().with_(
        f"logging.trackers=[jsonl,{NAME}]",
        *as_settings(f"logging.{NAME.replace('-', '_')}", given),
        given=[Given("tracker", NAME, provider)],
    )


def _require(findings: Findings, provider: Any) -> None:
    try:
        provider.require()
    except UserError:
        raise
    except Exception as error:
        place = place_of(provider, "require")
        findings.add("own-errors", place, f"`require` raised {type(error).__name__}: {error}")


def _check_values(findings: Findings, case: FitCase, provider: Any) -> None:
    """Log values of all kinds to a tracker that is in no run."""
    place = place_of(provider, "log")
    if "destination" in dir(provider):
        return
    with scratch_folder() as folder, registered(case.given):
        config = config_of(case, folder)
        before = repr(config)
        values = copy.deepcopy(dict(VALUES))
        try:
            tracker = provider(folder, config)
            tracker.start()
            tracker.log("validation", 1, 1, values)
            tracker.finish("completed")
        except Exception as error:
            findings.add("tracker-values", place, f"{type(error).__name__}: {error}")
        findings.expect(
            repr(values) == repr(dict(VALUES)) and repr(config) == before,
            "observer-changes",
            place,
            "it changed the metrics or the configuration that it was given.",
        )


def _check_fit(findings: Findings, case: FitCase, provider: Any) -> None:
    place = place_of(provider)
    with scratch_folder() as folder:
        sessions = [
            Session(FitCase(), folder / "without"),
            Session(case, folder / "whole", watched=provider),
            Session(case, folder / "again"),
            *sessions_with_kills(case, folder / "killed"),
        ]
        outcomes = run_sessions(sessions, folder / "output")
        failed = [one for one in outcomes if one.ended in ("raised", "blocked")]
        if failed:
            rule = "blocks" if failed[0].ended == "blocked" else "works"
            findings.add(rule, place, f"in a fit: {failed[0].error or failed[0].ended}")
            return
        check_secrets(findings, folder / "whole", outcomes[0].output, place)
        without, whole, again, resumed = (outcomes[number].value for number in (0, 1, 2, -1))
        _compare(findings, without, whole, place)
        _check_warnings(findings, outcomes[1], provider)
        _check_resumed(findings, (whole, again, resumed), place)


def _compare(findings: Findings, without: FitResult, whole: FitResult, place: str) -> None:
    differs = difference(without, whole)
    findings.expect(not differs, "observer-changes", place, f"with and without it, {differs}.")


def _check_warnings(findings: Findings, outcome: Outcome, provider: Any) -> None:
    """Find what it raised in a fit, which is shown as a warning."""
    lines = [one for one in outcome.output.splitlines() if NAME in one]
    findings.expect(
        not lines, "works", place_of(provider, "log"), f"in a fit: {' '.join(lines[:1])}"
    )


def _check_resumed(
    findings: Findings, results: tuple[FitResult, FitResult, FitResult], place: str
) -> None:
    """Compare the files that are equal in undisturbed runs with those of a killed one."""
    whole, again, resumed = (_files(one.directory) for one in results)
    for name in sorted(set(whole) & set(again)):
        if whole[name] == again[name]:
            findings.expect(
                resumed.get(name) == whole[name],
                "tracker-resume",
                place,
                f"`{name}` of a run that was killed and resumed differs from that of one that "
                "was not.",
            )


def _files(directory: Path) -> dict[str, str]:
    """Return a digest of each file that the framework has not written itself."""
    found = (file for file in directory.rglob("*") if file.is_file())
    names = {file.relative_to(directory): file for file in found}
    return {
        name.as_posix(): sha256(file.read_bytes()).hexdigest()
        for name, file in names.items()
        if name.parts[0] not in OURS and not name.name.startswith(".")
    }
