"""What stands below a table: notes, totals, a copyright; declared, and never more than that."""

from __future__ import annotations

from collections.abc import Sequence

from cxlib.engagement.contracts.names import is_total
from cxlib.errors import InputError, Problem

Row = Sequence[object]


def parted(rows: Sequence[Row], n: int) -> tuple[Sequence[Row], Sequence[Row]]:
    """The rows of the table, and the rows from the n-th last one that holds anything.

    >>> parted([["C1", "9"], [], ["Cases Report"], [""]], 1)
    ([['C1', '9'], []], [['Cases Report'], ['']])
    """
    held = [place for place, row in enumerate(rows) if _filled(row)]
    start = held[-n] if 0 < n <= len(held) else 0 if n else len(rows)
    return rows[:start], rows[start:]


def refuse_full(file: str, below: Sequence[Row], first: int, width: int) -> None:
    """Refuse a row below the table that is as full as the table's own, and no total.

    Parameters
    ----------
    file : as messages call it
    below : the rows left out
    first : the number of the first of them, as the client's spreadsheet counts
    width : how many columns the table has

    Raises
    ------
    InputError
        At the first such row: this delivery has fewer rows below its table than were declared.
    """
    for number, row in enumerate(below, first):
        filled = _filled(row)
        if len(filled) > width / 2 and not is_total(filled[0]):
            rule = f"would be left out by read: {{footer_rows: {_count(below)}}}, but is as full "
            rule += "as the table's own rows"
            remedy = "count the rows below the table, and correct footer_rows"
            raise InputError(Problem(file, None, number, rule, remedy))


def _count(below: Sequence[Row]) -> int:
    return sum(bool(_filled(row)) for row in below)


def _filled(row: Row) -> list[str]:
    texts = ["" if cell is None else str(cell).strip() for cell in row]
    return [text for text in texts if text]
