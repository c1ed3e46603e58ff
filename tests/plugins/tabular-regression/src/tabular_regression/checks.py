"""The check of a kind of provider that this distribution defines itself."""

from __future__ import annotations

from training.testing.place import place_of
from training.testing.report import Findings


def check_widget(provider: type) -> None:
    """Check that a widget says what it is."""
    findings = Findings(f"widget {provider.__name__}")
    findings.expect(
        bool(provider.__doc__), "documented", place_of(provider), "it has no docstring."
    )
    findings.finish()
