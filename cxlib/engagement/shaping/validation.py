"""The contracts as pandera schemas: ranges, choices, uniqueness, missing values."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from cxlib.engagement.contracts.names import key
from cxlib.engagement.contracts.problems import at_rows
from cxlib.engagement.contracts.quality import EXCLUDED
from cxlib.engagement.contracts.tables import CONTRACTS, Column
from cxlib.engagement.contracts.values import quotable
from cxlib.engagement.shaping.prepared import IDS, Prepared

if TYPE_CHECKING:
    import pandera.pandas as pa

MISSING = "is empty, and every row needs it"


@cache
def schema(name: str) -> pa.DataFrameSchema:
    """The pandera schema of a table's canonical columns."""
    import pandera.pandas as pa

    columns = CONTRACTS[name].columns
    return pa.DataFrameSchema(
        {
            column: pa.Column(nullable=not rule.needed, checks=_checks(rule))
            for column, rule in columns.items()
        },
        strict=False,
    )


def _checks(rule: Column) -> list:
    import pandera.pandas as pa

    checks = []
    if rule.choices:
        words = f"is none of {', '.join(rule.choices)}"
        checks.append(pa.Check.isin(rule.choices, error=words))
    if rule.low is not None:
        checks.append(pa.Check.ge(rule.low, error=f"lies below {rule.low:g}"))
    if rule.high is not None:
        checks.append(pa.Check.le(rule.high, error=f"lies above {rule.high:g}"))
    return checks


def validated(table: Prepared) -> Prepared:
    """The table without rows that lack a value the contract excludes on; else with problems."""
    contract = CONTRACTS[table.name]
    for column, rule in contract.columns.items():
        if rule.needed and rule.missing == "exclude":
            missing = table.frame[column].isna()
            table = table.without(missing, f"{EXCLUDED}no {column}", column=column)
    return _unique(_against_schema(table))


def _against_schema(table: Prepared) -> Prepared:
    import pandera.pandas as pa

    try:
        schema(table.name).validate(table.frame[list(table.canonical)], lazy=True)
    except pa.errors.SchemaErrors as found:
        cases = found.failure_cases.dropna(subset=["index"])
        problems = []
        for (column, check), group in cases.groupby(["column", "check"], sort=False):
            rows = [int(i) for i in group["index"]]
            rule = _words(table.frame[column], str(check))
            problems += at_rows(
                table.raw, rows, table.client_name(column), rule, "correct the cell"
            )
        return table.having(problems=problems)
    return table


def _words(cells: pd.Series, check: str):
    if check == "not_nullable":
        return MISSING
    return lambda position: f"{quotable(cells.at[position])} {check}"


def _unique(table: Prepared) -> Prepared:
    unique = list(CONTRACTS[table.name].unique)
    if not unique or table.name == "kpis":  # parts of one KPI are added up, not refused
        return table
    compared = table.frame[unique].apply(
        lambda cells: cells if cells.name in IDS else cells.map(key, na_action="ignore")
    )
    twice = compared.duplicated()
    if not twice.any():
        return table
    keys = [compared[c] for c in unique]
    first = compared.index.to_series().groupby(keys, dropna=False).transform("first")

    def rule(position: int) -> str:
        file, row = table.raw.place(int(first[position]))
        where = "" if file == table.raw.place(position)[0] else f" of {file}"
        return f"repeats the {' and '.join(unique)} of row {row}{where}"

    column = table.client_name(unique[0])
    remedy = "keep one row of each"
    return table.having(problems=at_rows(table.raw, table.frame.index[twice], column, rule, remedy))
