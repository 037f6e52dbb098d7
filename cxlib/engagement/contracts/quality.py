"""The `quality` table: what reading found, mended and left out, row by row.

`rows in` = `rows used` + every "excluded: ..." (rows with a fault, severity "excluded") + every
"outside: ..." (sound rows that were not asked for: window, period, `where`; severity "info").
What was put right is "mended: ..."; what a person should act on has severity "warning".
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

COLUMNS = ("table", "column", "check", "severity", "n", "example", "remedy")
Note = dict[str, object]
EXCLUDED = "excluded: "
OUTSIDE = "outside: "
MENDED = "mended: "
NO_ZONE = f"{MENDED}times without a zone"
SEVERITIES = {EXCLUDED: "excluded", MENDED: "mended"}


def note(
    table: str,
    column: str,
    check: str,
    n: int | None = None,
    remedy: str = "",
    *,
    severity: str | None = None,
    example: str | None = None,
) -> Note:
    """One row of the quality table; the check's first word tells its severity."""
    told = next((s for prefix, s in SEVERITIES.items() if check.startswith(prefix)), "info")
    severity = severity or told
    values = (table, column, check, severity, n, example, remedy)
    return dict(zip(COLUMNS, values, strict=True))


def warn(table: str, column: str, check: str, n: int | None = None, remedy: str = "") -> Note:
    """One row that a person should act on."""
    return note(table, column, check, n, remedy, severity="warning")


def zones_told(table: str, column: str, own: int, wall_clock: int, zone: str) -> list[Note]:
    """What was done with times that name their own offset from UTC, and with those among them that
    name none."""
    if not own:
        return []
    told = [note(table, column, "times with an offset of their own, turned into UTC", own)]
    if wall_clock:
        words = f"{NO_ZONE}, read as {zone}, among times with one"
        told.append(note(table, column, words, wall_clock))
    return told


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
