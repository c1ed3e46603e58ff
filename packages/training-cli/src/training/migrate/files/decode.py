"""Files as text, so that writing the text back gives the same bytes."""

from __future__ import annotations

import codecs
import io
import tokenize
from dataclasses import dataclass

from training.errors import DataError


@dataclass(frozen=True)
class DecodedFile:
    """The text of a file and how it was stored.

    Attributes:
        text: Everything behind a byte order mark, with line ends as they are.
        encoding: Codec of the bytes.
        mark: The byte order mark, or nothing.
        errors: How the codec treats bytes that are no text.
    """

    text: str
    encoding: str
    mark: bytes = b""
    errors: str = "strict"

    def encode(self, text: str) -> bytes:
        """Return the bytes that store `text` in the same way.

        Raises:
            UnicodeEncodeError: The encoding of the file has no bytes for a character.
        """
        return self.mark + text.encode(self.encoding, self.errors)


def decode_python(raw: bytes) -> DecodedFile:
    """Decode Python source by its byte order mark or encoding cookie.

    Raises:
        DataError: The bytes are not what the cookie says, or the codec is unknown.
    """
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(raw).readline)
        encoding = "utf-8" if encoding == "utf-8-sig" else encoding
        decoded = DecodedFile(raw[len(mark) :].decode(encoding), encoding, mark)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        raise DataError(f"its encoding cannot be read: {error}") from error
    if decoded.encode(decoded.text) != raw:
        raise DataError(f"its bytes do not survive decoding and encoding as {encoding}")
    return decoded


def decode_other(raw: bytes) -> DecodedFile:
    """Decode any other file as UTF-8; bytes that are none are kept as they are."""
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    text = raw[len(mark) :].decode("utf-8", "surrogateescape")
    return DecodedFile(text, "utf-8", mark, "surrogateescape")
