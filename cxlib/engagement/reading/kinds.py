"""The kinds of source that are read, by the endings of their names."""

from __future__ import annotations

DELIMITED = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")
EXCEL = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
PARQUET = (".parquet", ".pq")
LABELLED = (".sav", ".zsav", ".dta")
RECORDS = (".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz", ".ndjson.gz")
XES = (".xes", ".xes.gz")
KINDS = {
    "delimited": DELIMITED, "workbook": EXCEL, "parquet": PARQUET, "labelled": LABELLED,
    "records": RECORDS, "xes": XES,
}  # fmt: skip
READABLE = tuple(ending for endings in KINDS.values() for ending in endings)
EXAMPLES = (
    *DELIMITED[:3], *EXCEL[:2], *PARQUET[:1], ".sav", ".dta", *RECORDS[:2], *XES[:1],
)  # fmt: skip


def kind_of(name: str) -> str | None:
    """The kind that a name's ending says.

    >>> kind_of("data/May.CSV.gz"), kind_of("notes.docx")
    ('delimited', None)
    """
    small = name.lower()
    return next((kind for kind, endings in KINDS.items() if small.endswith(endings)), None)
