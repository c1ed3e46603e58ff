"""`training migrate`."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from training.cli.commands.migrate.explanation import indented, print_explanation
from training.cli.commands.migrate.ready import app as ready_app
from training.cli.commands.migrate.usage import app as usage_app
from training.cli.options import Excludes, Json
from training.cli.terminal.messages import print_error
from training.core.console.consoles import output
from training.core.console.help import examples
from training.core.console.lines import print_exact, print_json
from training.errors import UserError


class Format(StrEnum):
    """How findings are reported."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH",
        help="Files and folders; by default the working directory.",
        show_default=False,
    ),
]
Unsafe = Annotated[
    bool, typer.Option("--unsafe", help="Make the fixes that may change what the code means, too.")
]
Diff = Annotated[bool, typer.Option("--diff", help="Show the fixes and write nothing.")]
OutputFormat = Annotated[Format, typer.Option("--output", "-o", help="How findings are reported.")]

What = Annotated[
    str,
    typer.Argument(
        metavar="WHAT",
        help="Old path, message of a warning or ImportError, or code of a finding.",
        show_default=False,
    ),
]
HERE = Path()

app = typer.Typer(
    rich_markup_mode="rich",
    no_args_is_help=True,
    help="Move a code base from old import paths to new ones.",
    epilog=examples(
        "training migrate check             # what is left to do here",
        "training migrate fix --diff        # see what would be changed",
        "training migrate fix               # change it",
        "training migrate explain hpo.core  # what became of an old path",
    ),
)
app.add_typer(usage_app)
app.add_typer(ready_app)


@app.command(
    epilog=examples(
        "training migrate check",
        "training migrate check src tests pyproject.toml",
        "training migrate check --output sarif > old-paths.sarif",
    )
)
def check(
    paths: Paths = None,
    exclude: Excludes = None,
    unsafe: Unsafe = False,
    diff: Diff = False,
    output_format: OutputFormat = Format.TEXT,
) -> None:
    """Find every use of an old path, without importing anything.

    It reads Python, notebooks, Markdown, reStructuredText, YAML, TOML, JSON, INI, shell scripts,
    Makefiles, Dockerfiles, lists of dependencies, pickles and checkpoints. What .gitignore names is
    passed over, and a line with `# training: keep` is left alone. With --diff it shows what `fix`
    would do, with --unsafe all of it.

    The exit code is 0 when nothing was found, 1 when something was, and 2 when a file could not be
    read.
    """
    if diff:
        _show_differences(paths, exclude, unsafe, output_format)
    if unsafe:
        raise UserError("--unsafe says which fixes --diff shows; a check tells all of them.")
    from training.cli.commands.migrate.view import Reporter, checked
    from training.migrate.check import check_file
    from training.migrate.files.walk import files_below

    reporter = Reporter(output_format.value)
    for path in files_below(paths or [HERE], exclude or ()):
        reporter.add(check_file(path))
    reporter.close(checked(reporter, paths or ()))
    raise typer.Exit(reporter.exit_code)


@app.command(
    epilog=examples(
        "training migrate fix --diff",
        "training migrate fix",
        "training migrate fix src tests --unsafe",
    )
)
def fix(
    paths: Paths = None,
    exclude: Excludes = None,
    unsafe: Unsafe = False,
    diff: Diff = False,
    output_format: OutputFormat = Format.TEXT,
) -> None:
    """Rewrite every use of an old path that can be rewritten, and report what is left.

    Formatting, comments, quotes, line ends and encodings stay. A file is replaced as a whole or not
    at all. The dependency on legacy-shims is dropped when nothing in the project needs it.

    The exit code is 0 when nothing is left, 1 when something is, and 2 when a file could not be
    read or written.
    """
    if diff:
        _show_differences(paths, exclude, unsafe, output_format)
    from training.cli.commands.migrate.view import Reporter, rewritten
    from training.migrate.fix import Fixing

    reporter, files = Reporter(output_format.value), 0
    for file in Fixing(exclude or (), unsafe).fix_paths(paths or [HERE]):
        files += bool(file.fixed)
        reporter.add(file.report, file.fixed)
    reporter.close(rewritten(reporter, files))
    raise typer.Exit(reporter.exit_code)


@app.command(
    epilog=examples(
        "training migrate explain hpo.core.study",
        "training migrate explain \"No module named 'training_exec'\"",
        "training migrate explain TM003",
    )
)
def explain(what: What, json: Json = False) -> None:
    """Explain what became of an old path, since when, and until when the old one works.

    It takes an old path, the message of a warning or ImportError, or the code of a finding, and
    works without legacy-shims, too.
    """
    from training.migrate.codes import CODES
    from training.migrate.explain import explain as explained

    if what.upper() in CODES:
        _print_code(what.upper(), json)
        return
    found = explained(what)
    if json:
        print_json(asdict(found))
    else:
        print_explanation(found)


def _show_differences(
    paths: list[Path] | None, exclude: list[str] | None, unsafe: bool, output_format: Format
) -> NoReturn:
    """Print the fixes as differences, and end with the exit code of a check."""
    from training.cli.commands.migrate.view import CLEAN, FINDINGS, UNREADABLE
    from training.migrate.fix import Fixing
    from training.migrate.reports.differences import difference

    if output_format is not Format.TEXT:
        raise UserError("--diff shows text; leave out --output, or --diff.")
    code = CLEAN
    for file in Fixing(exclude or (), unsafe, write=False).fix_paths(paths or [HERE]):
        print_exact("".join(difference(file)))
        for problem in file.report.problems:
            print_error(problem)
        has_findings = bool(file.fixed or file.report.counted)
        code = max(code, UNREADABLE if file.report.problems else FINDINGS * has_findings)
    raise typer.Exit(code)


def _print_code(name: str, json: bool) -> None:
    from training.migrate.codes import CODES

    code = CODES[name]
    if json:
        print_json({"code": name, **asdict(code)})
        return
    console = output()
    console.print(f"{name}: {code.name}", style="bold")
    console.print(code.meaning)
    console.print(f"\n{indented('before', code.before)}")
    if code.after:
        console.print(indented("after", code.after))
