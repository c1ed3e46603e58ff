from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.promises.docs.markdown import ROOT
from training.core.plugins import get_plugin_manager

Hook = Callable[..., Any]

PAGE = (ROOT / "docs/hooks.md").read_text(encoding="utf-8")
FACTS = ("When", "Where", "May change", "If it raises")


def specifying_modules() -> list[str]:
    """Names of all modules `hookspecs` in the sources, whether anything loads them or not."""
    sources = ROOT.glob("packages/*/src")
    files = [(source, path) for source in sources for path in source.rglob("hookspecs.py")]
    return sorted(
        ".".join(path.relative_to(source).with_suffix("").parts) for source, path in files
    )


def hooks() -> list[Hook]:
    modules = map(importlib.import_module, specifying_modules())
    members = [one for module in modules for one in vars(module).values()]
    return [one for one in members if hasattr(one, "training_spec")]


def signature(hook: Hook) -> str:
    return f"{hook.__name__}{inspect.signature(hook)}".replace("'", "")


def entry(hook: Hook) -> str:
    """What the page says below the heading of a hook."""
    return PAGE.partition(f"\n### `{signature(hook)}`\n")[2].partition("\n### ")[0]


def test_the_page_documents_exactly_the_hooks_there_are_with_their_signatures() -> None:
    headings = re.findall(r"^### `(.*)`$", PAGE, re.MULTILINE)
    assert sorted(headings) == sorted(map(signature, hooks()))
    assert len(headings) >= 10


def test_every_specified_hook_is_known_to_the_plugin_manager() -> None:
    callers = vars(get_plugin_manager().hook)
    assert {hook.__name__ for hook in hooks()} <= {
        name for name, caller in callers.items() if caller.has_spec()
    }


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: hook.__name__)
def test_a_hook_is_documented_with_all_that_an_author_must_know(hook: Hook) -> None:
    text = entry(hook)
    for fact in FACTS:
        assert re.search(rf"^- \*\*{fact}\*\*: \w", text, re.MULTILINE), fact
    for argument in inspect.signature(hook).parameters:
        assert f"\n- `{argument}`: " in text
    assert f"def {hook.__name__}(" in text
