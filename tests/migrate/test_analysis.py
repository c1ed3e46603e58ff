from __future__ import annotations

from pathlib import Path

import pytest

from training.errors import DataError
from training.migrate.analysis import analyse
from training.migrate.edits import apply_edits
from training.migrate.files.kinds import Kind
from training.migrate.findings import fixes


def codes(text: str, kind: Kind, path: Path = Path("x")) -> list[str]:
    return [one.code for one in analyse(text, kind, path).findings]


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("import hpo\n", Kind.PYTHON, ["TM001"]),
        ('"""\n>>> import hpo\n"""\n', Kind.PYTHON, ["TM001"]),
        ("```python\nimport hpo\n```\n", Kind.MARKDOWN, ["TM001"]),
        ("```sh\npython -m training.train\n```\n", Kind.MARKDOWN, ["TM004"]),
        ("run: |\n  python - <<E\n  import hpo\n  E\n", Kind.YAML, ["TM001"]),
        ("_target_: hpo.core.S\n", Kind.YAML, ["TM005"]),
        ("python -m training.train\n", Kind.SHELL, ["TM004"]),
        ("python -c 'import hpo'\n", Kind.SHELL, ["TM001"]),
        ("Import hpo for sweeps.\n", Kind.MARKDOWN, []),
    ],
)
def test_a_text_is_read_by_its_kind_with_the_code_inside_it(
    text: str, kind: Kind, found: list[str]
) -> None:
    assert codes(text, kind) == found


def test_a_kept_file_holds_no_findings() -> None:
    assert codes("# training: keep-file\nimport hpo\n", Kind.PYTHON) == []


def test_a_file_that_cannot_be_parsed_is_named_with_its_line_and_its_imports_found() -> None:
    analysis = analyse("import hpo as h\nx = (\n", Kind.PYTHON, Path("x.py"))
    assert [one.code for one in analysis.findings] == ["TM001"]
    assert analysis.problems == ["2: '(' was never closed"]


def test_what_is_no_notebook_is_refused() -> None:
    with pytest.raises(DataError):
        analyse("{}", Kind.NOTEBOOK, Path("x.ipynb"))


def test_what_a_page_tells_readers_to_install_is_left_to_it() -> None:
    assert codes("```sh\npip install legacy-shims\n```\n", Kind.MARKDOWN) == []


def test_findings_are_in_order_and_their_edits_fit_together() -> None:
    text = "import hpo.core\nX = 'hpo.core.study'\nhpo.core.f()\nfrom hpo import core\n"
    findings = analyse(text, Kind.PYTHON, Path("x.py")).findings
    assert [one.start for one in findings] == sorted(one.start for one in findings)
    assert apply_edits(text, fixes(findings, unsafe=True)) == (
        "import training.hpo.core\nX = 'training.hpo.core.study'\ntraining.hpo.core.f()\n"
        "from training.hpo import core\n"
    )
