from __future__ import annotations

import pytest

from training.migrate.syntax.chains import chains_of
from training.migrate.syntax.source import PythonSource


@pytest.mark.parametrize(
    ("text", "chains"),
    [
        ("hpo.core.f(x).g", ["hpo.core.f", "x"]),
        ("hpo\\\n  .core", ["hpo.core"]),
        ("x: 'hpo.Study'", ["hpo.Study"]),
        ("def f(a: 'list[hpo.A]') -> 'hpo.B': ...", ["list", "hpo.A", "hpo.B"]),
        ("x = 'hpo.Study'", []),
        ("x: Literal['hpo.Study']", ["Literal"]),
        ("x: ' hpo.Study'", []),
        ("x: 'two words'", []),
    ],
)
def test_dotted_expressions_are_found_in_code_and_in_string_annotations(
    text: str, chains: list[str]
) -> None:
    assert sorted(".".join(chain.parts) for chain in chains_of(PythonSource(text))) == sorted(
        chains
    )


@pytest.mark.parametrize("text", ["y = (é, hpo . core.f)", "é: 'hpo.core.f'"])
def test_the_places_of_a_chain_are_those_of_its_names(text: str) -> None:
    chain = next(one for one in chains_of(PythonSource(text)) if one.parts[0] == "hpo")
    assert text[chain.start : chain.ends[0]] == "hpo"
    assert text[: chain.ends[1]].endswith("core")
    assert text[: chain.ends[2]].endswith("f")
    assert chain.attributes == ["core", "f"]
