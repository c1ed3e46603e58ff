"""Keep passwords and tokens out of logs and records."""

from __future__ import annotations

import re

HIDDEN = "***"
_CREDENTIALS = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://)[^\s/?#'\"]*@")
_PATH = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+:/)[^\s/?#'\"]*@")
"""An address that was read as a path has one slash only."""
_PASSWORD = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://|[A-Za-z][A-Za-z0-9+.-]+:/)[^\s:/@?#'\"\[]*:(?!\d{1,5}(?:[/?#]|$))"
    r"(?:[^\s'\"]|['\"](?![\s,)}\]]|:\s|$))*@"
)
"""A password that nobody escaped may hold slashes, quotes and other signs; a port may not."""
_PARAMETER = re.compile(
    r"(?P<name>(?:password|passwd|pwd|token|secret|api[_-]?key|access[_-]?key|sig|signature)=)"
    r"(?:'[^']*'|\"[^\"]*\"|[^\s&;'\"]+)",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"(?P<name>(?P<quote>['\"])\w*(?:password|passwd|pwd|token|secret|api[_-]?key|access[_-]?key)"
    r"(?P=quote)\s*:\s*)(?:'[^']*'|\"[^\"]*\")",
    re.IGNORECASE,
)
"""A secret in a mapping that was written as JSON or as Python shows it."""
_KEY = re.compile(
    r"(?:(?:^|_)(?:password|passwd|pwd|passphrase|secret|secret_key|api_?key|access_key|private_key|"
    r"credentials?)|^(?:(?:access|auth|api|bearer|refresh|session|hf|bot|user|client)_)?token)$",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
"""Where a word of a key such as `hfToken` begins."""
_BEARER = re.compile(r"(?P<kind>\b(?:Bearer|Basic) )[A-Za-z0-9._~+/=-]{8,}")


def redacted(text: str) -> str:
    """Return `text` with `***` for the secrets that addresses and headers carry.

    Hidden are what stands before the `@` of an address (``scheme://user:password@host``), the
    values of parameters such as ``password=`` and ``token=``, those of such keys in a mapping that
    is written out, and the credentials of an ``Authorization`` header.
    """
    text = _PASSWORD.sub(rf"\g<scheme>{HIDDEN}@", text)
    text = _CREDENTIALS.sub(rf"\g<scheme>{HIDDEN}@", text)
    text = _PATH.sub(rf"\g<scheme>{HIDDEN}@", text)
    text = _PARAMETER.sub(rf"\g<name>{HIDDEN}", text)
    text = _QUOTED.sub(rf"\g<name>\g<quote>{HIDDEN}\g<quote>", text)
    return _BEARER.sub(rf"\g<kind>{HIDDEN}", text)


def without_credentials(address: str) -> str:
    """Return an address without the part before its `@`, and `***` for secrets in its query."""
    address = _PASSWORD.sub(r"\g<scheme>", address)
    address = _CREDENTIALS.sub(r"\g<scheme>", address)
    address = _PATH.sub(r"\g<scheme>", address)
    return _PARAMETER.sub(rf"\g<name>{HIDDEN}", address)


def is_secret_parameter(name: str) -> bool:
    """Return whether a parameter of an address holds a secret, by its name."""
    return _PARAMETER.search(f"{name}=x") is not None


def is_secret_key(name: str) -> bool:
    """Return whether a key of a configuration holds a secret, by its name.

    `hfToken` is one as `hf_token` is; words of a vocabulary such as `pad_token` are none.
    """
    return _KEY.search(_CAPITAL.sub("_", name).replace("-", "_")) is not None


def redacted_value(value: object, key: str = "") -> object:
    """Return a value of a configuration without secrets.

    Args:
        value: The value; `redacted` is applied to every text in it.
        key: Key it stands at; `***` stands for the value of one that holds a secret.
    """
    if isinstance(value, dict):
        return {name: redacted_value(one, str(name)) for name, one in value.items()}
    if is_secret_key(key) and value not in (None, "", []) and not isinstance(value, bool):
        return HIDDEN
    if isinstance(value, str):
        return redacted(value)
    return [redacted_value(one) for one in value] if isinstance(value, list) else value
