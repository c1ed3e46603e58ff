from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from training._lazy import attach


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """A package with one submodule, that counts its imports."""
    folder = tmp_path / "lazy_shop"
    folder.mkdir()
    (folder / "goods.py").write_text("import sys\nsys.modules['lazy_shop'].imports += 1\nApple = 3")
    source = "from training._lazy import attach\nimports = 0\n"
    source += "__getattr__, __dir__, __all__ = attach(__name__, {'Apple': 'goods'})\n"
    (folder / "__init__.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    import lazy_shop  # type: ignore[import-not-found]

    yield lazy_shop
    for name in ("lazy_shop", "lazy_shop.goods"):
        sys.modules.pop(name, None)


def test_a_name_is_listed_before_and_imported_when_it_is_used(package: ModuleType) -> None:
    assert package.__all__ == ["Apple"]
    assert "Apple" in dir(package)
    assert package.imports == 0
    assert package.Apple == 3
    assert vars(package)["Apple"] == 3


def test_an_unknown_name_is_answered_with_the_nearest(package: ModuleType) -> None:
    with pytest.raises(AttributeError, match=r"'lazy_shop' has no attribute 'Aple'.*`Apple`"):
        package.Aple  # noqa: B018


def test_a_public_name_that_its_own_submodule_would_hide_is_refused() -> None:
    with pytest.raises(ValueError, match=r"share \['goods'\]"):
        attach("shop", {"goods": "goods", "Apple": "fruit"})
