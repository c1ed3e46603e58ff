from __future__ import annotations

import sys
from pathlib import Path

import pytest

from training.core.plugins.provider import MissingTargetError, Provider


def provider(target: str) -> Provider:
    return Provider("mine", target, "")


def test_the_target_is_imported_when_it_is_asked_for() -> None:
    import json

    assert provider("json:loads").load() is json.loads


@pytest.mark.parametrize(
    "target", ["no_such_module:x", "json.no_such:x", "json:no_such", "json", "no_such.below:x"]
)
def test_a_module_or_attribute_that_is_not_there_is_told_apart(target: str) -> None:
    with pytest.raises(MissingTargetError):
        provider(target).load()


def test_a_package_that_the_module_itself_lacks_keeps_its_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "needs_more.py").write_text("import not_installed_here\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError) as caught:
        provider("needs_more:x").load()
    assert caught.value.name == "not_installed_here"
    assert "needs_more" not in sys.modules


def test_the_first_name_is_the_oldest() -> None:
    assert Provider("c", "x", "", ("a", "b")).first_name == "a"
    assert Provider("c", "x", "").first_name == "c"
