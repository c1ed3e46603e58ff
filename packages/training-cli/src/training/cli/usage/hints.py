"""Find the way out of mistakes on a command line: options, values and commands meant otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from training.errors import nearest, suggestion

if TYPE_CHECKING:
    from typer import Context

OTHER_WORDS = {
    "fit": "train",
    "resume": "train --resume latest",
    "eval": "evaluate",
    "test": "evaluate",
    "score": "evaluate",
    "infer": "predict",
    "list": "runs list",
    "show": "runs show latest",
    "check": "data check",
    "sweep": "hpo run",
    "tune": "hpo run",
    "new": "init",
}
"""Commands that are often called otherwise."""

DISTRIBUTIONS = {"hpo": "training-hpo"}
"""Commands that a further distribution of ours provides."""

VARIABLES = (
    "TRAINING_PLUGINS",
    "TRAINING_DISABLE_PLUGINS",
    "TRAINING_STRICT_PLUGINS",
    "TRAINING_LOCAL_PLUGINS",
    "TRAINING_REGISTERED_PLUGINS",
    "TRAINING_LEGACY_USAGE",
    "TRAINING_PARENT_PROCESS",
    "TRAINING_RAY_RANK",
)
"""Environment variables that are read, beside those of the configuration (`TRAINING__…`)."""
NEAR = 0.8
"""Likeness of a variable's name from which it is hardly meant for another program."""

FLAG_VALUES = frozenset({"true", "false", "yes", "no", "on", "off", "1", "0"})
_KEY = re.compile(r"[a-z_]+(\.[a-z_]+)*")


def unread_variables(environ: Mapping[str, str]) -> Iterator[str]:
    """Yield a remark on each variable that is not read and was probably meant to be: `TRAINING_…`.

    Others begin in the same way without being ours: those of a service called `training`, for
    example.
    """
    for name in sorted(environ):
        ours = None if _is_read(name) else _with_prefix(name.upper())
        meant = ours and _variable_meant(ours)
        if meant:
            yield f"environment variable {name} is not read. Did you mean {meant}?"


def _with_prefix(name: str) -> str | None:
    """Return a name in capitals with the prefix `TRAINING_`, also where it is mistyped; or None."""
    if name.startswith("TRAINING_"):
        return name
    prefix, separator, rest = name.partition("__")
    return f"TRAINING_{rest}" if separator and nearest(prefix, ["TRAINING"]) else None


def _is_read(name: str) -> bool:
    return name in VARIABLES or name.upper().startswith("TRAINING__")


def _variable_meant(name: str) -> str | None:
    """Return the variable that a name in capitals stands for, or None."""
    import difflib

    if name in VARIABLES:
        return name
    keys = _keys()
    paths = {key.replace(".", "_"): key for key in keys.values()}
    given = name.removeprefix("TRAINING_").lower().replace("__", "_")
    key = keys.get(given) or paths.get(given)
    if key is None:
        near = difflib.get_close_matches(name, VARIABLES, n=1, cutoff=NEAR)
        found = difflib.get_close_matches(given, [*keys, *paths], n=1, cutoff=NEAR)
        if near or not found:
            return near[0] if near else None
        key = keys.get(found[0]) or paths[found[0]]
    return f"TRAINING__{key.replace('.', '__').upper()}"


def unknown_option(option: str, context: Context, words: Sequence[str]) -> str:
    """Return the message for an option that a command does not have."""
    problem = f"`{context.command_path}` has no option {option}."
    options = _options(context.command)
    meant = _option_meant(option, options)
    if meant is None and context.command.name == "predict" and option in ("--file", "--input"):
        return f"{problem} A file is read from standard input: training predict RUN - < FILE."
    if option == "--plugin":
        module = value_of([option], words) or "MODULE"
        return f"{problem} It stands before the command: `training --plugin {module} …`."
    keys = _keys() if "--set" in options else {}
    key = keys.get(_name(option)) or (
        None if meant else keys.get(nearest(_name(option), keys) or "")
    )
    if key and not (meant and option.replace("_", "-").startswith(meant)):
        value = value_of([option], words) or "VALUE"
        return f"{problem} A value of the configuration is set with `--set {key}={value}`."
    everything = f"It has: {', '.join(options)}."
    return f"{problem} {f'Did you mean {meant}?' if meant else everything}"


