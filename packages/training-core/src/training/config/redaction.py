"""Keep passwords and tokens out of logs and records."""

from __future__ import annotations

import re

HIDDEN = "***"
_CREDENTIALS = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://)[^\s/?#'\"]*@")
_PATH = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+:/)[^\s/:?#'\"]*:[^\s/?#'\"]*@")
"""An address that was read as a path has one slash only."""
_DATABASE = re.compile(
    r"(?P<scheme>(?:postgres(?:ql)?|mysql|mariadb|mssql|oracle)(?:\+\w+)?://)[^\s:/@]*:[^\s'\"]*@"
)
"""In addresses of databases a password may hold a slash."""
_PARAMETER = re.compile(
    r"(?P<name>(?:password|passwd|pwd|token|secret|api[_-]?key|access[_-]?key|sig|signature)=)"
    r"(?:'[^']*'|\"[^\"]*\"|[^\s&;'\"]+)",
    re.IGNORECASE,
)
_BEARER = re.compile(r"(?P<kind>\b(?:Bearer|Basic) )[A-Za-z0-9._~+/=-]{8,}")


def redacted(text: str) -> str:
    """Return `text` with `***` for the secrets that addresses and headers carry.

    Hidden are what stands before the `@` of an address (``scheme://user:password@host``), the
    values of parameters such as ``password=`` and ``token=``, and the credentials of an
    ``Authorization`` header.
    """
    text = _DATABASE.sub(rf"\g<scheme>{HIDDEN}@", text)
    text = _CREDENTIALS.sub(rf"\g<scheme>{HIDDEN}@", text)
    text = _PATH.sub(rf"\g<scheme>{HIDDEN}@", text)
    text = _PARAMETER.sub(rf"\g<name>{HIDDEN}", text)
    return _BEARER.sub(rf"\g<kind>{HIDDEN}", text)


def without_credentials(address: str) -> str:
    """Return an address without the part before its `@`, and `***` for secrets in its query."""
    address = _DATABASE.sub(r"\g<scheme>", address)
    address = _CREDENTIALS.sub(r"\g<scheme>", address)
    return _PARAMETER.sub(rf"\g<name>{HIDDEN}", address)


def is_secret_parameter(name: str) -> bool:
    """Return whether a parameter of an address holds a secret, by its name."""
    return _PARAMETER.search(f"{name}=x") is not None


def redacted_value(value: object) -> object:
    """Return a value of a configuration with `redacted` applied to every text in it."""
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, dict):
        return {key: redacted_value(one) for key, one in value.items()}
    return [redacted_value(one) for one in value] if isinstance(value, list) else value
