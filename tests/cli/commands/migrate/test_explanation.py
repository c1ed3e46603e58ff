from __future__ import annotations

import pytest

from training.cli.commands.migrate.explanation import indented, print_explanation
from training.migrate.explain import explain


def shown(text: str, capsys: pytest.CaptureFixture[str]) -> str:
    print_explanation(explain(text))
    return capsys.readouterr().out


def test_an_old_path_is_explained_with_what_to_write(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown("hpo.core.study", capsys)
    assert text.startswith("hpo.core.study is now training.hpo.core.study\n")
    assert "before      from hpo.core import study\n" in text
    assert "after       from training.hpo.core import study\n" in text
    assert "works until legacy-shims 2.0.0, as long as legacy-shims is installed" in text
    assert text.endswith("Rewrite every use: training migrate fix\n")


def test_a_package_that_went_apart_lists_where_its_parts_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = shown("orchestration.jobs", capsys)
    assert "only held other modules, which have moved" in text
    assert "before" not in text
    assert "training.execution.jobs" in text


def test_a_path_without_a_shim_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert "only source code is rewritten" in shown("data.loaders", capsys)


def test_code_of_several_lines_stands_behind_its_title() -> None:
    assert indented("before", "a\nb") == "before      a\n            b"
