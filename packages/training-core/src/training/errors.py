"""The errors a user can mend.

Everything here is a `UserError`: the command line prints its message as one paragraph without a
traceback and exits with code 2. Any other exception is a bug and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Iterable


class UserError(ValueError):
    """Something the user gave cannot be used; the message says what, where and the way out."""


class ConfigError(UserError):
    """A configuration file, environment variable or `--set` override cannot be used."""


class DataError(UserError):
    """A dataset, document or span cannot be used."""


class PluginError(UserError):
    """A plugin, or something only a plugin could provide, cannot be used."""


class RunError(UserError):
    """A run directory cannot be read, written or continued."""


class ResumableError(RunError):
    """A run was ended by something outside of it, and continues from its last checkpoint."""


class DivergenceError(RunError):
    """The loss of a fit is no longer a number."""


class MissingExtraError(UserError, ImportError):
    """An optional dependency is not installed; the message says which `pip install` provides it."""


def nearest(name: str, choices: Iterable[str]) -> str | None:
    """Return the choice most like `name`, or None when none is close."""
    import difflib

    by_lowercase = {choice.lower(): choice for choice in choices}
    found = difflib.get_close_matches(name.lower(), by_lowercase, n=1, cutoff=0.6)
    return by_lowercase[found[0]] if found else None


def suggestion(name: str, choices: Iterable[str]) -> str:
    """Return " Did you mean `…`?" for the nearest choice, or an empty string."""
    match = nearest(name, choices)
    return f" Did you mean `{match}`?" if match else ""


def missing_extra(package: str, distribution: str, extra: str) -> MissingExtraError:
    """Build the error for an optional package that is not installed.

    Args:
        package: Name that could not be imported, for example ``torch``.
        distribution: Distribution that offers it, for example ``training-core``.
        extra: Extra of that distribution that installs it, for example ``cpu``.
    """
    return MissingExtraError(
        f"The package `{package}` is needed here and is not installed. "
        f'Install it with: pip install "{distribution}[{extra}]"'
    )
