"""The layout of the history: its tables, its version, and the way there from older ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlalchemy as sa

VERSION = 3  # of the layout; `MIGRATIONS` leads there from every earlier one
COLUMNS = {"period": "str", "kpi": "str", "scope": "str", "n": "float64", "value": "float64"}
KEY = ["kpi", "scope", "period"]
BENEFITS = {
    "period": "str", "initiative": "str", "kpi": "str", "expected": "float64",
    "observed": "float64", "low": "float64", "high": "float64", "result": "str",
}  # fmt: skip
BENEFIT_KEY = ["initiative", "kpi", "period"]


def kpi_table() -> sa.Table:
    import sqlalchemy as sa

    text = sa.String
    key = [sa.Column(name, text, primary_key=True) for name in ("client", *KEY)]
    return sa.Table("cx_kpi_history", sa.MetaData(), *key, sa.Column("n", sa.Double),
                    sa.Column("value", sa.Double))  # fmt: skip


def benefit_table() -> sa.Table:
    import sqlalchemy as sa

    key = [sa.Column(name, sa.String, primary_key=True) for name in ("client", *BENEFIT_KEY)]
    numbers = [sa.Column(name, sa.Double) for name in ("expected", "observed", "low", "high")]
    result = sa.Column("result", sa.String)
    return sa.Table("cx_benefit_history", sa.MetaData(), *key, *numbers, result)


def version_table() -> sa.Table:
    import sqlalchemy as sa

    return sa.Table("cx_history_version", sa.MetaData(), sa.Column("version", sa.Integer))


def found_version(connection: sa.Connection) -> int:
    """The layout found: 0 where there is none yet, 1 for a table without a version beside it."""
    import sqlalchemy as sa

    names = sa.inspect(connection).get_table_names()
    told = version_table()
    if told.name in names:
        return int(connection.execute(sa.select(told.c.version)).scalar_one())
    return 1 if kpi_table().name in names else 0


def create(connection: sa.Connection) -> None:
    kpi_table().create(connection, checkfirst=True)


def add_bases(connection: sa.Connection) -> None:
    """Layout 1 had no bases (`n`): they are unknown for what was stored then."""
    import sqlalchemy as sa

    columns = {c["name"] for c in sa.inspect(connection).get_columns(kpi_table().name)}
    if "n" not in columns:
        connection.execute(sa.DDL(f"ALTER TABLE {kpi_table().name} ADD COLUMN n DOUBLE PRECISION"))


def add_benefits(connection: sa.Connection) -> None:
    """Layout 2 knew KPIs only: how promises were judged before is not known."""
    benefit_table().create(connection, checkfirst=True)


MIGRATIONS = {0: create, 1: add_bases, 2: add_benefits}  # layout found -> way to the next one
