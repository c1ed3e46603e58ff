from __future__ import annotations

import ast
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from tests.promises.migration.import_world import World
from training.migrate.analysis import analyse
from training.migrate.edits import apply_edits
from training.migrate.files.kinds import Kind
from training.migrate.findings import Fix, fixes

NOWHERE = Path("/nowhere/program.py")

MODULES = (
    "hpo",
    "hpo.core",
    "hpo.core.study",
    "hpo.execution.local.sweep",
    "training",
    "training.trainer",
    "training.core.trainer",
    "training.data",
    "training.distributed",
    "training_exec",
    "training_exec.lineage",
    "orchestration.jobs.training",
    "orchestration.jobs.final_training.lineage",
    "orchestration.jobs.hpo.local.cv.orchestrator",
    "orchestration.jobs",
    "src.training.trainer",
    "data.loaders",
)
NAMES = (
    "hpo",
    "training",
    "training_exec",
    "orchestration",
    "x",
    "study",
    "trainer",
    "src",
    "data",
)


def fixed_once(text: str) -> str:
    analysis = analyse(text, Kind.PYTHON, NOWHERE)
    return apply_edits(text, fixes(analysis.findings, unsafe=False))


def fixed(text: str) -> str:
    for _ in range(8):
        text = fixed_once(text)
    return text


module = st.sampled_from(MODULES)
name = st.sampled_from(NAMES)


@st.composite
def imports(draw: st.DrawFn) -> str:
    path = draw(module)
    alias = draw(st.sampled_from(["", f" as {draw(name)}"]))
    if draw(st.booleans()):
        return f"import {path}{alias}"
    parent, _, last = path.rpartition(".")
    what = [f"{last}{alias}"] if parent else [f"f{alias}"]
    if draw(st.booleans()):
        what.append(draw(st.sampled_from(["f as g", "trainer as t", "core as c", "jobs as j"])))
    names = ", ".join(what)
    bracketed = draw(st.sampled_from([names, f"({names})", f"(  # c\n    {names},\n)"]))
    return f"from {parent or path} import {bracketed}"


def reached(statement: str) -> list[str]:
    """Dotted expressions that an import makes sense of."""
    node = ast.parse(statement).body[0]
    assert isinstance(node, (ast.Import, ast.ImportFrom))
    found = []
    for alias in node.names:
        path = alias.asname or alias.name
        parts = path.split(".")
        found += [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
        found += [f"{path}.f", f"{path}.f.g"]
    return found


def indented(block: str) -> str:
    return "\n".join(f"    {line}" for line in block.splitlines())


@st.composite
def programs(draw: st.DrawFn) -> str:
    statements = draw(st.lists(imports(), min_size=1, max_size=3))
    chains = [chain for statement in statements for chain in reached(statement)]
    chain = st.sampled_from(chains)
    told = st.builds("out({})".format, chain)
    guarded = st.builds("try: out({})\nexcept AttributeError: out(1)".format, chain)
    simple = st.one_of(told, guarded, st.sampled_from(statements))
    body = st.lists(simple, min_size=1, max_size=3).map("\n".join).map(indented)
    compound = st.one_of(
        st.builds("def run({}=1):\n{}\nrun()".format, name, body),
        st.builds("def run():\n    {} = 1\n{}\nrun()".format, name, body),
        st.builds("class A:\n{}".format, body),
        st.builds("class A:\n    {} = 1\n{}".format, name, body),
        st.builds("class A:\n    def m(self):\n{}\nA().m()".format, body.map(indented)),
        st.builds("def run():\n    global {}\n{}\nrun()".format, name, body),
        st.builds("try:\n{}\nexcept ImportError:\n    {} = None".format, body, name),
        st.builds("out([{0} for {0} in [{1}]], (lambda {0}=2: {0})())".format, name, chain),
        st.builds("out([{1} for x in [{1}] if {1}], {{{1}: 1}})".format, name, chain),
        st.builds("def run(x=({0})) -> '{0}':\n    out(x)\nrun()".format, chain),
        st.builds("if True: x = 1; out({})".format, chain),
        st.builds("{} = 1".format, name),
    )
    rest = draw(st.lists(st.one_of(simple, compound), min_size=1, max_size=5))
    return "\n".join([*statements, *rest]) + "\n"


def outcome(program: str, has_old: bool) -> list[str] | str:
    try:
        return World(has_old).run(program)
    except (NameError, AttributeError, ImportError, SyntaxError) as error:
        return type(error).__name__


@given(programs())
@settings(max_examples=250, deadline=None)
def test_a_fixed_program_does_the_same_without_the_old_paths(program: str) -> None:
    before = outcome(program, has_old=True)
    if isinstance(before, str):
        return
    left = analyse(fixed(program), Kind.PYTHON, NOWHERE).findings
    if not any(one.fix is not Fix.SAFE for one in left):
        assert outcome(fixed(program), has_old=False) == before


@given(programs())
@settings(max_examples=100, deadline=None)
def test_fixing_twice_changes_no_more_than_fixing_once(program: str) -> None:
    once = fixed(program)
    assert fixed_once(once) == once
    ast.parse(once)


@given(st.text(alphabet="hpotraining.core fromimport\n\"'#:()[],=é\t\f\\", max_size=80))
@settings(max_examples=60, deadline=None)
@pytest.mark.parametrize("kind", [Kind.YAML, Kind.TOML, Kind.SHELL, Kind.MARKDOWN, Kind.PYTHON])
def test_any_text_can_be_read_and_is_settled_by_one_fix(kind: Kind, text: str) -> None:
    for _ in range(3):
        text = apply_edits(text, fixes(analyse(text, kind, NOWHERE).findings, unsafe=True))
    again = fixes(analyse(text, kind, NOWHERE).findings, unsafe=True)
    assert apply_edits(text, again) == text
