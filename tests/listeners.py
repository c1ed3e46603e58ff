"""Sockets on which processes of this machine listen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

_LISTENING = "0A"


def open_listeners(process: int) -> set[str]:
    """Return ``address:port`` of callbacks of a process and those below it that others can reach.

    Source: proc(5), `/proc/net/tcp`: local address in host byte order, state, inode.
    """
    own = {inode for one in processes_below(process) for inode in _sockets(one)}
    found = {address for inode, address in _listening() if inode in own}
    return {f"{address}:{port}" for address, port in found if not _is_loopback(address)}


def processes_below(process: int) -> list[int]:
    """Return a process and all that it started, directly or not."""
    parents = {one: _parent(one) for one in _numbers()}
    family, new = {process}, {process}
    while new:
        new = {one for one, parent in parents.items() if parent in new} - family
        family |= new
    return sorted(family)


def _listening() -> Iterator[tuple[str, tuple[IPv4Address | IPv6Address, int]]]:
    for file in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(file).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == _LISTENING:
                address, _, port = fields[1].partition(":")
                yield fields[9], (_address(address), int(port, 16))


def _address(text: str) -> IPv4Address | IPv6Address:
    words = [bytes.fromhex(text[start : start + 8])[::-1] for start in range(0, len(text), 8)]
    return ip_address(b"".join(words))


def _is_loopback(address: IPv4Address | IPv6Address) -> bool:
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _sockets(process: int) -> Iterator[str]:
    try:
        for file in Path(f"/proc/{process}/fd").iterdir():
            if found := re.match(r"socket:\[(\d+)\]", str(file.readlink())):
                yield found[1]
    except OSError:
        return


def _numbers() -> list[int]:
    return [int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit()]


def _parent(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
