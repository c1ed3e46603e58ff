"""Kinds of files that are checked."""

from __future__ import annotations

import re
from enum import StrEnum


class Kind(StrEnum):
    """How a file is read."""

    PYTHON = "python"
    NOTEBOOK = "notebook"
    MARKDOWN = "markdown"
    RESTRUCTURED_TEXT = "restructured text"
    YAML = "yaml"
    TOML = "toml"
    JSON = "json"
    INI = "ini"
    SHELL = "shell"
    REQUIREMENTS = "requirements"
    PICKLE = "pickle"


SUFFIXES = {
    ".py": Kind.PYTHON,
    ".pyi": Kind.PYTHON,
    ".pyw": Kind.PYTHON,
    ".ipynb": Kind.NOTEBOOK,
    ".md": Kind.MARKDOWN,
    ".markdown": Kind.MARKDOWN,
    ".qmd": Kind.MARKDOWN,
    ".rst": Kind.RESTRUCTURED_TEXT,
    ".yaml": Kind.YAML,
    ".yml": Kind.YAML,
    ".toml": Kind.TOML,
    ".json": Kind.JSON,
    ".jsonc": Kind.JSON,
    ".ini": Kind.INI,
    ".cfg": Kind.INI,
    ".conf": Kind.INI,
    ".env": Kind.INI,
    ".sh": Kind.SHELL,
    ".bash": Kind.SHELL,
    ".zsh": Kind.SHELL,
    ".fish": Kind.SHELL,
    ".ps1": Kind.SHELL,
    ".bat": Kind.SHELL,
    ".sbatch": Kind.SHELL,
    ".slurm": Kind.SHELL,
    ".mk": Kind.SHELL,
    ".dockerfile": Kind.SHELL,
    ".pkl": Kind.PICKLE,
    ".pickle": Kind.PICKLE,
    ".joblib": Kind.PICKLE,
    ".pt": Kind.PICKLE,
    ".pth": Kind.PICKLE,
    ".ckpt": Kind.PICKLE,
    ".bin": Kind.PICKLE,
}

NAMES = re.compile(
    r"(?P<requirements>(?:.*[-_.])?(?:requirements|constraints)(?:[-_.].*)?\.(?:txt|in))"
    r"|(?P<shell>(?:gnu)?makefile|justfile|procfile|jenkinsfile"
    r"|(?:dockerfile|containerfile)(?:\..*)?)"
    r"|(?P<ini>pipfile|\.importlinter|\.coveragerc|\.flake8|\.pylintrc|\.isort\.cfg)",
    re.IGNORECASE,
)


def kind_of(name: str, folder: str = "") -> Kind | None:
    """Return how the file called `name` is read, or None for one that is not.

    Args:
        name: File name without folder.
        folder: Name of the folder it is in: ``requirements/dev.txt`` is a list of dependencies.
    """
    if found := NAMES.fullmatch(name):
        return Kind(str(found.lastgroup))
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    if suffix in (".txt", ".in") and folder in ("requirements", "constraints"):
        return Kind.REQUIREMENTS
    return SUFFIXES.get(suffix)


def kind_of_script(first_line: bytes) -> Kind | None:
    """Return how a file without suffix is read, by its first line."""
    if not first_line.startswith(b"#!"):
        return None
    if b"python" in first_line:
        return Kind.PYTHON
    return Kind.SHELL if re.search(rb"\b(?:ba|z|k|da)?sh\b", first_line) else None
