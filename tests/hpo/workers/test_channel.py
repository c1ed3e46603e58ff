from __future__ import annotations

import pytest

from training.hpo.workers.channel import Channel, channel_pair


def pair() -> tuple[Channel, Channel]:
    ours, theirs = channel_pair()
    return ours, Channel(theirs)


def test_messages_arrive_whole_and_in_order() -> None:
    ours, theirs = pair()
    ours.send("job", job={"fold": 1, "words": "é" * 10_000})
    ours.send("verdict", stop=True)
    assert theirs.receive() == {"kind": "job", "job": {"fold": 1, "words": "é" * 10_000}}
    assert theirs.receive() == {"kind": "verdict", "stop": True}
    assert not theirs.has_message()


def test_the_end_of_the_other_side_is_seen_after_what_it_sent() -> None:
    ours, theirs = pair()
    ours.send("last")
    ours.close()
    assert theirs.has_message()
    assert theirs.receive() == {"kind": "last"}
    assert theirs.receive() is None


def test_sending_to_a_side_that_is_gone_is_an_error() -> None:
    ours, theirs = pair()
    theirs.close()
    with pytest.raises(BrokenPipeError):
        ours.send("job")
