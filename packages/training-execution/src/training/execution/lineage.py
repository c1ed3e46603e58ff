"""Lineage of a model: the graph of runs and data behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from training.core.runs.directory import RECORD, Run, open_run
from training.core.runs.index import run_with_id
from training.core.runs.liveness import status_of
from training.core.runs.parents import parents_in, score_of
from training.core.runs.provenance import Parent
from training.core.runs.record import record_problem
from training.errors import RunError

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.execution.compat.lineage import (
        extract_lineage_from_best_model as extract_lineage_from_best_model,
    )
else:
    from training._lazy import attach

    __getattr__, __dir__, _ = attach(
        __name__,
        {
            "extract_lineage_from_best_model": ".compat.lineage",
        },
    )


State: TypeAlias = Literal["present", "named", "missing", "damaged", "changed"]
Key: TypeAlias = tuple[str, str]
Edge: TypeAlias = tuple[Key, Key]
DATA = "data"
SOUND = ("present", "named")


@dataclass(frozen=True)
class Node:
    """A run or dataset in the graph.

    Attributes:
        kind: Kind of run, or ``data``.
        id: Its name; of data its `data_fp`.
        directory: Run directory, as far as it was found.
        state: Whether its record is there, can be read, and still has the fingerprints that its
            child wrote down; ``named`` for what has no directory, such as a study in a database.
        facts: What tells it from others: status, score, sizes, source.
    """

    kind: str
    id: str
    directory: Path | None
    state: State
    facts: Mapping[str, Any]

    @property
    def key(self) -> Key:
        """What identifies the node."""
        return self.kind, self.id


@dataclass(frozen=True)
class Lineage:
    """Everything a run was made from.

    Attributes:
        root: The run itself.
        nodes: Every node by its key, the run first.
        edges: Pairs of keys: a node, and one that it was made from; none to what a longer way
            leads to as well.
    """

    root: Node
    nodes: Mapping[Key, Node]
    edges: tuple[Edge, ...]

    def parents(self, node: Node) -> list[Node]:
        """Return what a node was made from, in the order of its record."""
        return [self.nodes[parent] for child, parent in self.edges if child == node.key]

    @property
    def problems(self) -> list[str]:
        """Sentences about nodes that are not what their children wrote down."""
        return [
            f"{node.kind} {node.id} is {node.state}"
            for node in self.nodes.values()
            if node.state not in SOUND
        ]

    def as_json(self) -> dict[str, Any]:
        """Return the graph as plain values."""
        return {
            "run": self.root.id,
            "nodes": [
                {
                    **vars(node),
                    "directory": None if node.directory is None else str(node.directory),
                    "facts": dict(node.facts),
                }
                for node in self.nodes.values()
            ],
            "edges": [
                {"from": {"kind": a[0], "id": a[1]}, "made_from": {"kind": b[0], "id": b[1]}}
                for a, b in self.edges
            ],
            "problems": self.problems,
        }


def lineage_of(run: Run, root: Path) -> Lineage:
    """Follow the parents of a run to the data.

    A parent is opened where the record says; when it is not there, it is looked up by its name in
    the folder of runs. One that cannot be read stays in the graph and is marked.

    Args:
        run: The run.
        root: Folder of runs.

    Raises:
        RunError: The record of the run itself is damaged.
    """
    start = _node(run, None)
    nodes: dict[Key, Node] = {start.key: start}
    edges = list(_walk(run, start, root, {}))
    for _, parent in edges:
        nodes.setdefault(parent.key, parent)
    pairs = dict.fromkeys((child.key, parent.key) for child, parent in edges)
    return Lineage(start, nodes, _without_shortcuts(tuple(pairs)))


def _without_shortcuts(edges: tuple[Edge, ...]) -> tuple[Edge, ...]:
    """Leave out edges to what a longer way leads to as well: a sweep stands behind its trial."""
    above: dict[Key, list[Key]] = {}
    for child, parent in edges:
        above.setdefault(child, []).append(parent)
    return tuple(
        (child, parent)
        for child, parent in edges
        if not any(_leads_to(other, parent, above) for other in above[child] if other != parent)
    )


def _leads_to(start: Key, goal: Key, above: Mapping[Key, list[Key]]) -> bool:
    pending, seen = [start], {start}
    while pending:
        for key in above.get(pending.pop(), []):
            if key == goal:
                return True
            if key not in seen:
                seen.add(key)
                pending.append(key)
    return False


def _walk(run: Run, node: Node, root: Path, seen: dict[Key, Node]) -> Iterator[tuple[Node, Node]]:
    seen[node.key] = node
    trained_on = set()
    for parent in parents_in(run):
        above = seen.get((parent.kind, parent.id))
        if above is None:
            found = _found(parent, root)
            above = _node(found, parent) if isinstance(found, Run) else _absent(parent, found)
            seen[above.key] = above
            if isinstance(found, Run):
                yield node, above
                yield from _walk_on(found, above, root, seen)
        yield node, above
        trained_on.add((above.facts.get("fingerprints") or {}).get("data_fp"))
    yield from _data_of(run, node, trained_on)


def _walk_on(
    run: Run, node: Node, root: Path, seen: dict[Key, Node]
) -> Iterator[tuple[Node, Node]]:
    """Continue above a parent, whose own list of parents may be damaged."""
    try:
        yield from _walk(run, node, root, seen)
    except RunError:
        return


def _found(parent: Parent, root: Path) -> Run | State:
    places = [] if parent.directory is None else [Path(parent.directory)]
    if root.is_dir():
        places += [root / parent.id, *filter(None, [run_with_id(root, parent.id)])]
    state: State = "named" if parent.directory is None else "missing"
    for place in places:
        if (place / RECORD).is_file():
            try:
                run = open_run(str(place))
            except RunError:
                state = "damaged"
                continue
            if run.id == parent.id:
                return run
    return state


def _node(run: Run, expected: Parent | None) -> Node:
    record = run.record
    known = record.get("fingerprints") or {}
    wanted = {} if expected is None else expected.fingerprints
    is_other = any(known.get(name) != value for name, value in wanted.items())
    changed = is_other or record_problem(record) is not None
    facts = {
        "status": status_of(run) if "status" in record else None,
        "score": score_of(record),
        "details": record.get("details") or {},
        "fingerprints": known,
    }
    kind = str(record.get("kind", "train"))
    return Node(kind, run.id, run.directory, "changed" if changed else "present", facts)


def _absent(parent: Parent, state: State) -> Node:
    directory = None if parent.directory is None else Path(parent.directory)
    return Node(parent.kind, parent.id, directory, state, {"fingerprints": parent.fingerprints})


def _data_of(run: Run, node: Node, seen: set[Any]) -> Iterator[tuple[Node, Node]]:
    """Yield the edge to the data, unless a parent was made from the same data."""
    name = (run.record.get("fingerprints") or {}).get("data_fp")
    if name is not None and name not in seen:
        facts = {key: one for key, one in (run.record.get("data") or {}).items() if one}
        yield node, Node(DATA, str(name), None, "present", facts)
