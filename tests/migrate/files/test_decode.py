from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.errors import DataError
from training.migrate.files.decode import decode_other, decode_python


@pytest.mark.parametrize(
    "raw",
    [
        "x = 'é'\r\n".encode(),
        b"\xef\xbb\xbfx = 1\n",
        "# coding: latin-1\nx = 'é'\n".encode("latin-1"),
        "# -*- coding: cp1252 -*-\nx = '€'\n".encode("cp1252"),
    ],
)
def test_python_is_read_by_its_mark_or_cookie_and_written_back_as_it_was(raw: bytes) -> None:
    decoded = decode_python(raw)
    assert not decoded.text.startswith("\ufeff")
    assert decoded.encode(decoded.text) == raw
    assert decoded.encode(decoded.text + "#\n") == raw + b"#\n"


@pytest.mark.parametrize("raw", [b"x = '\xff'\n", b"# coding: wibble\n"])
def test_python_that_is_not_what_its_cookie_says_is_refused(raw: bytes) -> None:
    with pytest.raises(DataError, match="its encoding cannot be read"):
        decode_python(raw)


def test_a_character_that_the_encoding_lacks_cannot_be_written() -> None:
    decoded = decode_python("# coding: latin-1\n".encode("latin-1"))
    with pytest.raises(UnicodeEncodeError):
        decoded.encode("€")


@given(st.binary(max_size=40))
def test_any_other_file_keeps_its_bytes(raw: bytes) -> None:
    decoded = decode_other(raw)
    assert decoded.encode(decoded.text) == raw
