from __future__ import annotations

import ast

import pytest

from training.migrate.syntax.scopes import Scope, ScopeTree, read_scopes


def scopes(text: str) -> ScopeTree:
    return read_scopes(ast.parse(text))


def owner(text: str, name: str = "hpo") -> Scope | None:
    """Return the scope that the last use of a name belongs to."""
    found = [scope.resolve(node.id) for node, scope in scopes(text).uses if node.id == name]
    return found[-1]


@pytest.mark.parametrize(
    "text",
    [
        "import hpo\nhpo",
        "import hpo\ndef f():\n  return hpo",
        "import hpo\nclass A:\n  hpo = 1\n  def f(self):\n    return hpo",
        "import hpo\n[hpo for x in y]",
        "import hpo\nlambda x: hpo",
        "import hpo\ndef f():\n  global hpo\n  hpo = 2\n  return hpo",
        "import hpo\n[x for x in hpo if (hpo := x)]",
        "import hpo\ndef f(x=hpo): hpo = 1",
    ],
)
def test_a_name_belongs_to_the_module(text: str) -> None:
    found = owner(text)
    assert found is not None
    assert found.parent is None


@pytest.mark.parametrize(
    "text",
    [
        "import hpo\ndef f(hpo): return hpo",
        "import hpo\ndef f(*hpo): return hpo",
        "import hpo\nlambda hpo: hpo",
        "import hpo\n[hpo for hpo in y]",
        "import hpo\n{hpo: 1 for hpo in y}",
        "import hpo\ndef f():\n  import hpo\n  return hpo",
        "import hpo\nclass A:\n  hpo = 1\n  x = hpo",
        "import hpo\ndef f():\n  with a as hpo: return hpo",
        "import hpo\ndef f():\n  try: pass\n  except E as hpo: hpo",
        "import hpo\ndef f(x):\n  match x:\n    case [hpo]: hpo",
        "import hpo\ndef f(x):\n  match x:\n    case {**hpo}: hpo",
        "import hpo\ndef f(x):\n  if (hpo := x): return hpo",
        "import hpo\ndef f():\n  def hpo(): ...\n  return hpo",
        "def f():\n  hpo = 1\n  def g():\n    nonlocal hpo\n    hpo = 2\n  return hpo",
    ],
)
def test_a_name_that_is_bound_nearer_is_another_one(text: str) -> None:
    found = owner(text)
    assert found is not None
    assert found.parent is not None


def test_a_built_in_belongs_to_no_scope() -> None:
    assert owner("print(1)", "print") is None


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("import hpo.core.study", "hpo"),
        ("import hpo.core as hpo", "hpo.core"),
        ("from hpo.core import study as hpo", "hpo.core.study"),
        ("from . import hpo", None),
        ("from .x import y as hpo", None),
        ("hpo = 1", None),
    ],
)
def test_what_an_import_binds_a_name_to(text: str, base: str | None) -> None:
    (binding,) = scopes(text).module.bindings["hpo"]
    assert binding.base == base


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("x: 'A'", ["A"]),
        ("def f(a: 'A', *b: 'B') -> 'C': ...", ["A", "B", "C"]),
        ("x: Annotated['A', 'no']", ["A"]),
        ("x: Literal['no']", []),
        ("cast('A', 'no')", ["A"]),
        ("T = TypeVar('no', bound='A')", ["A"]),
        ("x = 'no'", []),
        ("x: list[f('no')]", []),
    ],
)
def test_texts_are_annotations_only_where_python_reads_them_so(text: str, texts: list[str]) -> None:
    assert [node.value for node, _ in scopes(text).texts] == texts
