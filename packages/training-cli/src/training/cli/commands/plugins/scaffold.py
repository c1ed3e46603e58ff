"""Write the distribution of a new plugin from packaged templates."""

from __future__ import annotations

import keyword
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from importlib_resources import files

from training.core.io.atomic_files import refusal
from training.core.plugins import get_plugin_manager, get_registry
from training.core.plugins.discovery import canonical
from training.errors import PluginError, UserError, suggestion

if TYPE_CHECKING:
    from importlib_resources.abc import Traversable

TEMPLATES = "plugin_templates"
LICENSES = ("MIT", "Apache-2.0", "BSD-3-Clause")
REQUIREMENTS: Mapping[str, str] = {
    "task": "training-core[cpu]",
    "backbone": "training-core[cpu]",
    "reader": "training-core",
    "callback": "training-core[cpu]",
    "optimizer": "training-core[cpu]",
    "tracker": "training-core",
    "launcher": "training-execution",
    "sampler": "training-hpo",
    "command": "training-cli",
}
"""What a plugin of each kind requires of the framework."""
USAGE: Mapping[str, str] = {
    "task": "task:\n  name: $provider",
    "backbone": "model:\n  backbone: $provider",
    "reader": "data:\n  path: data.$package\n  reader: $provider",
    "optimizer": "training:\n  optimizer: {name: $provider, momentum: 0.9}",
    "callback": "training:\n  callbacks:\n    - $provider: {scale: 0.05}",
    "tracker": "logging:\n  trackers: [jsonl, $provider]",
    "launcher": "distributed:\n  launcher: $provider\n  niceness: 10",
    "sampler": "sampler: {name: $provider, trials_at_random: 20}",
}
"""What a configuration says to use one of each kind."""
WITHOUT_A_FIT = ("reader", "sampler")
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
_PREFIX = "training-"


@dataclass(frozen=True)
class PluginNames:
    """What a new plugin and its parts are called.

    Attributes:
        distribution: As it was asked for.
        plugin: In `training plugins list`, and the name of what it offers.
        package: Package that is imported.
        kind: Kind of what it offers.
    """

    distribution: str
    plugin: str
    package: str
    kind: str

    @property
    def stem(self) -> str:
        """Begin of the names of its classes, without its kind."""
        words = self.package.split("_")
        own = words[:-1] if len(words) > 1 and words[-1] == self.kind else words
        return "".join(word.capitalize() for word in own)


def write_plugin(name: str, kind: str, license_name: str, output: Path) -> list[Path]:
    """Write a new distribution, all of it or nothing.

    Args:
        name: Its name, which is that of its folder, too.
        kind: What it offers: one of `REQUIREMENTS`.
        license_name: One of `LICENSES`.
        output: Folder in which its folder is made.

    Returns:
        The files written.

    Raises:
        PluginError: The name, kind or licence cannot be used.
        UserError: The folder is there already, or cannot be written.
    """
    names = plugin_names(name, kind)
    if license_name not in LICENSES:
        raise PluginError(
            f"--license {license_name}: there is no text for it."
            f"{suggestion(license_name, LICENSES)} Available: {', '.join(LICENSES)}."
        )
    target = output / name
    if target.exists() or target.is_symlink():
        raise UserError(f"{target} exists already; nothing was written. Choose another name.")
    content = dict(_files(names, license_name))
    try:
        _write_together(target, content)
    except OSError as error:
        raise UserError(f"{target}: the plugin cannot be written: {refusal(error)}.") from error
    return [target / path for path in content]


def plugin_names(name: str, kind: str) -> PluginNames:
    """Return the names of a new plugin.

    Raises:
        PluginError: There is no such kind, no distribution, package or plugin can have the name, or
            it is taken.
    """
    if kind not in REQUIREMENTS:
        raise PluginError(
            f"--kind {kind}: no template is called so.{suggestion(kind, REQUIREMENTS)} "
            f"Available: {', '.join(REQUIREMENTS)}."
        )
    if not _NAME.fullmatch(name):
        raise PluginError(
            f"`{name}` is no name of a distribution: it has letters, digits, `-`, `_` and `.`, and "
            "begins and ends with a letter or digit."
        )
    package = canonical(name).replace("-", "_")
    _require_package(name, package)
    names = PluginNames(name, canonical(name).removeprefix(_PREFIX), package, kind)
    _require_free(names)
    return names


