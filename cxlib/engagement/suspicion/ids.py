"""Ids: one for many people, one person under two, and tables that do not know one another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from cxlib.engagement.log import rhythm
from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import WARN, Seen, Suspicion

LOG = "interactions"
SHARED, ROUNDED, STRANGERS, WRITTEN = (
    "one id for many people",
    "ids rounded by a spreadsheet",
    "ids that no other table knows",
    "ids written in two ways",
)
WITH_CUSTOMERS = ("responses", "purchases", "customers", "operations")
FEW = 30
LARGE = 0.02  # of a table's rows under one id
USUALLY = 8  # times the rows of the id in the hundredth place from the top
MET = 0.05  # of the ids, below which two tables do not speak of the same people


def customers_of(seen: Seen) -> dict[str, pd.Series]:
    """For each table that has customers the rows of each id: id -> n."""

    def work_out() -> dict[str, pd.Series]:
        counted = {n: seen.counts(n, "customer") for n in WITH_CUSTOMERS if n in seen.tables}
        found = {name: counts for name, counts in counted.items() if len(counts)}
        if seen.log is not None:
            found[LOG] = rhythm.customers(seen.log)
        return found

    return seen.once("customers", work_out)


def one_for_many(seen: Seen) -> Iterator[Suspicion]:
    """An id that stands in far more rows than any person could: guest, unknown, a shared device."""
    for name, counts in customers_of(seen).items():
        if name == "customers" or len(counts) < FEW:
            continue
        busy = counts.iloc[min(len(counts) - 1, max(5, len(counts) // 100))]
        top, n = counts.index[0], int(counts.iloc[0])
        if n >= LARGE * counts.sum() and n >= USUALLY * max(busy, 1):
            words = (
                f"one id stands in {n:,} of {counts.sum():,} rows; other busy ones in {busy:,}: a "
                "robot, or what the system writes where it does not know the customer"
            )
            remedy = f"declare it as missing: tables: {{{name}: {{na: {{customer: [that id]}}}}}}"
            yield Suspicion(
                SHARED, name, "customer", n, WARN, words, remedy, measure=effects.rows(name),
                removed=lambda s, name=name, top=top: _without(s, name, top),
            )  # fmt: skip


def _without(seen: Seen, name: str, customer: str) -> Seen:
    if name == LOG:
        kept = seen.log.table.filter(seen.log.table.customer != customer)
        return replace(seen, log=replace(seen.log, table=kept))
    frame = seen.frame(name)
    return seen.without(name, frame.index[frame["customer"] == customer], SHARED, "customer")


def rounded(seen: Seen) -> Iterator[Suspicion]:
    """Ids as 1.23E+12, or long ones that all end in zeros: different people became one."""
    for name, counts in customers_of(seen).items():
        ids = counts.index.astype("str")
        powers = int(ids.str.match(r"^\d+([.,]\d+)?[eE]\+\d+$").sum())
        long = ids[ids.str.match(r"^\d{16,}$")]
        zeros = int(long.str.endswith("0").sum())
        if powers or (len(long) >= FEW and zeros > 0.9 * len(long)):
            n = powers or zeros
            words = f"{n:,} ids look like numbers that a spreadsheet has shortened (1.23E+12)"
            remedy = "export again with the column as text: these digits are lost"
            yield Suspicion(ROUNDED, name, "customer", n, WARN, words, remedy)


def not_joined(seen: Seen) -> Iterator[Suspicion]:
    """Tables whose customers are not those of the customers table, or only when written alike."""
    known = {n: c.index for n, c in customers_of(seen).items() if len(c) >= FEW}
    known_ids = known.pop("customers", None)
    for name, ids in known.items() if known_ids is not None else ():
        there = among(ids, known_ids)
        met = there.mean()
        if met >= 1 - MET:
            continue
        listed = seen.once("customers written plainly", lambda: _plain(known_ids))
        alike = met + among(_plain(ids[~there]), listed).sum() / len(ids)
        if alike >= met + MET and alike - met >= 0.02:
            yield _two_ways(name, ids, met, alike)
        elif met < MET:
            yield _strangers(name, ids, met)


def among(ids: pd.Index, known: pd.Index) -> np.ndarray:
    """Which ids are among others; as plain objects, for texts of the engine's are slow at that."""
    return pd.Index(ids.to_numpy(dtype=object), dtype=object).isin(known.to_numpy(dtype=object))


def _plain(ids: pd.Index) -> pd.Index:
    """Ids without what tools add: capitals, blanks, signs, leading zeros, ".0"."""
    text = ids.astype("str").str.lower().str.removesuffix(".0")
    text = text.str.replace("[^0-9a-z]", "", regex=True)
    return text.str.replace("^([a-z]*)0+([0-9])", r"\1\2", regex=True)


def _two_ways(name: str, ids: pd.Index, met: float, alike: float) -> Suspicion:
    n = round((alike - met) * len(ids))
    words = (
        f"{met:.0%} of {len(ids):,} ids are in the customers table, {alike:.0%} when capitals, "
        "signs and leading zeros are passed over"
    )
    remedy = "write ids the same way in both, or map them in the identities table"
    return Suspicion(WRITTEN, name, "customer", n, WARN, words, remedy)


def _strangers(name: str, ids: pd.Index, met: float) -> Suspicion:
    words = f"{met:.0%} of {len(ids):,} ids are in the customers table"
    remedy = "see that both come from one system, or map the ids in the identities table"
    return Suspicion(STRANGERS, name, "customer", len(ids), WARN, words, remedy)


RULES = (one_for_many, rounded, not_joined)
