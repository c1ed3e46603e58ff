from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from training.errors import DataError
from training.migrate.check import check_paths
from training.migrate.files.prefilter import may_hold_old_path
from training.migrate.files.walk import files_below
from training.migrate.renames import RENAMES

OLD = "import hpo\n"


def tree(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(OLD)


def found(*roots: Path, excludes: tuple[str, ...] = ()) -> list[str]:
    reports = check_paths(roots, excludes)
    return [report.path.relative_to(roots[0]).as_posix() for report in reports]


def test_what_nobody_wants_checked_is_passed_over(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", ".git/a.py", "node_modules/a.py", "x/__pycache__/a.py", "env/a.py")
    tree(tmp_path, "build/a.py", ".venv/a.py")
    (tmp_path / "env/pyvenv.cfg").write_text("")
    assert found(tmp_path) == ["a.py"]
    assert found(tmp_path / ".venv") == ["a.py"]


def test_gitignore_files_count_where_they_stand(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "out/a.py", "x/gen/a.py", "x/keep.py", "y/gen/a.py")
    (tmp_path / ".gitignore").write_text("/out/\n")
    (tmp_path / "x/.gitignore").write_text("gen\n*.py\n!keep.py\n")
    assert found(tmp_path) == ["a.py", "x/keep.py", "y/gen/a.py"]


def test_excludes_are_patterns_of_the_same_kind(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "vendored/a.py", "x/b_pb2.py")
    assert found(tmp_path, excludes=("vendored/", "*_pb2.py")) == ["a.py"]


def test_a_file_given_by_name_is_always_read_and_only_once(tmp_path: Path) -> None:
    tree(tmp_path, "build/a.py")
    assert list(files_below([tmp_path / "build/a.py", tmp_path / "build"])) == [
        tmp_path / "build/a.py"
    ]


def test_a_path_that_does_not_exist_is_reported(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no file or folder .*nowhere"):
        list(files_below([tmp_path / "nowhere"]))


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_that_go_round_in_circles_are_not_followed(tmp_path: Path) -> None:
    tree(tmp_path, "a.py")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "broken.py").symlink_to("nothing.py")
    assert found(tmp_path) == ["a.py"]


@pytest.mark.parametrize("rename", RENAMES, ids=lambda rename: rename.old)
def test_no_form_of_an_old_path_slips_through_the_first_look(rename: object) -> None:
    old: str = rename.old  # type: ignore[attr-defined]
    parent, _, last = old.rpartition(".")
    forms = [f"{old}.x", f'"{old}"', f"import {old} as x", f"(\n{old})", old.replace(".", " . ")]
    forms += (
        [f"from {parent} import {last}", f"from {parent} import(\n  a,\n  {last})"]
        if parent
        else []
    )
    for form in forms:
        assert may_hold_old_path(form.encode()), form


@pytest.mark.parametrize(
    "text", ["import myhpo", "training.core.trainer", "x.hpo", "retraining.model", "training"]
)
def test_the_first_look_settles_what_cannot_be_one(text: str) -> None:
    assert not may_hold_old_path(text.encode())


def test_nothing_that_is_read_is_imported(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import hpo\nimport training.trainer\nraise SystemExit('ran')\n")
    program = (
        "import sys, pathlib\n"
        "from training.migrate.check import check_paths\n"
        f"print(len([r for r in check_paths([pathlib.Path({str(tmp_path)!r})])]))\n"
        "print([n for n in sys.modules if n.split('.')[0] in ('hpo', 'torch', 'a')])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "1\n[]\n", done.stderr
