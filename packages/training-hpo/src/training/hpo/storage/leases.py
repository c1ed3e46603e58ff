"""Leases: who may work on which trial, and until when.

Optuna does not say who runs a trial, and has heartbeats for `Study.optimize` alone. A lease is a
row in a table of our own beside Optuna's: taken with one statement, renewed while its owner lives,
and free for others when it was not renewed, or its owner has certainly ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from training.hpo.storage.owner import is_gone, new_owner

if TYPE_CHECKING:
    from sqlalchemy import Engine, Table

LEASE_SECONDS = 60.0
ASKING = -1
"""Number of the lease under which new trials are made."""
FINISHING = -2
"""Number of the lease under which the winner is refitted."""


@dataclass(frozen=True)
class Lease:
    """A lease as it stands in the table.

    Attributes:
        number: Trial it is for.
        owner: Who holds it.
        remaining: Seconds until it runs out; negative when it has.
        progress: What the owner last said of the trial.
    """

    number: int
    owner: str
    remaining: float
    progress: str

    @property
    def is_free(self) -> bool:
        """Whether others may take it over."""
        return self.remaining < 0 or is_gone(self.owner)


class Leases(Protocol):
    """The leases of one study, in the hands of one owner."""

    def claim(self, number: int) -> bool:
        """Take a lease that nobody holds; return whether it is ours now."""

    def renew(self, progress: Mapping[int, str]) -> set[int]:
        """Extend our leases and note how far their trials are; return those that were lost."""

    def release(self, numbers: Iterable[int]) -> None:
        """Give our leases back."""

    def all(self) -> list[Lease]:
        """Return all leases of the study."""


class NoLeases:
    """The leases of a study in memory, which nobody else sees."""

    def claim(self, number: int) -> bool:
        """Return that it is ours."""
        return True

    def renew(self, progress: Mapping[int, str]) -> set[int]:
        """Return that nothing was lost."""
        return set()

    def release(self, numbers: Iterable[int]) -> None:
        """Do nothing."""

    def all(self) -> list[Lease]:
        """Return none."""
        return []


class StoredLeases:
    """Leases in a table of the study's database; all clocks are the database's.

    Args:
        engine: The database.
        study: Name of the study.
        seconds: How long a lease holds without being renewed.
    """

    def __init__(self, engine: Engine, study: str, seconds: float = LEASE_SECONDS) -> None:
        self._engine = engine
        self._study = study
        self._seconds = seconds
        self._table = _table()
        self.owner = new_owner()
        _create(engine, self._table)

    def claim(self, number: int) -> bool:
        """Take a lease that nobody holds; return whether it is ours now."""
        from sqlalchemy.exc import IntegrityError

        try:
            with self._engine.begin() as connection:
                until = self._now(connection) + self._seconds
                row = {"study": self._study, "number": number, "owner": self.owner}
                connection.execute(self._table.insert().values(until=until, progress="", **row))
            return True
        except IntegrityError:
            return self._take_over(number)

    def renew(self, progress: Mapping[int, str]) -> set[int]:
        """Extend our leases and note how far their trials are; return those that were lost."""
        lost = set()
        with self._engine.begin() as connection:
            until = self._now(connection) + self._seconds
            for number, text in sorted(progress.items()):
                change = self._ours(self._table.update(), number)
                done = connection.execute(change.values(until=until, progress=text[:200]))
                if done.rowcount != 1:
                    lost.add(number)
        return lost

    def release(self, numbers: Iterable[int]) -> None:
        """Give our leases back."""
        with self._engine.begin() as connection:
            for number in sorted(numbers):
                connection.execute(self._ours(self._table.delete(), number))

    def all(self) -> list[Lease]:
        """Return all leases of the study."""
        columns = self._table.c
        with self._engine.connect() as connection:
            now = self._now(connection)
            query = self._table.select().where(columns.study == self._study)
            rows = connection.execute(query.order_by(columns.number)).all()
        return [Lease(row.number, row.owner, row.until - now, row.progress) for row in rows]

    def _take_over(self, number: int) -> bool:
        """Take a free lease from its holder, unless somebody else was faster."""
        columns = self._table.c
        found = next((one for one in self.all() if one.number == number), None)
        if found is None or found.owner == self.owner:
            return found is not None
        if not found.is_free:
            return False
        with self._engine.begin() as connection:
            now = self._now(connection)
            change = self._table.update().where(
                columns.study == self._study,
                columns.number == number,
                columns.owner == found.owner,
            )
            if not is_gone(found.owner):
                change = change.where(columns.until < now)
            values = {"owner": self.owner, "until": now + self._seconds, "progress": ""}
            return bool(connection.execute(change.values(**values)).rowcount == 1)

    def _ours(self, statement: Any, number: int) -> Any:
        columns = self._table.c
        return statement.where(
            columns.study == self._study,
            columns.number == number,
            columns.owner == self.owner,
        )

    def _now(self, connection: Any) -> float:
        from sqlalchemy import text

        clock = _CLOCKS[self._engine.dialect.name]
        return float(connection.execute(text(f"SELECT {clock}")).scalar_one())


_CLOCKS = {
    "sqlite": "(julianday('now') - 2440587.5) * 86400.0",
    "postgresql": "extract(epoch from clock_timestamp())",
}


def _table() -> Table:
    from sqlalchemy import Column, Float, Integer, MetaData, String, Table

    return Table(
        "training_leases",
        MetaData(),
        Column("study", String(512), primary_key=True),
        Column("number", Integer, primary_key=True),
        Column("owner", String(512), nullable=False),
        Column("until", Float(53), nullable=False),
        Column("progress", String(200), nullable=False),
    )


def _create(engine: Engine, table: Table) -> None:
    """Make the table; another process may make it at the same moment."""
    from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

    try:
        table.metadata.create_all(engine)
    except (IntegrityError, OperationalError, ProgrammingError):
        table.metadata.create_all(engine)
