"""The report on a sample: a line for each mutant, the survivors with their lines, the share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tools.mutants.trial import Trial, Verdict


def trial_lines(trial: Trial) -> Iterator[str]:
    """Yield the line of a trial, and for a survivor the source line before and after."""
    yield f"{trial.verdict:<10} {trial.mutant}{f' ({trial.note})' if trial.note else ''}"
    if trial.verdict is Verdict.SURVIVED:
        yield f"    - {trial.mutant.before}"
        yield f"    + {trial.mutant.after}"


def killed_share(trials: Sequence[Trial]) -> float:
    """Return the percentage of the mutants not declared equivalent that a test noticed.

    One that ran into its time limit counts as noticed. Without any the share is 100.
    """
    counts = Counter(trial.verdict for trial in trials)
    noticed = counts[Verdict.KILLED] + counts[Verdict.TIMEOUT]
    judged = noticed + counts[Verdict.SURVIVED]
    return 100 * noticed / judged if judged else 100.0


def summary_lines(trials: Sequence[Trial]) -> Iterator[str]:
    """Yield the survivors once more, and the figures."""
    for trial in trials:
        if trial.verdict is Verdict.SURVIVED:
            yield from trial_lines(trial)
    counts = Counter(trial.verdict for trial in trials)
    figures = ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict)
    yield f"{len(trials)} mutants: {figures}"
    yield f"killed or timed out: {killed_share(trials):.1f} % of those not equivalent"
