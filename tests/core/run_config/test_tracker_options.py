from __future__ import annotations

import pytest

from tests.core.trackers.ledger import LedgerOptions
from training.core import resolve_run_config
from training.core.trackers import options_of
from training.errors import ConfigError

pytestmark = pytest.mark.usefixtures("ledger_plugin")
CHOSEN = "logging.trackers=[jsonl, ledger-book]"


def test_a_chosen_tracker_has_its_keys_with_types_and_defaults() -> None:
    config = resolve_run_config(overrides=[CHOSEN], environ={}).config
    assert options_of(config, "ledger-book", LedgerOptions) == LedgerOptions()
    given = resolve_run_config(overrides=[CHOSEN, "logging.ledger_book.url=http://a"], environ={})
    assert options_of(given.config, "ledger-book", LedgerOptions).url == "http://a"
    with pytest.raises(ConfigError, match=r"`logging.ledger_book.url` must be text, not 3"):
        resolve_run_config(overrides=[CHOSEN, "logging.ledger_book.url=3"], environ={})
    with pytest.raises(ConfigError, match=r"Did you mean `url`\?"):
        resolve_run_config(overrides=[CHOSEN, "logging.ledger_book.urn=a"], environ={})


def test_environment_variables_reach_them() -> None:
    environ = {"TRAINING__LOGGING__LEDGER_BOOK__URL": "http://b"}
    config = resolve_run_config(overrides=[CHOSEN], environ=environ).config
    assert options_of(config, "ledger-book", LedgerOptions).url == "http://b"


def test_options_of_a_tracker_choose_it_where_no_trackers_are_listed() -> None:
    given = ["logging.ledger_book.url=http://a"]
    config = resolve_run_config(overrides=given, environ={}).config
    assert config.logging.trackers == ["jsonl", "ledger-book"]
    assert options_of(config, "ledger-book", LedgerOptions).url == "http://a"


def test_options_of_a_tracker_that_is_not_chosen_are_refused() -> None:
    given = ["logging.trackers=[jsonl]", "logging.ledger_book.url=http://a"]
    with pytest.raises(ConfigError) as caught:
        resolve_run_config(overrides=given, environ={})
    assert str(caught.value).endswith(
        "`logging.ledger_book` sets options of `ledger-book`, which `logging.trackers` does not "
        "name, so nothing would come of them. Add `ledger-book` there, or take them out."
    )


def test_equal_configurations_are_equal() -> None:
    first, second = (resolve_run_config(overrides=[CHOSEN], environ={}).config for _ in range(2))
    assert first == second
