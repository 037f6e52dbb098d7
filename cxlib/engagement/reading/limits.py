"""What no honest file exceeds: every reader looks before it loads, and refuses in a line.

The figures are far above what surveys, purchases and logs of one client hold, and low enough that
a laptop with 8 GB is safe. A log of interactions in Parquet is streamed by the engine instead.
"""

from __future__ import annotations

from cxlib.errors import InputError, Problem

MOST_BYTES = 2**30  # of text or of a workbook's parts, unpacked
MOST_ROWS = 10_000_000
MOST_COLUMNS = 4_096  # surveys have hundreds; beyond, a table lies on its side
MOST_CELLS = 100_000_000  # rows x columns
MOST_GRID = 30_000_000  # of a sheet: the grid between its first and last cell is held in memory
LONGEST_LINE = 2**24  # bytes; no cell of a spreadsheet holds more than 32,767 characters
MOST_RATIO = 200  # honest text and sheets compress some 5 to 50 times
RATIO_FROM = 20 * 2**20  # small parts of repeated text may compress better than that
PARQUET = "save it as Parquet, which is read where it lies as the source of interactions"
SMALLER = "export only the rows and columns that are needed"


def out_of_proportion(unpacked: int, packed: int) -> bool:
    """Whether something unpacks to far more than its size allows.

    >>> out_of_proportion(10**9, 10**6), out_of_proportion(10**7, 10**4)
    (True, False)
    """
    return unpacked > RATIO_FROM and unpacked > MOST_RATIO * max(packed, 1)


def refuse(file: str, rule: str, remedy: str = SMALLER) -> None:
    """Stop reading a file that is larger than any honest one."""
    raise InputError(Problem(file, None, None, rule, remedy))


def check_size(file: str, rows: int, columns: int) -> None:
    """Refuse a table of more rows, columns or cells than can be held in memory."""
    if columns > MOST_COLUMNS:
        refuse(file, f"has {columns:,} columns; at most {MOST_COLUMNS:,} are read")
    if rows > MOST_ROWS:
        rule = f"has {rows:,} rows; at most {MOST_ROWS:,} are read"
        refuse(file, rule, f"{SMALLER}, or {PARQUET}")
    if rows * columns > MOST_CELLS:
        size = f"{rows:,} rows of {columns:,} columns"
        refuse(file, f"has {size}; at most {MOST_CELLS:,} cells are read")
