from __future__ import annotations

import json
from typing import Any

import pytest

from training.errors import DataError
from training.migrate.edits import Edit, apply_edits
from training.migrate.embedded.notebook import notebook_snippets
from training.migrate.files.kinds import Kind
from training.migrate.findings import Finding


def notebook(*sources: Any, kind: str = "code", **options: Any) -> str:
    cells = [{"cell_type": kind, "source": source} for source in sources]
    return json.dumps({"cells": cells, "nbformat": 4}, **options)


def test_all_python_cells_make_one_snippet() -> None:
    snippets, problems = notebook_snippets(notebook("import hpo", ["hpo.f()\n", "x"]))
    assert [(one.kind, one.text) for one in snippets] == [(Kind.PYTHON, "import hpo\nhpo.f()\nx\n")]
    assert problems == []


def test_shell_cells_and_lines_are_read_as_shell() -> None:
    snippets, _ = notebook_snippets(notebook("%%bash\npython -m hpo", "!pip install hpo\nx = 1"))
    assert [one.kind for one in snippets] == [Kind.PYTHON, Kind.SHELL, Kind.SHELL]
    assert "pip" not in snippets[0].text
    assert "x = 1" in snippets[0].text


def test_a_cell_that_writes_a_module_is_python() -> None:
    snippets, _ = notebook_snippets(notebook("%%writefile app.py\nimport hpo"))
    assert snippets[1].text == "##writefile app.py\nimport hpo"


@pytest.mark.parametrize("magic", ["%%python", "%%python3", "%%script python3"])
def test_a_cell_that_another_python_runs_is_python(magic: str) -> None:
    snippets, problems = notebook_snippets(notebook(f"{magic}\nimport hpo"))
    assert snippets[1].kind is Kind.PYTHON
    assert snippets[1].text.endswith("\nimport hpo")
    assert problems == []


def test_a_cell_that_cannot_be_parsed_is_named_and_hides_no_other() -> None:
    snippets, problems = notebook_snippets(notebook("import hpo", "x = (", "hpo.f()"))
    assert problems == ["cell 2 is no Python that can be parsed"]
    assert snippets[0].text == "import hpo\n#####\nhpo.f()\n"


def test_text_cells_are_no_code() -> None:
    snippets, _ = notebook_snippets(notebook("import hpo", kind="markdown"))
    assert snippets[0].text == ""


@pytest.mark.parametrize("text", ["{}", "[", '{"cells": [{}]}', '{"cells": 1}'])
def test_what_is_no_notebook_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="it is no notebook of format 4"):
        notebook_snippets(text)


@pytest.mark.parametrize("indent", [None, 1])
def test_an_edit_keeps_the_notebook_valid_and_names_cell_and_line(indent: int | None) -> None:
    text = notebook(["x = 'é'\n", "import hpo\n", "hpo"], indent=indent)
    (snippet,), _ = notebook_snippets(text)
    start = snippet.text.index("import hpo")
    edit = Edit(start, start + 10, 'from training import hpo\nimport "é"')
    found = snippet.in_host(Finding("TM001", start, start + 10, "hpo", None, edits=(edit,)))
    assert found.within == "cell 1, line 2"
    source = json.loads(apply_edits(text, found.edits))["cells"][0]["source"]
    assert "".join(source) == "x = 'é'\nfrom training import hpo\nimport \"é\"\nhpo"