def unknown_command(name: str, context: Context) -> str:
    """Return the message for a command that a group does not have."""
    names = list(getattr(context.command, "commands", {}))
    near = suggestion(name, names)
    if not near and "show" in names and names != ["show", "validate", "keys"]:
        near = f" Did you mean `{context.command_path} show {name}`?"
    return f"`{context.command_path}` has no command `{name}`.{near} It has: {', '.join(names)}."


def unknown_root_command(name: str, rest: Sequence[str]) -> str | None:
    """Return the message for a command that there is not, if it is known what was meant."""
    if name == "help":
        return f"Help is an option: `{' '.join(['training', *rest, '--help'])}`."
    if name in DISTRIBUTIONS:
        distribution = DISTRIBUTIONS[name]
        return (
            f"`training {name}` is provided by the distribution {distribution}, which is not "
            f"installed or is switched off. Install it with: pip install {distribution}"
        )
    if name in OTHER_WORDS:
        return f"No command is called `{name}`. Did you mean `training {OTHER_WORDS[name]}`?"
    return None


def extra_words(extra: Sequence[str], context: Context) -> str:
    """Return the message for words after those that a command takes."""
    parameters: list[Any] = list(context.command.params)
    arguments = (parameter for parameter in parameters if parameter.param_type_name == "argument")
    takes = " ".join(str(argument.display_name_raw) for argument in arguments)
    shown = ", ".join(f"`{word}`" for word in extra)
    problem = f"`{context.command_path}` takes {takes or 'no argument'}; {shown} is one too many."
    options = _options(context.command)
    if "--config" in options and extra[0].endswith((".yaml", ".yml")):
        return f"{problem} Further files are given with `--config {extra[0]}`."
    if "--set" in options and "=" in extra[0]:
        return f"{problem} A value is set with `--set {extra[0]}`."
    return problem


def separated_value(words: Sequence[str]) -> str | None:
    """Return the message for a value that stands apart from its key or behind a flag, or None."""
    padded = [*words, "", ""]
    for option, key, value in zip(padded, padded[1:], padded[2:]):
        if option in ("--set", "-s") and _KEY.fullmatch(key) and value and value[:2] != "--":
            return f"--set {key} {value}: key and value are one word: `--set {key}={value}`."
    for flag, value in pairwise(words):
        if flag in ("--quiet", "-q", "--json") and value.lower() in FLAG_VALUES:
            return f"{flag} {value}: {flag} is a flag and takes no value: leave out `{value}`."
    return None


def value_of(options: Sequence[str], words: Sequence[str]) -> str:
    """Return the word that follows one of the options, or an empty text."""
    for word, following in pairwise([*words, ""]):
        name, joined, value = word.partition("=")
        if name in options:
            return value if joined else ("" if following.startswith("--") else following)
    return ""


def _options(command: Any) -> list[str]:
    options = [param for param in command.params if param.param_type_name == "option"]
    return [
        option for one in options if not one.hidden for option in one.opts if option[:2] == "--"
    ]


def _option_meant(given: str, options: Sequence[str]) -> str | None:
    """Return the option that the given one begins with or is most like, or None."""
    named = {_name(option): option for option in options}
    begins = (one for one in named if len(one) > len("set") and _name(given).startswith(one))
    return named.get(next(begins, None) or nearest(_name(given), named) or "")


def _name(option: str) -> str:
    return option.lstrip("-").replace("-", "_").lower()


def _keys() -> dict[str, str]:
    from training.config import RunConfig
    from training.config.schema.keys import keys_by_name

    return keys_by_name(RunConfig)
