"""Keep passwords and tokens out of logs and records."""

from __future__ import annotations

import re

HIDDEN = "***"
_CREDENTIALS = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://)[^\s/@]*@")
_PARAMETER = re.compile(
    r"(?P<name>(?:password|passwd|pwd|token|secret|api[_-]?key|access[_-]?key|sig|signature)=)"
    r"[^\s&;'\"]+",
    re.IGNORECASE,
)
_BEARER = re.compile(r"(?P<kind>\b(?:Bearer|Basic) )[A-Za-z0-9._~+/=-]{8,}")


def redacted(text: str) -> str:
    """Return `text` with `***` for the secrets that addresses and headers carry.

    Hidden are what stands before the `@` of an address (``scheme://user:password@host``), the
    values of parameters such as ``password=`` and ``token=``, and the credentials of an
    ``Authorization`` header.
    """
    text = _CREDENTIALS.sub(rf"\g<scheme>{HIDDEN}@", text)
    text = _PARAMETER.sub(rf"\g<name>{HIDDEN}", text)
    return _BEARER.sub(rf"\g<kind>{HIDDEN}", text)


def without_credentials(address: str) -> str:
    """Return an address without the part before its `@`."""
    return _CREDENTIALS.sub(r"\g<scheme>", address)
