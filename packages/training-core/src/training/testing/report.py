"""Violations of the rules, and the error that lists them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from textwrap import fill
from typing import cast

from training.core.console.printable import printable
from training.errors import UserError
from training.testing.rules import RULES

WIDTH = 96


@dataclass(frozen=True)
class Violation:
    """A rule that a plugin breaks.

    Attributes:
        rule: Identifier of the rule, for example ``options-documented``.
        place: ``file:line`` of what breaks it.
        found: What was found, in one sentence.
    """

    rule: str
    place: str
    found: str

    @property
    def sentence(self) -> str:
        """What the rule demands."""
        return RULES[self.rule].sentence

    @property
    def way_out(self) -> str:
        """How to keep it."""
        return RULES[self.rule].way_out

    def __str__(self) -> str:
        body = [f"Rule: {self.sentence}", f"Found: {self.found}", f"Way out: {self.way_out}"]
        wrapped = [_wrapped(line) for line in body]
        return "\n".join([f"{self.rule}  {self.place}", *wrapped])


class ConformanceError(AssertionError):
    """A plugin breaks rules; the message lists each with its place and the way out.

    Attributes:
        violations: What was found, in the order of the checks.
    """

    def __init__(self, subject: str, violations: tuple[Violation, ...]) -> None:
        self.subject = subject
        self.violations = violations
        count = len(violations)
        title = f"{subject}: {count} violation{'' if count == 1 else 's'}"
        super().__init__("\n\n".join([title, *map(str, violations)]))

    @property
    def rules(self) -> list[str]:
        """Identifiers of the broken rules, each once."""
        return list(dict.fromkeys(one.rule for one in self.violations))


class Findings:
    """Collects what a check finds.

    Args:
        subject: What is checked, for the title of the report.
    """

    def __init__(self, subject: str) -> None:
        self.subject = subject
        self._violations: dict[tuple[str, str], Violation] = {}

    def __bool__(self) -> bool:
        """Return whether something was found."""
        return bool(self._violations)

    def __contains__(self, rule: str) -> bool:
        """Return whether a rule was found broken."""
        return any(one.rule == rule for one in self._violations.values())

    def add(self, rule: str, place: str, found: str) -> None:
        """Note a violation; the same rule at the same place is noted once."""
        assert rule in RULES, f"no rule is called {rule}"
        self._violations.setdefault((rule, place), Violation(rule, place, printable(found)))

    def expect(self, holds: bool, rule: str, place: str, found: str) -> bool:
        """Note a violation unless a condition holds, and return whether it does."""
        if not holds:
            self.add(rule, place, found)
        return holds

    def guarded(
        self, place: str, doing: str, refusals: bool = False
    ) -> AbstractContextManager[None, bool]:
        """Note what the plugin's code raises in the block; the block ends there.

        Args:
            place: Of the code that is called.
            doing: What was done, for the report: ``while `build` was called``.
            refusals: Whether errors of `training.errors` are an answer that is allowed.
        """
        guard = self._guarded(place, doing, refusals)
        return cast("AbstractContextManager[None, bool]", guard)

    @contextmanager
    def _guarded(self, place: str, doing: str, refusals: bool) -> Iterator[None]:
        try:
            yield
        except UserError as error:
            if not refusals:
                self.add("works", place, f"{doing}: {_words(error)}")
        except Exception as error:
            self.add("own-errors" if refusals else "works", place, f"{doing}: {_words(error)}")

    def finish(self) -> None:
        """End the check.

        Raises:
            ConformanceError: Something was found.
        """
        if self._violations:
            raise ConformanceError(self.subject, tuple(self._violations.values()))


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _wrapped(text: str) -> str:
    indent = "    "
    return fill(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent * 2,
        break_long_words=False,
        break_on_hyphens=False,
    )
