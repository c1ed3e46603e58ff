from __future__ import annotations

import pytest

from tests.migrate.conftest import Rewrite

CALLS = {
    "patch as decorator": (
        '@mock.patch("training.trainer.f")',
        '@mock.patch("training.core.trainer.f")',
    ),
    "patch in with": (
        'with patch("hpo.core.study.f") as p, patch("os.getcwd"):',
        'with patch("training.hpo.core.study.f") as p, patch("os.getcwd"):',
    ),
    "patch target": ("patch(target='hpo.core.f')", "patch(target='training.hpo.core.f')"),
    "mocker": ('mocker.patch("hpo.core.f")', 'mocker.patch("training.hpo.core.f")'),
    "patch.multiple": (
        'patch.multiple("hpo.core", f=1)',
        'patch.multiple("training.hpo.core", f=1)',
    ),
    "patch.dict": ('patch.dict("hpo.core.D", a=1)', 'patch.dict("training.hpo.core.D", a=1)'),
    "setattr": (
        'monkeypatch.setattr("training.metrics.f", 1)',
        'monkeypatch.setattr("training.core.metrics.f", 1)',
    ),
    "import_module": ('import_module("training.data")', 'import_module("training.core.data")'),
    "package argument": (
        'import_module(".study", package="hpo.core")',
        'import_module(".study", package="training.hpo.core")',
    ),
    "f-string": ('import_module(f"hpo.core.{x}")', 'import_module(f"training.hpo.core.{x}")'),
    "sum": ('import_module("hpo." + x)', 'import_module("training.hpo." + x)'),
    "format": ('import_module("hpo.{}".format(x))', 'import_module("training.hpo.{}".format(x))'),
    "percent": ('import_module("hpo.%s" % x)', 'import_module("training.hpo.%s" % x)'),
    "__import__ as a statement": ('__import__("hpo.core")', '__import__("training.hpo.core")'),
    "importorskip": ('pytest.importorskip("hpo")', 'pytest.importorskip("training.hpo")'),
    "find_spec": ('find_spec("training_exec")', 'find_spec("training.execution")'),
    "run_module": ('runpy.run_module("training.train")', 'runpy.run_module("training.cli.train")'),
    "resolve_name": ('resolve_name("hpo.core:f")', 'resolve_name("training.hpo.core:f")'),
    "hydra": ('get_class("hpo.core.study.S")', 'get_class("training.hpo.core.study.S")'),
    "sys.modules": ('sys.modules["hpo.core"]', 'sys.modules["training.hpo.core"]'),
    "in sys.modules": ('"hpo" in sys.modules', '"training.hpo" in sys.modules'),
    "sys.modules.pop": ('sys.modules.pop("hpo", None)', 'sys.modules.pop("training.hpo", None)'),
    "patched sys.modules": (
        'patch.dict(sys.modules, {"hpo": None, "os": 1})',
        'patch.dict(sys.modules, {"training.hpo": None, "os": 1})',
    ),
    "setitem": (
        'monkeypatch.setitem(sys.modules, "hpo", x)',
        'monkeypatch.setitem(sys.modules, "training.hpo", x)',
    ),
    "arguments": (
        'run(["python", "-m", "training.train"])',
        'run(["python", "-m", "training.cli.train"])',
    ),
    "nox": (
        'session.run("python", "-m", "training.train")',
        'session.run("python", "-m", "training.cli.train")',
    ),
    "command line": (
        'os.system("python -m training.train --seed 1")',
        'os.system("python -m training.cli.train --seed 1")',
    ),
    "command line in an f-string": (
        'os.system(f"{python} -m pip; python -m training.train \\"{x}\\"")',
        'os.system(f"{python} -m pip; python -m training.cli.train \\"{x}\\"")',
    ),
    "command line in pieces": (
        'os.system("python " "-m training.train\\n")',
        'os.system("python " "-m training.cli.train\\n")',
    ),
    "_target_": ('{"_target_": "hpo.core.S"}', '{"_target_": "training.hpo.core.S"}'),
    "_target_ keyword": ('dict(_target_="hpo.core.S")', 'dict(_target_="training.hpo.core.S")'),
    "entry points": (
        'setup(entry_points={"console_scripts": ["t = training.train:main"]})',
        'setup(entry_points={"console_scripts": ["t = training.cli.train:main"]})',
    ),
    "raw": (r'patch(r"hpo.core.f")', r'patch(r"training.hpo.core.f")'),
    "triple quotes": ("patch('''hpo.core.f''')", "patch('''training.hpo.core.f''')"),
}

