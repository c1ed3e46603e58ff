from __future__ import annotations

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from training.execution.report.render import render


def test_values_are_escaped_unless_a_template_made_them() -> None:
    page = render("lineage.html.j2", picture=Markup("<svg></svg>"), title="<script>")
    assert "<svg></svg>" in page
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_value_that_is_missing_is_a_bug_and_no_empty_place() -> None:
    with pytest.raises(UndefinedError):
        render("lineage.html.j2", picture="x")
