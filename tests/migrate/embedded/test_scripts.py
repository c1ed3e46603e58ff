from __future__ import annotations

import pytest

from training.migrate.embedded.scripts import shell_snippets, yaml_snippets


def shell(text: str) -> list[str]:
    return [snippet.text for snippet in shell_snippets(text)]


def yaml(text: str) -> list[str]:
    return [snippet.text for snippet in yaml_snippets(text)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("python -c 'import hpo'", "import hpo"),
        ('python3.11 -u -c "import hpo; hpo.f()"', "import hpo; hpo.f()"),
        ("$PYTHON -c 'import hpo'", "import hpo"),
        ("python - <<EOF\nimport hpo\nEOF\n", "import hpo\n"),
        ("python <<-'EOF' > out\n\timport hpo\n\tx = 1\n\tEOF\n", "import hpo\nx = 1\n"),
    ],
)
def test_python_that_a_shell_hands_over_is_found(text: str, code: str) -> None:
    assert shell(text) == [code]


@pytest.mark.parametrize(
    "text", ["perl -c 'import hpo'", 'python -c "print(\\"hpo\\")"', "cat <<EOF\nimport hpo\nEOF\n"]
)
def test_other_commands_and_escaped_code_are_left_alone(text: str) -> None:
    assert shell(text) == []


def test_a_block_scalar_with_imports_is_python() -> None:
    text = "steps:\n  - run: |\n      import hpo\n      hpo.f()\n\n  - name: x\n"
    assert yaml(text) == ["import hpo\nhpo.f()\n\n"]


@pytest.mark.parametrize(
    "text", ["run: |\n  echo import\n", "run: |\n  import (\n", "run: import hpo\n"]
)
def test_another_block_is_not(text: str) -> None:
    assert yaml(text) == []