UNSAFE = {
    "logger": ('getLogger("hpo.core.study")', 'getLogger("training.hpo.core.study")'),
    "__import__ for its value": (
        'x = __import__("hpo.core")',
        'x = __import__("training.hpo.core")',
    ),
    "a text": ('F = "hpo.core.study.S"', 'F = "training.hpo.core.study.S"'),
    "a list of texts": (
        'F = ["hpo.core.study", "training.metrics"]',
        'F = ["training.hpo.core.study", "training.core.metrics"]',
    ),
}

ANNOTATIONS = {
    "parameter and result": (
        'def f(x: "hpo.core.study.A") -> "list[hpo.core.study.B]": ...',
        'def f(x: "training.hpo.core.study.A") -> "list[training.hpo.core.study.B]": ...',
    ),
    "nested": ('x: Optional["hpo.core.study.A"]', 'x: Optional["training.hpo.core.study.A"]'),
    "cast": ('cast("hpo.core.study.A", 1)', 'cast("training.hpo.core.study.A", 1)'),
    "bound": (
        'T = TypeVar("T", bound="hpo.core.study.A")',
        'T = TypeVar("T", bound="training.hpo.core.study.A")',
    ),
    "Annotated": (
        'x: Annotated["hpo.core.study.A", "hpo.core"]',
        'x: Annotated["training.hpo.core.study.A", "hpo.core"]',
    ),
    "Literal": ('x: Literal["hpo.core"]', 'x: Literal["hpo.core"]'),
}

UNCHANGED = (
    'x = {"training.data": 1, "hpo.sampler": 2}',
    'client.get("training.metrics")',
    'run(["pytest", "-m", "hpo"])',
    'os.system("pytest -m hpo")',
    'os.system("git commit -m training.data")',
    'patch("myapp.hpo.core.f")',
    'x = "see hpo.core.study for more"',
)


def with_header(statement: str) -> str:
    """A program that can be parsed, whatever kind of statement it is given."""
    body = {"@": "\ndef f(): pass", "w": " pass" if statement.endswith(":") else ""}
    return f"{statement}{body.get(statement[0], '')}\n"


@pytest.mark.parametrize(("before", "after"), CALLS.values(), ids=CALLS)
def test_paths_given_to_functions(rewrite: Rewrite, before: str, after: str) -> None:
    assert rewrite(with_header(before)) == with_header(after)


@pytest.mark.parametrize(("before", "after"), UNSAFE.values(), ids=UNSAFE)
def test_what_may_be_meant_otherwise_is_only_changed_on_request(
    rewrite: Rewrite, before: str, after: str
) -> None:
    assert rewrite(f"{before}\n") == f"{before}\n"
    assert rewrite(f"{before}\n", unsafe=True) == f"{after}\n"


@pytest.mark.parametrize(("before", "after"), ANNOTATIONS.values(), ids=ANNOTATIONS)
def test_annotations_in_quotes(rewrite: Rewrite, before: str, after: str) -> None:
    header = "import {}hpo.core.study\n"
    changes = before != after
    other = header.format("training.")
    assert rewrite(header.format("") + before + "\n") == other + after + "\n"
    assert changes or "Literal" in before


@pytest.mark.parametrize("text", UNCHANGED)
def test_other_texts_stay(rewrite: Rewrite, text: str) -> None:
    program = f"import hpo\n{text}\n"
    assert rewrite(program, unsafe=True) == program.replace(
        "import hpo", "from training import hpo"
    )


@pytest.mark.parametrize("text", [r'patch("hpo\x2ecore.f")', 'patch("hpo." "core.f")'])
def test_texts_written_in_another_way_are_left_to_a_person(rewrite: Rewrite, text: str) -> None:
    program = f"import hpo\n{text}\n"
    assert text in rewrite(program, unsafe=True)


def test_interactive_sessions_in_docstrings(rewrite: Rewrite) -> None:
    before = (
        "def f():\n"
        '    """Do it.\n\n'
        "    >>> from training import set_seed, trainer\n"
        "    >>> if trainer:\n"
        "    ...     import hpo.core.study; hpo.core.study.g()\n"
        "    'from hpo import x'\n"
        '    """\n'
    )
    assert rewrite(before) == (
        "def f():\n"
        '    """Do it.\n\n'
        "    >>> from training import set_seed\n"
        "    >>> from training.core import trainer\n"
        "    >>> if trainer:\n"
        "    ...     import training.hpo.core.study; training.hpo.core.study.g()\n"
        "    'from hpo import x'\n"
        '    """\n'
    )
