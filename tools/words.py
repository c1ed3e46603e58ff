"""Lint of the vocabulary: private words that were left behind, with the field's term for each.

`python -m tools.words [PATH ...]` checks the tree, or the files and folders given. A line that has
to keep a word, for example the name of a key on disk, ends with the comment `words: keep`.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

KEEP = "words: keep"
KINDS = (".md", ".py", ".pyi")
EXEMPT = re.compile(
    r"^tools/(words\.py|demo_data/)|^tests/(tools/test_words_left_behind\.py|shims/|promises/migration/)"
    r"|^docs/dev/glossary\.md|(^|/)CHANGELOG\.md|/data/demo/|/renames?\w*\.py$"
)
"""Files about old words and old paths, and data that people wrote."""

WORDS = {
    r"\w*[Ll]earners?": "TaskModel, task model",
    r"(?:Fit|Plugin|Tracker|Fold)Listener": "Observer",
    r"Broadcast": "ObserverList",
    r"is_patient": "is_batched, batched delivery",
    r"\w*sittings?": "session",
    r"\w*[Ww]orkforce": "WorkerCount, number of workers",
    r"STILLBORN|_?stillborn": "MAX_STARTUP_FAILURES, startup failures",
    r"_?bur(?:y|ied)": "handle_worker_death",
    r"(?:Study|study_)[Bb]ook": "SweepStudy, study",
    r"[Ss]coreboard": "FoldScores, fold_scores",
    r"[Uu]niverse": "SweepRecords, records",
    r"[Cc]ourier\w*": "Sender, sender",
    r"Outbox\w*|\w*outbox(?:es)?(?![\"'`/])": "EventQueue, queue",
    r"[Ss]hipments?": "EventBatch, batch",
    r"wish_(?:save|stop)": "request_save, request_stop",
    r"WorkOrder|work[_ ]order": "JobSpec, job spec",
    r"[Ww]orkplace": "JobDirectory, job directory",
    r"[Mm]ailbox": "MessageQueue, queue",
    r"Parting|find_parting": "RunDiff, diff_runs",
    r"misspelt": "misspelled, unknown",
    r"hang_in|step_aside|StandIn": "attach, withdraw, Proxy",
    r"go_separate_ways": "seed_per_rank",
    r"HostCopy|host_copy": "CpuCopy, cpu_copy",
    r"carrying_out|starting_model": "run, initial_model",
    r"one answers for": "the production model",
    r"held training up": "checkpoint stall",
    r"(?:is|are|was|were|be|been) told": "is called, reported, logged or given",
    r"go(?:es)? on (?:with|from|after)": "resume, continue",
    r"goes on": "continues, resumes",
    r"lies (?:in|on|at|below|beside|outside|within)": "is, is stored",
    r"brings (?:no|its|their|the|a|an|it|them)": "has, provides",
}
"""Patterns of words left behind, and what to write instead."""

_OLD = re.compile(
    r"(?<![\w\"'`/])(?:" + "|".join(f"(?P<w{n}>{one})" for n, one in enumerate(WORDS)) + r")(?!\w)"
)
_QUESTION = re.compile(r"(What|Which|Where|Who|Whose|How)\b")


@dataclass(frozen=True)
class Finding:
    """A word left behind.

    Attributes:
        path: The file.
        line: Count from 1.
        word: The text found.
        instead: The text to write.
    """

    path: Path
    line: int
    word: str
    instead: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: `{self.word}`: write {self.instead}"


def find_in(path: Path, text: str) -> Iterator[Finding]:
    """Yield the words left behind in a file, then its module docstring when it asks a question."""
    for number, line in enumerate(text.splitlines(), 1):
        if KEEP in line:
            continue
        for match in _OLD.finditer(line):
            yield Finding(path, number, match.group(), _instead(match))
    if path.suffix == ".py":
        yield from _question(path, text)


def _instead(match: re.Match[str]) -> str:
    number = int(str(match.lastgroup).removeprefix("w"))
    return list(WORDS.values())[number]


def _question(path: Path, text: str) -> Iterator[Finding]:
    docstring = ast.get_docstring(ast.parse(text)) or ""
    if found := _QUESTION.match(docstring):
        yield Finding(path, 1, found.group(), "a noun phrase, or what the module does")


def files_below(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the files to check that git tracks or would track; all of the tree without `paths`."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *map(str, paths)]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    for name in sorted(set(listed.stdout.splitlines())):
        path = Path(name)
        if path.suffix in KINDS and path.is_file() and not EXEMPT.search(path.as_posix()):
            yield path


def main(arguments: Sequence[str]) -> int:
    """Write the findings to standard output; return 1 when there are some."""
    paths = files_below([Path(one) for one in arguments])
    found = [one for path in paths for one in find_in(path, path.read_text(encoding="utf-8"))]
    sys.stdout.writelines(f"{one}\n" for one in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
