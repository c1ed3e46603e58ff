from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from training.config import DistributedConfig, RunConfig
from training.errors import ConfigError
from training.execution.launchers.elastic.rendezvous import Rendezvous


def rendezvous(directory: Path | None = None, **distributed: Any) -> Rendezvous:
    config = RunConfig(distributed=DistributedConfig(enabled=True, **distributed))
    return Rendezvous.of(config, directory)


def test_a_machine_alone_meets_itself_on_loopback() -> None:
    found = rendezvous()
    assert (found.endpoint, found.is_host, found.name) == ("127.0.0.1:0", True, None)
    assert (found.host, found.own_address) == ("127.0.0.1", "127.0.0.1")


@pytest.mark.parametrize(("rank", "is_host"), [(0, True), (1, False), (None, None)])
def test_the_machine_of_rank_0_hosts_the_meeting(rank: int | None, is_host: bool | None) -> None:
    found = rendezvous(nodes=2, node_rank=rank, rendezvous="host:29400", rendezvous_id="demo")
    assert found.is_host is is_host
    assert (found.run_id, found.name, found.nodes) == ("demo", "demo", 2)


def test_a_directory_names_the_run_where_no_name_is_given() -> None:
    found = rendezvous(Path("runs/demo-1"), nodes=2, rendezvous="host:29400")
    assert (found.run_id, found.name) == ("demo-1", None)


@pytest.mark.parametrize(
    ("distributed", "message"),
    [
        ({"nodes": 2}, "does not say where they meet.*--rdzv-endpoint"),
        ({"nodes": 2, "rendezvous": "host:1"}, "no name that the machines share.*--rdzv-id"),
        ({"rendezvous": "host"}, "expected `host:port`"),
        ({"rendezvous": ":1"}, "expected `host:port`"),
        ({"rendezvous": "host:65536"}, "expected `host:port`"),
        ({"rendezvous": "host:x"}, "expected `host:port`"),
    ],
)
def test_machines_that_cannot_meet_are_told_what_is_missing(
    distributed: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        rendezvous(**distributed)


def test_the_meeting_is_hosted_on_a_free_port_of_loopback() -> None:
    handler = rendezvous().handler()
    assert handler.get_run_id() == "alone"
    handler.shutdown()
