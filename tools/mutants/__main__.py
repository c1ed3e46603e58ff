"""Try a seeded sample of mutants: `python -m tools.mutants --seed 1 --count 60 core/trainer`.

Exits with 1 when fewer than `--floor` percent of the mutants that are not equivalent are noticed.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.mutants.equivalents import read_equivalents
from tools.mutants.forked import prepare
from tools.mutants.mutant import Mutant
from tools.mutants.report import killed_share, summary_lines, trial_lines
from tools.mutants.sample import all_mutants, modules_below, sample
from tools.mutants.scratch import scratch_copy, source_folders
from tools.mutants.test_map import TestMap
from tools.mutants.trial import Trial, try_mutant

ROOT = Path(__file__).resolve().parents[2]
KEPT = Path("build/mutants")
"""Folder of the records of test files, below the root."""


def main(arguments: Sequence[str]) -> int:
    """Return 0 when enough mutants are noticed, 1 when not, 2 for a mistake in the arguments."""
    options = _parse(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        trials = list(_trials(options))
    except (ValueError, OSError) as mistake:
        sys.stderr.write(f"mutants: {mistake}\n")
        return 2
    _write(*summary_lines(trials))
    return 0 if killed_share(trials) >= options.floor else 1


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tools.mutants", description=__doc__)
    parser.add_argument("modules", nargs="+", help="modules or folders below `training`")
    parser.add_argument("--seed", type=int, default=0, help="seed of the sample (default: 0)")
    parser.add_argument("--count", type=int, default=60, help="size of the sample (default: 60)")
    parser.add_argument("--line", type=int, help="try every mutant of one line instead")
    parser.add_argument("--spare", type=float, default=15.0, help="seconds added to time limits")
    parser.add_argument("--floor", type=float, default=95.0, help="least share (default: 95)")
    parser.add_argument("--root", type=Path, default=ROOT, help="the tree (default: this one)")
    parser.add_argument("--list", action="store_true", help="list the mutants, run nothing")
    return parser.parse_args(arguments)


def _trials(options: argparse.Namespace) -> Iterator[Trial]:
    mutants = _chosen(options)
    if options.list:
        _write(*map(str, mutants))
        return
    equivalents = read_equivalents()
    with scratch_copy(options.root) as copy:
        prepare(source_folders(copy))
        tests = TestMap(copy, options.root / KEPT, _write)
        for mutant in mutants:
            trial = try_mutant(mutant, copy, tests, equivalents, options.spare)
            _write(*trial_lines(trial))
            yield trial


def _chosen(options: argparse.Namespace) -> list[Mutant]:
    mutants = all_mutants(options.root, modules_below(options.root, options.modules))
    if options.line is not None:
        return [one for one in mutants if one.line == options.line]
    return sample(mutants, options.count, options.seed)


def _write(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
