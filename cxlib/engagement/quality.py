"""The `quality` table: what reading found, mended and left out, row by row.

`rows in` = `rows used` + the rows of every check that starts with "excluded: ". Exclusions for a
fault have severity "warning"; those that were asked for (window, `where`) have "info".
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

COLUMNS = ("table", "column", "check", "severity", "n", "example", "remedy")
Note = dict[str, object]
EXCLUDED = "excluded: "


def note(
    table: str,
    column: str,
    check: str,
    n: int | None = None,
    remedy: str = "",
    *,
    severity: str = "info",
    example: str | None = None,
) -> Note:
    """One row of the quality table."""
    values = (table, column, check, severity, n, example, remedy)
    return dict(zip(COLUMNS, values, strict=True))


def warn(table: str, column: str, check: str, n: int | None = None, remedy: str = "") -> Note:
    """One row that a person should act on."""
    return note(table, column, check, n, remedy, severity="warning")


def as_table(notes: Iterable[Note]) -> pd.DataFrame:
    """The notes as a frame; counts of the same table, column and check are added up.

    >>> int(as_table([note("kpis", "", "rows in", 2), note("kpis", "", "rows in", 3)]).n[0])
    5
    """
    frame = pd.DataFrame(list(notes), columns=list(COLUMNS))
    typed = frame.astype({c: "str" for c in COLUMNS if c != "n"} | {"n": "Int64"})
    key = ["table", "column", "check"]
    first = typed.drop_duplicates(key).set_index(key)
    n = typed.groupby(key, sort=False)["n"].sum(min_count=1)
    return first.assign(n=n).reset_index()[list(COLUMNS)]
