"""The layout of the history: its tables, its version, and the way there from older ones.

Nothing in it is ever changed or removed: a run adds its own row to `cx_run`, and to the other
tables what it reported otherwise than the runs before it. What stands today is the latest row of
each key; what stood after a run is the latest row up to its number.
"""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlalchemy as sa

VERSION = 4  # of the layout; older ones are brought here before the first writing
COLUMNS = {"period": "str", "kpi": "str", "scope": "str", "n": "float64", "value": "float64"}
KEY = ["kpi", "scope", "period"]
BENEFITS = {
    "period": "str", "initiative": "str", "kpi": "str", "expected": "float64",
    "observed": "float64", "low": "float64", "high": "float64", "result": "str",
}  # fmt: skip
BENEFIT_KEY = ["initiative", "kpi", "period"]
ALERTS = {"alert": "str", "address": "str", "state": "str", "said": "str", "at": "str"}
ALERT_KEY = ["alert", "address"]
EARLIER = "before layout 4"  # the run that everything in an older layout is put down to


@cache
def tables() -> SimpleNamespace:
    """The tables of this layout: `run`, `kpi`, `benefit`, `alert`, `version`."""
    import sqlalchemy as sa

    made = sa.MetaData()

    def table(name: str, key: list[str], texts: list[str], numbers: list[str]) -> sa.Table:
        columns = [sa.Column("engagement", sa.String, primary_key=True)]
        columns += [sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False)]
        columns += [sa.Column(c, sa.String, primary_key=True) for c in key]
        columns += [sa.Column(c, sa.Text) for c in texts]
        columns += [sa.Column(c, sa.Double) for c in numbers]
        return sa.Table(name, made, *columns)

    return SimpleNamespace(
        run=table("cx_run", [], ["run", "kind", "period", "reported_at", "profile"], []),
        kpi=table("cx_kpi_reported", KEY, ["reason"], ["n", "value"]),
        benefit=table("cx_benefit_reported", BENEFIT_KEY, ["result"],
                      ["expected", "observed", "low", "high"]),
        alert=table("cx_alert_told", ALERT_KEY, ["state", "said", "at"], []),
        version=sa.Table("cx_history_version", made, sa.Column("version", sa.Integer)),
        all=made,
    )  # fmt: skip


@cache
def older() -> SimpleNamespace:
    """The tables of layouts 1 to 3, which knew the latest values only, by the client's name."""
    import sqlalchemy as sa

    made = sa.MetaData()

    def table(name: str, columns: dict[str, str]) -> sa.Table:
        kinds = {"str": sa.String, "float64": sa.Double}
        typed = [sa.Column(c, kinds[kind]) for c, kind in columns.items()]
        return sa.Table(name, made, sa.Column("client", sa.String), *typed)

    return SimpleNamespace(
        kpi=table("cx_kpi_history", COLUMNS), benefit=table("cx_benefit_history", BENEFITS)
    )


def found_version(connection: sa.Connection) -> int:
    """The layout found: 0 where there is none yet, 1 for a table without a version beside it."""
    import sqlalchemy as sa

    names, told = sa.inspect(connection).get_table_names(), tables().version
    if told.name in names:
        return int(connection.execute(sa.select(told.c.version)).scalar_one())
    return 1 if older().kpi.name in names else 0


def bring(connection: sa.Connection, found: int) -> None:
    """Make the tables of this layout, and put into them what an older one holds."""
    import sqlalchemy as sa

    tables().all.create_all(connection, checkfirst=True)
    if 0 < found < VERSION:
        _take_over(connection)
    version = tables().version
    connection.execute(sa.delete(version))
    connection.execute(version.insert().values(version=VERSION))


def _take_over(connection: sa.Connection) -> None:
    """Each client's latest values, as reported by a run whose time nobody kept."""
    import sqlalchemy as sa

    clients: set[str] = set()
    for name in ("kpi", "benefit"):
        rows = old_rows(connection, name)
        if rows:
            connection.execute(getattr(tables(), name).insert(), [r | {"seq": 0} for r in rows])
            clients |= {row["engagement"] for row in rows}
        table = getattr(older(), name)
        if sa.inspect(connection).has_table(table.name):
            table.drop(connection)
    if clients:
        told = [{"engagement": c, "seq": 0, "run": EARLIER} for c in sorted(clients)]
        connection.execute(tables().run.insert(), told)


def old_rows(connection: sa.Connection, name: str) -> list[dict[str, object]]:
    """What layouts 1 to 3 hold, with `engagement` for the client; layout 1 knew no bases."""
    import sqlalchemy as sa

    table = getattr(older(), name)
    if not sa.inspect(connection).has_table(table.name):
        return []
    there = {c["name"] for c in sa.inspect(connection).get_columns(table.name)}
    found = connection.execute(sa.select(*(c for c in table.c if c.name in there))).mappings()
    blank = dict.fromkeys(c.name for c in table.c)
    return [_renamed(blank | dict(row)) for row in found]


def _renamed(row: dict[str, object]) -> dict[str, object]:
    return {"engagement" if name == "client" else name: value for name, value in row.items()}
