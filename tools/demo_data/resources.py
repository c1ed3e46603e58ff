"""Reading of the word lists and template files that lie beside the code."""

from __future__ import annotations

from importlib.resources import files


def read_lists(name: str) -> dict[str, tuple[str, ...]]:
    """Read a word list: `[section]` lines, then entries divided by ` | ` or line ends.

    Args:
        name: File below `vocabulary/`, without its ending.

    Returns:
        The entries of each section, in file order.
    """
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in _lines(f"vocabulary/{name}.txt"):
        if line.startswith("[") and line.endswith("]"):
            current = sections.setdefault(line[1:-1], [])
        else:
            current.extend(line.split(" | "))
    return {section: tuple(entries) for section, entries in sections.items()}


def read_templates(name: str) -> tuple[str, ...]:
    r"""Read a pool of templates: one a line, with `\n` and `\t` for line ends and tabs.

    Args:
        name: File below `templates/`, without its ending.

    Returns:
        The templates in file order.
    """
    lines = _lines(f"templates/{name}.txt")
    return tuple(line.replace("\\n", "\n").replace("\\t", "\t") for line in lines)


def resource_names(folder: str) -> tuple[str, ...]:
    """List the `.txt` files of a folder beside the code, sorted, without their ending."""
    entries = files(__package__).joinpath(folder).iterdir()
    return tuple(sorted(e.name[:-4] for e in entries if e.name.endswith(".txt")))


def _lines(path: str) -> list[str]:
    text = files(__package__).joinpath(path).read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line]
