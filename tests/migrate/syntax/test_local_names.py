from __future__ import annotations

from training.migrate.syntax.local_names import LocalName, local_names
from training.migrate.syntax.source import PythonSource


def names(text: str) -> dict[str, LocalName]:
    return {one.name: one for one in local_names(PythonSource(text))}


def test_every_name_that_an_import_binds_comes_with_its_uses() -> None:
    found = names("import hpo.core\nfrom os import path as p\nhpo.core.f(hpo.g, p.join)\nx = 1\n")
    assert set(found) == {"hpo", "p"}
    assert [".".join(chain.parts) for chain in found["hpo"].chains] == ["hpo.core.f", "hpo.g"]
    assert found["p"].bases == {"os.path"}


def test_a_name_that_something_else_binds_too_may_mean_either() -> None:
    assert names("import hpo\nhpo = 1\n")["hpo"].bases == {"hpo", None}
    assert names("from . import hpo\n")["hpo"].bases == {None}


def test_the_form_import_a_b_is_told_from_one_with_as() -> None:
    found = names("import hpo.core\nimport hpo.trial as hpo\n")["hpo"]
    assert len(found.bindings) == 2
    assert len(found.plain) == 1


def test_the_name_of_an_inner_scope_is_another_one() -> None:
    text = "import hpo\ndef f(hpo):\n    return hpo.x\nhpo.y\n"
    (found,) = (one for one in local_names(PythonSource(text)))
    assert [".".join(chain.parts) for chain in found.chains] == ["hpo.y"]


def test_a_class_that_binds_the_name_hides_it() -> None:
    assert names("import hpo\nclass A:\n    hpo = 1\n    x = hpo\n")["hpo"].is_hidden
    assert not names("import hpo\nclass A:\n    x = hpo.f\n")["hpo"].is_hidden
