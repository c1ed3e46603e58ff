"""Build the five wheels and lay them out in one folder, as an installation would.

Run as `python -m tools.wheels OUTPUT`: wheels go to `OUTPUT/wheels`, their content to
`OUTPUT/site`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from importlib.metadata import Distribution, distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DISTRIBUTIONS = (
    "training-core",
    "training-execution",
    "training-hpo",
    "training-cli",
    "legacy-shims",
)


def build_wheel(project: Path, folder: Path) -> Path:
    """Build the wheel of one project with the installed build back end.

    Raises:
        subprocess.CalledProcessError: The project cannot be built.
    """
    before = set(folder.glob("*.whl")) if folder.exists() else set()
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*command, str(project)], check=True, capture_output=True)
    return next(iter(set(folder.glob("*.whl")) - before))


def build_all(folder: Path) -> list[Path]:
    """Build our distributions into an empty `folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    return [build_wheel(ROOT / "packages" / name, folder) for name in DISTRIBUTIONS]


def shared_paths(wheels: Iterable[Path]) -> dict[str, list[str]]:
    """Return the paths that more than one wheel contains, with the names of those wheels."""
    owners: dict[str, list[str]] = {}
    for wheel in wheels:
        for path in zipfile.ZipFile(wheel).namelist():
            owners.setdefault(path, []).append(wheel.name)
    return {path: names for path, names in owners.items() if len(names) > 1}


def described(wheels: Iterable[Path]) -> dict[str, Distribution]:
    """Return the metadata that wheels contain, by the name of the distribution."""
    found = (next(iter(distributions(path=[str(wheel)]))) for wheel in wheels)
    return {one.metadata["Name"]: one for one in found}


def modules_of(described: Distribution) -> list[str]:
    """Return the dotted names of the modules and packages of a distribution."""
    paths = (path.with_suffix("") for path in described.files or () if path.suffix == ".py")
    parents = (path.parent if path.name == "__init__" else path for path in paths)
    return sorted(".".join(path.parts) for path in parents)


def unpack(wheels: Iterable[Path], site: Path) -> None:
    """Lay wheels out in `site` as an installer would."""
    for wheel in wheels:
        zipfile.ZipFile(wheel).extractall(site)


def main() -> None:
    """Build and unpack into the folder given as argument."""
    output = Path(sys.argv[1])
    shutil.rmtree(output / "site", ignore_errors=True)
    wheels = build_all(output / "wheels")
    shared = shared_paths(wheels)
    if shared:
        raise SystemExit(f"several wheels contain the same path: {shared}")
    unpack(wheels, output / "site")


if __name__ == "__main__":
    main()
