from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.config.redaction import is_secret_key, redacted, redacted_value, without_credentials

WORD = st.text("abcdefghijklmnopqrstuvwxyzABC0123456789%!$", min_size=4, max_size=12)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https:/me:pass@host/x is missing", "https:/***@host/x is missing"),
        ("https:/hf_abc@host/x is missing", "https:/***@host/x is missing"),
        ("s3:/key:se/cr#et@bucket is missing", "s3:/***@bucket is missing"),
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
        ("http://me:p@s:s/w#r?d@host:5000/x failed", "http://***@host:5000/x failed"),
        ("redis://:p@/ss@host is down", "redis://***@host is down"),
        ("mysql://me:it's/a\"quote@db/a failed", "mysql://***@db/a failed"),
        ("'http://a:b/c@h/x', 'http://host:80/@b'", "'http://***@h/x', 'http://host:80/@b'"),
        ("http://host:5000/path/of@somebody", "http://host:5000/path/of@somebody"),
        ("http://[::1]:5000/path/of@somebody", "http://[::1]:5000/path/of@somebody"),
        ("{'api_key': 'a', \"token\":\"b\"}", "{'api_key': '***', \"token\":\"***\"}"),
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


@given(WORD, st.text("abc@:/?#'\"%", min_size=1, max_size=8), WORD)
def test_no_password_survives_that_nobody_escaped(user: str, signs: str, host: str) -> None:
    secret = f"x{signs}-secret"
    for scheme in ("http", "ray", "postgresql", "s3"):
        address = f"{scheme}://{user}:{secret}@{host}.example:5000/path"
        assert secret not in redacted(f"cannot reach {address}: refused")
        assert without_credentials(address) == f"{scheme}://{host}.example:5000/path"


def test_secrets_within_a_value_are_hidden() -> None:
    value = {"a": ["http://me:pw@host", 1], "b": None, "token": None, "c": {"api-key": "k"}}
    shown = {"a": ["http://***@host", 1], "b": None, "token": None, "c": {"api-key": "***"}}
    assert redacted_value(value) == shown


@pytest.mark.parametrize(
    ("key", "is_secret"),
    [
        *[(one, True) for one in ("token", "hf_token", "password", "db_password", "client_secret")],
        *[(one, True) for one in ("hfToken", "apiKey", "accessKey", "userPassword")],
        *[(one, True) for one in ("apikey", "API-KEY", "credentials", "aws_secret_access_key")],
        *[
            (one, False)
            for one in ("pad_token", "tokens", "batch_tokens", "tokenizer", "key", "padToken")
        ],
        *[(one, False) for one in ("mask_token", "secretary", "password_file", "monkey")],
    ],
)
def test_keys_of_secrets_are_distinguished_from_words_of_a_vocabulary(
    key: str, is_secret: bool
) -> None:
    assert is_secret_key(key) is is_secret
