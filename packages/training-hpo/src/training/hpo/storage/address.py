"""Say where a study is kept: a SQLite file or a PostgreSQL database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from training.config.redaction import is_secret_parameter
from training.errors import ConfigError

if TYPE_CHECKING:
    from sqlalchemy import URL

STUDY_FILE = "study.db"
_DRIVERS = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}

_NOT_ESCAPED = (
    "`storage`: the address holds more than one `@`, so where its password ends is not certain. "
    "Write an `@` of user name or password as %40, or leave the password to PGPASSWORD or "
    "~/.pgpass."
)


def storage_address(given: str | None, directory: Path) -> URL:
    """Return the address of a study.

    Args:
        given: URL, or path of a SQLite file; by default a file in the sweep's folder.
        directory: Folder of the sweep; relative paths of files belong to the working directory.

    Raises:
        ConfigError: It is no URL that can be used; the message does not hold its password.
    """
    from sqlalchemy import URL, make_url
    from sqlalchemy.exc import ArgumentError

    if given is None or "://" not in given:
        path = directory / STUDY_FILE if given is None else Path(given)
        return URL.create("sqlite", database=str(path.absolute()))
    if given.partition("://")[2].partition("?")[0].count("@") > 1:
        raise ConfigError(_NOT_ESCAPED)
    try:
        url = make_url(given)
    except (ArgumentError, ValueError) as error:
        raise ConfigError(_no_url(given.partition("://")[0])) from error
    kind = url.drivername.partition("+")[0]
    if kind not in _DRIVERS:
        raise ConfigError(_no_url(url.drivername))
    return url.set(drivername=_DRIVERS[kind])


def shown_address(url: URL) -> str:
    """Return the address for messages and records, without its password and other secrets."""
    from sqlalchemy import URL

    if url.drivername == "sqlite":
        return str(url.database)
    parts = ("username", "host", "port", "database")
    query = {key: value for key, value in url.query.items() if not is_secret_parameter(key)}
    without = {**{name: getattr(url, name) for name in parts}, "query": query}
    return URL.create("postgresql", **without).render_as_string()


def _no_url(scheme: str) -> str:
    return (
        f"`storage`: `{scheme}://…` cannot keep a study. Give the path of a file, or the URL of a "
        "PostgreSQL database: postgresql://USER@HOST/DATABASE."
    )
