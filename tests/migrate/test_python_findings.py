from __future__ import annotations

import pytest

from training.migrate.edits import apply_edits
from training.migrate.findings import Fix, fixes
from training.migrate.python_findings import find_imports, find_in_python


def test_what_one_fixer_has_found_is_not_reported_again() -> None:
    text = "mock.patch('hpo.core.study.f')\n"
    assert [one.code for one in find_in_python(text)] == ["TM003"]
    text = "try:\n    from hpo import a\nexcept ImportError:\n    from training.hpo import a\n"
    assert [one.code for one in find_in_python(text)] == ["TM008"]


def test_names_inside_the_shims_are_reported_too() -> None:
    assert "TM010" in {one.code for one in find_in_python("import training._legacy\n")}


def test_source_that_cannot_be_parsed_is_refused() -> None:
    with pytest.raises(SyntaxError):
        find_in_python("import hpo\nx = (\n")


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("from hpo import core\nx = (\n", "from training.hpo import core\nx = (\n"),
        ("import hpo.core as c\nx = (\n", "import training.hpo.core as c\nx = (\n"),
        (
            "if 1:\n    from training import trainer, train_model\nx = (\n",
            "if 1:\n    from training import train_model\n"
            "    from training.core import trainer\nx = (\n",
        ),
    ],
)
def test_imports_of_source_that_cannot_be_parsed_are_fixed_on_request(
    text: str, after: str
) -> None:
    findings = find_imports(text)
    assert {one.fix for one in findings} == {Fix.UNSAFE}
    assert apply_edits(text, fixes(findings, unsafe=True)) == after


def test_an_import_whose_uses_cannot_be_seen_is_left_to_a_person() -> None:
    (finding,) = find_imports("import hpo.core\nx = (\n")
    assert finding.fix is Fix.MANUAL
    assert "cannot parse the file" in finding.message


def test_a_statement_is_not_put_between_another_and_its_comment() -> None:
    (finding,) = find_imports("from training import trainer, train_model  # why\nx = (\n")
    assert finding.fix is Fix.MANUAL
