from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from packaging.version import Version
from tools.release import changelog
from tools.release.project import Project, compatible_range, next_version
from tools.release.release import Release, build, full_name, prepare
from tools.wheels import DISTRIBUTIONS, ROOT, build_wheel

from tests.promises.packaging.environment import Environment, install

DAY = date(2030, 1, 2)


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "packages", tmp_path / "scratch" / "packages", ignore=ignored)
    return tmp_path / "scratch"


@pytest.mark.parametrize(
    ("version", "part", "raised"),
    [("1.4.2", "major", "2.0.0"), ("1.4.2", "minor", "1.5.0"), ("1.4.2", "patch", "1.4.3")],
)
def test_the_next_version_follows_semantic_versioning(version: str, part: str, raised: str) -> None:
    assert next_version(Version(version), part) == Version(raised)


def test_before_1_0_a_minor_release_is_outside_of_the_range_and_a_patch_is_inside() -> None:
    assert compatible_range(Version("0.3.1")) == ">=0.3,<0.4"
    assert compatible_range(Version("2.3.1")) == ">=2.3,<3"


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_every_changelog_has_sections_that_can_be_released(name: str) -> None:
    assert changelog.unreleased(ROOT / "packages" / name / "CHANGELOG.md").startswith("### ")


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_every_range_of_a_sibling_holds_the_version_beside_it(name: str) -> None:
    project = Project(ROOT / "packages" / name)
    for sibling in DISTRIBUTIONS:
        versions = project.range_of(sibling)
        version = Project(ROOT / "packages" / sibling).version
        assert versions is None or version in versions, sibling


def test_a_release_dates_the_entries_and_leaves_an_empty_heading(tmp_path: Path) -> None:
    file = tmp_path / "CHANGELOG.md"
    older = "## 0.1.0 - 2029-01-01\n\n### Added\n\n- All.\n"
    file.write_text(f"# Changelog\n\n## Unreleased\n\n### Fixed\n\n- A fault.\n\n{older}")
    changelog.release(file, Version("0.1.1"), DAY)
    released = "## 0.1.1 - 2030-01-02\n\n### Fixed\n\n- A fault.\n\n"
    assert file.read_text() == f"# Changelog\n\n## Unreleased\n\n{released}{older}"
    with pytest.raises(ValueError, match="nothing to release"):
        changelog.unreleased(file)


@pytest.mark.parametrize(
    ("entries", "complaint"),
    [
        ("- No section.\n", "in no section"),
        ("### Improved\n\n- x\n", "unknown section 'Improved'"),
        ("", "nothing under 'Unreleased'"),
    ],
)
def test_a_changelog_that_cannot_be_released_is_refused_before_anything_is_written(
    tmp_path: Path, entries: str, complaint: str
) -> None:
    folder = tmp_path / "packages" / "training-core"
    folder.mkdir(parents=True)
    project = folder / "pyproject.toml"
    project.write_text('[project]\nversion = "0.1.0"\n')
    (folder / "CHANGELOG.md").write_text(f"# Changelog\n\n## Unreleased\n\n{entries}")
    with pytest.raises(ValueError, match=complaint):
        prepare(tmp_path, "core", "minor", DAY)
    assert project.read_text() == '[project]\nversion = "0.1.0"\n'


def test_an_unknown_distribution_is_refused_with_the_known_ones() -> None:
    assert full_name("shims") == "legacy-shims"
    with pytest.raises(ValueError, match=r"expected one of training-core, .* got 'cor'"):
        full_name("cor")


def test_the_command_refuses_a_mistake_with_exit_code_2() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.release", "cor", "minor"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("error: distribution: expected one of")


@pytest.mark.wheels
def test_old_and_new_distributions_mix_only_where_their_ranges_say_so(
    scratch: Path, tmp_path: Path
) -> None:
    old = {
        name: build_wheel(scratch / "packages" / name, tmp_path / "old") for name in DISTRIBUTIONS
    }
    (tmp_path / "home").mkdir()
    environment = install(list(old.values()), tmp_path / "home")

    patch = released(scratch, "training-core", "patch")
    assert patch.moved == ()
    assert _installs(environment, *_wheels(build(patch, tmp_path / "patch")), old["training-hpo"])
    assert "0.1.1" in environment.run("training", "--version")

    minor = released(scratch, "training-core", "minor")
    assert [one.name for one in minor.moved] == [
        "training-execution",
        "training-hpo",
        "training-cli",
    ]
    core = _wheels(build(minor, tmp_path / "minor"))
    assert not _installs(environment, *core, old["training-hpo"])

    siblings = [
        wheel
        for one in minor.moved
        for wheel in _wheels(build(released(scratch, one.name, "patch"), tmp_path / "minor"))
    ]
    assert _installs(environment, *core, *siblings, old["legacy-shims"])
    assert "0.2.0" in environment.run("training", "--version")


def released(scratch: Path, name: str, part: str) -> Release:
    file = scratch / "packages" / name / "CHANGELOG.md"
    file.write_text("# Changelog\n\n## Unreleased\n\n### Fixed\n\n- A fault.\n")
    return prepare(scratch, name, part, DAY)


def _wheels(files: list[Path]) -> list[Path]:
    return [file for file in files if file.suffix == ".whl"]


def _installs(environment: Environment, *wheels: Path) -> bool:
    python = str(environment.folder / "bin" / "python")
    command = [sys.executable, "-m", "pip", "--python", python, "install", "--no-index"]
    done = subprocess.run(
        [*command, *map(str, wheels)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 or "ResolutionImpossible" in done.stderr, done.stderr
    return done.returncode == 0