def _require_package(name: str, package: str) -> None:
    if not package.isidentifier() or keyword.iskeyword(package):
        raise PluginError(f"`{name}` makes `{package}`, which cannot be imported in Python.")
    if package in sys.stdlib_module_names or find_spec(package) is not None:
        raise PluginError(f"`{name}`: there is a module `{package}` already. Choose another name.")


def _require_free(names: PluginNames) -> None:
    taken = [one.source for one in get_plugin_manager().reports]
    for source in taken:
        if source.answers_to(names.plugin) or source.answers_to(names.distribution):
            raise PluginError(f"`{names.distribution}`: the name is taken by {source}.")
    registry = get_registry(names.kind)
    if names.plugin in registry:
        owner = registry.find(names.plugin).source
        raise PluginError(
            f"`{names.distribution}`: the {names.kind} `{names.plugin}` is provided by {owner}."
        )


def _files(names: PluginNames, license_name: str) -> Iterator[tuple[str, str]]:
    """Yield the path and the content of each file."""
    values = _values(names, license_name)
    kind, package = names.kind, f"src/{names.package}"
    yield "pyproject.toml", _filled("pyproject.toml", values)
    yield "README.md", _filled("README.md", values)
    yield "CHANGELOG.md", _filled("CHANGELOG.md", values)
    yield "LICENSE", _filled(f"licenses/{license_name}", values)
    yield ".github/workflows/ci.yml", _filled("ci.yml", values)
    yield f"{package}/__init__.py", f'"""{names.kind.capitalize()} `{names.plugin}`."""\n'
    yield f"{package}/plugin.py", _filled("plugin.py", values)
    for part in _parts(kind):
        module = part.removeprefix(f"{kind}.")
        yield f"{package}/{module}.py", _filled(f"parts/{part}", values)
    tests = ["common", *(() if kind in WITHOUT_A_FIT else ("fit",)), kind]
    yield (
        f"tests/test_{names.package}.py",
        "".join(_filled(f"tests/{one}", values) for one in tests),
    )


def _values(names: PluginNames, license_name: str) -> dict[str, str]:
    values = {
        "name": names.distribution,
        "plugin": names.plugin,
        "provider": names.plugin,
        "package": names.package,
        "kind": names.kind,
        "class": names.stem,
        "target": "app" if names.kind == "command" else f"{names.stem}{names.kind.capitalize()}",
        "summary": f"The {names.kind} of {names.distribution}",
        "license": license_name,
        "year": str(date.today().year),
        "requirement": _requirement(names.kind),
    }
    command = f"```bash\ntraining {names.plugin} RUN\n```"
    usage = Template(USAGE.get(names.kind, "")).substitute(values)
    return {**values, "usage": f"```yaml\n{usage}\n```" if usage else command}


def _requirement(kind: str) -> str:
    distribution = REQUIREMENTS[kind]
    return f"{distribution}>={version(distribution.partition('[')[0])}"


def _parts(kind: str) -> list[str]:
    """Return the templates of a kind's modules: its own, and those it imports."""
    names = (one.name.removesuffix(".txt") for one in _folder("parts").iterdir())
    return sorted(one for one in names if one == kind or one.startswith(f"{kind}."))


def _filled(template: str, values: Mapping[str, str]) -> str:
    text = _folder(f"{template}.txt").read_text(encoding="utf-8")
    return Template(text).substitute(values)


def _folder(path: str) -> Traversable:
    return files("training.cli") / TEMPLATES / path


def _write_together(target: Path, content: Mapping[str, str]) -> None:
    """Write all files into a folder beside the target, and rename that when it is complete."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        draft.chmod(0o755)
        for path, text in content.items():
            (draft / path).parent.mkdir(parents=True, exist_ok=True)
            (draft / path).write_text(text, encoding="utf-8", newline="\n")
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
