"""docs/api says what the docstrings say today, and which old paths are deprecated."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from tools.api_reference.pages import FOLDER, generated_pages, leftover_pages
from tools.api_reference.rendering import rendered
from tools.public_names import definition_of, public_names
from tools.sources import Source

MODULE = '''"""A module."""

from training.core.cv_utils import create_kfold_splits as create_kfold_splits

LIMIT: int = 3


def train(config: dict, *, seed: int = 1, a_very_long_name_of_a_parameter: list[str] = []) -> None:
    """Train.

    Long text.

    Args:
        config: What
            to do.
        seed: A number.

    Raises:
        ValueError: No luck.
    """


class Run:
    """A run.

    Attributes:
        name: Its name.
    """

    name: str

    def start(self) -> None:
        """Start it."""

    def _hidden(self) -> None: ...


def _private() -> None: ...
'''


@pytest.fixture
def source() -> Source:
    return Source("module", Path("module.py"), ast.parse(MODULE))


def entry(source: Source, name: str) -> str:
    found = definition_of(source, name)
    assert found is not None
    return rendered(name, found)


def test_the_pages_are_up_to_date() -> None:
    pages = generated_pages()
    outdated = [
        path.name
        for path, text in pages.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert outdated == [], "run `make docs`"
    assert leftover_pages(pages) == []


def test_every_page_is_linked_from_the_index() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    for path in generated_pages():
        assert path.name == "README.md" or f"({path.name})" in index


def test_a_module_with_an_old_path_says_until_when_that_works() -> None:
    page = (FOLDER / "training.core.trainer.md").read_text(encoding="utf-8")
    [note] = [line for line in page.splitlines() if line.startswith("> **Deprecated")]
    assert "`training.trainer`" in note
    assert "removed in legacy-shims 2.0.0" in note
    assert (FOLDER / "../TRAINING_MODULE_MIGRATION.md").exists()


def test_public_names_are_what_a_module_defines_or_exports(source: Source) -> None:
    assert public_names(source) == ["LIMIT", "Run", "create_kfold_splits", "train"]


def test_a_function_has_its_signature_and_the_parts_of_its_docstring(source: Source) -> None:
    text = entry(source, "train")
    assert "    a_very_long_name_of_a_parameter: list[str] = [],\n) -> None" in text
    assert "    *,\n    seed: int = 1,\n" in text
    assert "- `config`: What to do.\n- `seed`: A number." in text
    assert "**Raises**\n\n- `ValueError`: No luck." in text
    assert "Long text." in text


def test_a_class_has_its_fields_and_public_methods(source: Source) -> None:
    text = entry(source, "Run")
    assert "```python\nname: str\n```" in text
    assert "### `Run.start`" in text
    assert "_hidden" not in text


def test_a_name_from_elsewhere_is_described_where_it_is_defined(source: Source) -> None:
    assert "Defined in `training.core.data.folds.kfold`." in entry(source, "create_kfold_splits")
