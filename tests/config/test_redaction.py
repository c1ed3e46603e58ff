from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.config.redaction import redacted
from training.config.redaction import redacted_value
from training.config.redaction import without_credentials

WORD = st.text("abcdefghijklmnopqrstuvwxyzABC0123456789%!$", min_size=4, max_size=12)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https:/me:pass@host/x is missing", "https:/***@host/x is missing"),
        ("http://me:pass@host:5000/x failed", "http://***@host:5000/x failed"),
        (
            "postgresql+psycopg://me@db/a?password=p1&x=2",
            "postgresql+psycopg://***@db/a?password=***&x=2",
        ),
        ("Authorization: Bearer abc.def-ghi", "Authorization: Bearer ***"),
        ("https://store/a?sig=Zm9v%3D;b", "https://store/a?sig=***;b"),
        ("an address a@b.c is no secret", "an address a@b.c is no secret"),
        ("tokens=5", "tokens=5"),
        ("postgresql://me:p@ss/w:rd@db/a failed", "postgresql://***@db/a failed"),
        ("host=db password='two words' user=me", "host=db password=*** user=me"),
        ("https://host/a?sslpassword=x&token=y#z", "https://host/a?sslpassword=***&token=***"),
    ],
)
def test_secrets_are_hidden_and_the_rest_stays(text: str, shown: str) -> None:
    assert redacted(text) == shown


@given(WORD, WORD, WORD)
def test_no_password_of_an_address_survives(user: str, password: str, host: str) -> None:
    secret = f"{password}-secret"
    address = f"https://{user}:{secret}@{host}.example/path"
    assert secret not in redacted(f"cannot reach {address}: refused")
    assert without_credentials(address) == f"https://{host}.example/path"


@given(WORD, WORD)
def test_no_secret_in_the_query_of_an_address_survives(name: str, secret: str) -> None:
    secret = f"{secret}-secret"
    for address in (f"postgresql://{name}@db/x?password={secret}", f"http://h/?api_key={secret}"):
        assert secret not in redacted(f"{address}: refused")
        assert secret not in without_credentials(address)


def test_secrets_within_a_value_are_hidden() -> None:
    value = {"a": ["http://me:pw@host", 1], "b": None}
    assert redacted_value(value) == {"a": ["http://***@host", 1], "b": None}
