from __future__ import annotations

from pathlib import Path

import pytest

from tests.migrate.conftest import fix_folder

CODE = "import training.core.trainer\nfrom training import run_local_hpo_sweep\n"

LISTS = {
    "requirements": (
        "requirements.txt",
        "numpy\nlegacy-shims>=0.1 ; python_version>'3'  # old\ntorch\n",
        "numpy\ntraining-core\ntraining-hpo\ntorch\n",
    ),
    "last line": (
        "requirements-dev.txt",
        "numpy\nlegacy_shims",
        "numpy\ntraining-core\ntraining-hpo",
    ),
    "in a folder": ("requirements/ci.txt", "legacy-shims\r\n", "training-core\r\ntraining-hpo\r\n"),
    "what is there stays": (
        "requirements.in",
        "training-core[cpu]>=0.1\nlegacy-shims\n",
        "training-core[cpu]>=0.1\ntraining-hpo\n",
    ),
    "constraints": ("constraints.txt", "legacy-shims==0.1\n", "training-core\ntraining-hpo\n"),
    "pyproject": (
        "pyproject.toml",
        '[project]\ndependencies = [\n  "training-core[cpu]",\n  "legacy-shims>=0.1",  # old\n]\n'
        '[project.optional-dependencies]\ndev = ["training-hpo", "legacy-shims"]\n',
        '[project]\ndependencies = [\n  "training-core[cpu]",\n  "training-hpo",\n]\n'
        '[project.optional-dependencies]\ndev = ["training-hpo", "training-core"]\n',
    ),
    "poetry": (
        "pyproject.toml",
        '[tool.poetry.dependencies]\nlegacy-shims = "^0.1"\nnumpy = "*"\n',
        '[tool.poetry.dependencies]\ntraining-core = "*"\ntraining-hpo = "*"\nnumpy = "*"\n',
    ),
    "sources of uv": (
        "pyproject.toml",
        '[tool.uv.sources]\nlegacy-shims = { path = "x" }\n',
        "[tool.uv.sources]\n",
    ),
    "setup.cfg": (
        "setup.cfg",
        "install_requires =\n    numpy\n    legacy-shims\n",
        "install_requires =\n    numpy\n    training-core\n    training-hpo\n",
    ),
    "setup.py": (
        "setup.py",
        'setup(install_requires=["legacy-shims", "numpy"])\n',
        'setup(install_requires=["training-core", "training-hpo", "numpy"])\n',
    ),
    "conda": (
        "environment.yml",
        "- pip:\n  - legacy-shims==0.1\n",
        "- pip:\n  - training-core\n  - training-hpo\n",
    ),
    "pre-commit": (
        ".pre-commit-config.yaml",
        "additional_dependencies: [mypy, 'legacy-shims']\n",
        "additional_dependencies: [mypy, 'training-core', 'training-hpo']\n",
    ),
    "Dockerfile": (
        "Dockerfile",
        'RUN pip install --no-cache-dir \\\n    "legacy-shims>=0.1" numpy && echo legacy-shims\n',
        "RUN pip install --no-cache-dir \\\n    training-core training-hpo numpy "
        "&& echo legacy-shims\n",
    ),
    "uninstalling": (
        "run.sh",
        "pip uninstall -y legacy-shims\n",
        "pip uninstall -y legacy-shims\n",
    ),
    "own name": ("pyproject.toml", 'name = "legacy-shims"\n', 'name = "legacy-shims"\n'),
}


@pytest.mark.parametrize(("name", "before", "after"), LISTS.values(), ids=LISTS)
def test_the_shims_give_way_to_what_is_used(
    tmp_path: Path, name: str, before: str, after: str
) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(before.encode())
    (tmp_path / ".git").mkdir()
    (tmp_path / "code.py").write_text(CODE)
    fix_folder(tmp_path)
    assert file.read_bytes().decode() == after


def test_old_paths_count_as_what_they_have_become(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("legacy-shims\n")
    (tmp_path / "a.py").write_text("import training_exec\n")
    (tmp_path / "run.sh").write_text("python -m training.train\n")
    fix_folder(tmp_path)
    assert (tmp_path / "requirements.txt").read_text() == "training-cli\ntraining-execution\n"


def test_the_shims_stay_as_long_as_something_needs_them(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("legacy-shims\n")
    (tmp_path / "a.py").write_text('F = "hpo.core.study.f"\n')
    left = fix_folder(tmp_path)["requirements.txt"].report.findings
    assert (tmp_path / "requirements.txt").read_text() == "legacy-shims\n"
    assert "a.py:1 still needs it" in left[0].finding.message


def test_files_that_were_not_given_are_looked_at_before_the_shims_go(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('dependencies = ["legacy-shims"]\n')
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.py").write_text("import hpo\n")
    from training.migrate.fix import Fixing

    (fix,) = Fixing().fix_paths([tmp_path / "pyproject.toml"])
    assert "a.py:1 still needs it" in fix.report.findings[0].finding.message


def test_a_list_with_hashes_is_left_to_its_tool(tmp_path: Path) -> None:
    text = "legacy-shims==0.1 --hash=sha256:00\n"
    (tmp_path / "requirements.txt").write_text(text)
    left = fix_folder(tmp_path)["requirements.txt"].report.findings
    assert (tmp_path / "requirements.txt").read_text() == text
    assert "hashes" in left[0].finding.message
