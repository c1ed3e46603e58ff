"""`python -m tests.promises.crash --seconds 600`: a long storm over all kinds of training."""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from time import monotonic

from tests.promises.crash.kinds import KINDS, Kind
from tests.promises.crash.storm import Storm, Tally


def main() -> int:
    """Storm until the time is over, print the tally, and fail if any run differed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120.0, help="how long (default 120)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the kills (default 0)")
    parser.add_argument("--workers", type=int, help="loader workers of every kind")
    arguments = parser.parse_args()
    kinds = [_with_workers(kind, arguments.workers) for kind in KINDS]
    share = arguments.seconds / len(kinds)
    tallies = [_storm(kind, share, arguments.seed) for kind in kinds]
    kills, stops, workers, resumes, refused, identical = (
        sum(getattr(tally, name) for tally in tallies)
        for name in ("kills", "stops", "workers", "resumes", "refused", "identical")
    )
    different = [one for tally in tallies for one in tally.different]
    tell(
        f"all: {kills} kills, {stops} stops, {workers} loader workers killed, {resumes} resumes, "
        f"{refused} refused, {identical} identical, {len(different)} not"
    )
    for one in different:
        tell(f"  {one}")
    return 1 if different or refused else 0


def _with_workers(kind: Kind, workers: int | None) -> Kind:
    if workers is None:
        return kind
    return replace(kind, settings=(*kind.settings, f"data.workers={workers}"))


def _storm(kind: Kind, seconds: float, seed: int) -> Tally:
    until = monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder:
        storm = Storm(Path(folder), kind.settings, kind.ranks, seed)
        expected = storm.reference()
        started = monotonic()
        storm.compare(f"{kind.name} again", expected, storm.killed_at("again", []))
        length = monotonic() - started
        number = 1
        while number == 1 or monotonic() < until:
            number += 1
            name = f"run{number}"
            storm.compare(f"{kind.name} {name}", expected, storm.killed_at_random(name, 4, length))
    tally = storm.tally
    tell(
        f"{kind.name}: {tally.kills} kills, {tally.stops} stops, {tally.workers} loader workers "
        f"killed, {tally.resumes} resumes, {tally.refused} refused, "
        f"{tally.identical} of {number} identical"
    )
    return tally


def tell(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
