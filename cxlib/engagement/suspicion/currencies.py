"""Amounts of several currencies in one column, where another column says so."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cxlib.engagement.contracts.remedies import scalar
from cxlib.engagement.suspicion.frame import STOP, Seen, Suspicion, in_rows

CURRENCIES = "several currencies in one column"
VALUED = {"purchases": "value", "customers": "value"}
FEW = 5  # rows of another currency
MOST = 30  # different ones
FIRST = 500  # rows by which a column of currencies is known
CODES = frozenset({  # of ISO 4217, those in common use
    "AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK",
    "EGP", "EUR", "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KES", "KRW",
    "KZT", "MAD", "MXN", "MYR", "NGN", "NOK", "NZD", "PEN", "PHP", "PKR", "PLN", "QAR",
    "RON", "RSD", "RUB", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH", "USD", "VND",
    "ZAR", "€", "£", "$", "¥", "₹", "₽", "KČ", "ZŁ",
})  # fmt: skip


def several(seen: Seen) -> Iterator[Suspicion]:
    """A column beside the amounts that names two currencies or more: they are added as they are."""
    for name, value in VALUED.items():
        if name not in seen.tables or seen.frame(name)[value].isna().all():
            continue
        frame, raw = seen.frame(name), seen.tables[name].raw
        for column in raw.frame.columns:
            cells = raw.frame[column]
            if pd.api.types.is_numeric_dtype(cells.dtype) or not _named(cells.iloc[:FIRST]):
                continue
            codes = _plain(cells.iloc[frame.index])
            codes.index = frame.index
            counts = codes[frame[value].notna()].value_counts()
            if 2 <= len(counts) <= MOST and counts.iloc[1:].sum() >= FEW and _codes(counts.index):
                yield _told(seen, name, value, str(column), codes, counts)


def _told(
    seen: Seen, name: str, value: str, column: str, codes: pd.Series, counts: pd.Series
) -> Suspicion:
    rows = codes.index[codes.notna() & (codes != counts.index[0])]
    listed = ", ".join(f"{code} {n:,}" for code, n in counts.head(4).items())
    words = (
        f"{column} names {len(counts)} currencies ({listed}), whose amounts are added as they are"
    )
    keep = scalar({"where": {column: [counts.index[0]]}})
    remedy = f"bring all to one currency before loading, or keep one: tables: {{{name}: {keep}}}"
    return in_rows(seen, CURRENCIES, name, value, rows, STOP, words, remedy)


def _named(cells: pd.Series) -> bool:
    return _codes(_plain(cells).dropna().unique())


def _codes(found: object) -> bool:
    return len(found) > 0 and CODES.issuperset(found)


def _plain(cells: pd.Series) -> pd.Series:
    return cells.astype("str").str.strip().str.upper().where(cells.notna())


RULES = (several,)
