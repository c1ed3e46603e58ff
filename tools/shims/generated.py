"""Every generated file of legacy-shims with its text."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from tools.shims.old_modules import OldModule, old_modules
from tools.shims.stub import Stub
from tools.shims.table import with_moves
from tools.sources import ROOT, source_of

SHIMS = ROOT / "packages/legacy-shims/src"


def generated_files() -> tuple[dict[Path, str], list[str]]:
    """Return the text of each file, and the new modules of the table that are not there."""
    modules = old_modules()
    programs = {_path(one, ".py"): _program(one) for one in modules if _needs_program(one)}
    first = {one.new: one for one in reversed(modules)}
    stubs = {
        _path(one, ".pyi"): text
        for one in modules
        if (text := _stub(one, first[one.new])) is not None
    }
    marks = {_path(one, ".py").parent / "py.typed": "" for one in modules if _is_top_level(one)}
    missing = [one.new for one in modules if one.new and source_of(one.new) is None]
    moves = SHIMS / "training/_legacy/moves.py"
    table = {moves: with_moves(moves.read_text(encoding="utf-8"))}
    return {**programs, **_formatted({**stubs, **table}), **marks}, sorted(set(missing))


def leftovers(files: Mapping[Path, str]) -> list[Path]:
    """Return the files among the shims that are not generated any more."""
    beside = [*SHIMS.glob("*/**/*.py*"), *SHIMS.glob("training/*.py*")]
    found = {path for path in beside if path.suffix in (".py", ".pyi")}
    return sorted(path for path in found - files.keys() if "_legacy" not in path.parts)


def _path(module: OldModule, suffix: str) -> Path:
    stem = SHIMS / module.path.replace(".", "/")
    return stem / f"__init__{suffix}" if module.has_parts else stem.with_suffix(suffix)


def _is_top_level(module: OldModule) -> bool:
    return module.level == 0


def _needs_program(module: OldModule) -> bool:
    """Return whether the import system has to find a file; below those a finder serves the rest."""
    return module.level <= 1


def _program(module: OldModule) -> str:
    function = _redirection(module)
    lines = f"from training._legacy import {function}\n\n{function}(globals())\n"
    return f'"""{_docstring(module)}"""\n\n{lines}'


def _redirection(module: OldModule) -> str:
    if module.new is None:
        return "redirect_split"
    source = source_of(module.new)
    is_alone = module.path.startswith("training.") and not (source and source.is_package)
    return "redirect_module" if is_alone else "redirect_package"


def _docstring(module: OldModule) -> str:
    if module.new is None:
        return f"An old package; what was below `{module.path}` is below `training` now."
    about = f"\n\n{module.about}\n" if module.about else ""
    below = " and of every module below it" if module.has_parts else ""
    return f"The old path of `{module.new}`{below}.{about}"


def _stub(module: OldModule, first: OldModule) -> str | None:
    """Return a stub; of several old paths of one module, the first has its names for all."""
    if module.new is None:
        return f'"""{_docstring(module)}"""\n'
    source = source_of(module.new)
    if source is None:
        return None
    names = Stub(module, source).text() if module is first else f"from {first.path} import *\n"
    return f'"""{_docstring(module)}"""\n\n{names}'


def _formatted(files: Mapping[Path, str]) -> dict[Path, str]:
    """Return files as the formatter writes them."""
    with tempfile.TemporaryDirectory() as folder:
        copies = {path: Path(folder, f"{n}{path.suffix}") for n, path in enumerate(files)}
        for path, text in files.items():
            copies[path].write_text(text, encoding="utf-8")
        _ruff("check", "--select", "I", "--fix", "--exit-zero", folder)
        _ruff("format", folder)
        return {path: copy.read_text(encoding="utf-8") for path, copy in copies.items()}


def _ruff(*arguments: str) -> None:
    command: Iterable[str] = (sys.executable, "-m", "ruff", *arguments, "--quiet", "--no-cache")
    settings = ("--config", str(ROOT / "pyproject.toml"))
    subprocess.run([*command, *settings], check=True)
