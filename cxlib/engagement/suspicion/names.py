"""Names among data: nearly the same one twice, totals, words for missing, records of tests."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

import pandas as pd

from cxlib.engagement.contracts.names import TOTALS, key
from cxlib.engagement.contracts.remedies import scalar
from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import TELL, WARN, Seen, Suspicion

NEARLY, TOTAL, MISSING, NO_ONE, TESTS = (
    "names that may be one",
    "a total among the rows",
    "a word for missing as a name",
    "a word for missing as an id",
    "records of tests",
)
LONG = 5  # letters
CLEARLY_LONG = 10  # letters, of which another one is a slip rather than another name
RARER = 0.2  # of the other's rows, for a slip of the pen
MOST = 300  # names compared with one another
NOTHING = re.compile(
    r"^(null|none|nan|nil|n/?a|n\.a\.|#n/a|unknown|undefined|not set|\(not set\)|missing|blank|"
    r"\(blank\)|k\.? ?a\.?|unbekannt|leer|keine angabe|ohne angabe|-+|\?+|\.+)$"
)
NO_ID = re.compile(r"^(null|none|nan|n/a|#n/a|unknown|undefined|missing|-+|\?+)$", re.IGNORECASE)
TEST = re.compile(r"^(test|testing|dummy|demo|sample|example|asdf+|qwerty|foo|xxx+)[\W_]*\d*$")
NAMED = {
    "touchpoints": ("touchpoint", "stage", "journey", "channel", "owner"),
    "journeys": ("journey",),
    "activities": ("activity", "department"),
    "operations": ("activity",),
    "initiatives": ("initiative", "owner"),
    "owners": ("owner", "department", "person"),
    "raci": ("department", "subject"),
    "readiness": ("department",),
    "kpis": ("kpi", "scope"),
    "responses": ("touchpoint", "journey"),
}


def columns_of_names(seen: Seen) -> Iterator[tuple[str, str, pd.Series]]:
    """Every column of names and segments with its rows' cells: table, column, cells."""
    for name, table in seen.tables.items():
        for column in (*NAMED.get(name, ()), *table.options.segments):
            if column in table.frame:
                yield name, column, table.frame[column].dropna().astype("str")


def _counts(seen: Seen) -> list[tuple[str, str, pd.Series]]:
    """How often each name stands in each column of names."""
    return seen.once(
        "names", lambda: [(t, c, cells.value_counts()) for t, c, cells in columns_of_names(seen)]
    )


def nearly_the_same(seen: Seen) -> Iterator[Suspicion]:
    """Two names that differ in a sign or a letter, of which one is far rarer."""
    for name, column, counts in _counts(seen):
        if not 2 <= len(counts) <= MOST:
            continue
        found = list(_pairs(counts))
        if found:
            rare, usual = found[0]
            words = f"'{rare}' and '{usual}' may be one"
            words += f", and {len(found) - 1} other pairs" if len(found) > 1 else ""
            n = int(sum(counts[r] for r, _ in found))
            remedy = "write the name in one way at the source"
            yield Suspicion(
                NEARLY, name, column, n, WARN, words, remedy,
                measure=effects.distinct(name, column),
                removed=lambda s, n=name, c=column, f=dict(found): _merged(s, n, c, f),
            )  # fmt: skip


def _merged(seen: Seen, name: str, column: str, names: dict[str, str]) -> Seen:
    frame = seen.frame(name)
    return seen.having(name, frame.assign(**{column: frame[column].replace(names)}))


def _pairs(counts: pd.Series) -> Iterator[tuple[str, str]]:
    """The rarer and the usual name, where they may be one."""
    letters = {n: re.sub(r"[\W_]+", "", key(n)) for n in counts.index}
    names = list(counts.index)
    for at, usual in enumerate(names):
        for rare in names[at + 1 :]:
            one, other = letters[usual], letters[rare]
            if not one or not other or re.findall(r"\d+", one) != re.findall(r"\d+", other):
                continue
            if one == other or (counts[rare] <= RARER * counts[usual] and _slip(one, other)):
                yield rare, usual


def _slip(one: str, other: str) -> bool:
    """Whether two names differ by a letter left out, put in or turned round; long ones by any one.

    >>> _slip("kelderby", "kelerby"), _slip("plana", "planb"), _slip("supportcall", "supportcal")
    (True, False, True)
    """
    long = max(len(one), len(other))
    if min(len(one), len(other)) < LONG or abs(len(one) - len(other)) > 1:
        return False
    replaced = len(one) == len(other) and sorted(one) != sorted(other)
    if replaced and long < CLEARLY_LONG:
        return False
    alike = difflib.SequenceMatcher(None, one, other).ratio()
    return alike >= 2 * (long - 1) / (len(one) + len(other)) - 1e-9


def totals(seen: Seen) -> Iterator[Suspicion]:
    """A row of sums that was exported with the data."""
    yield from _matching(seen, TOTALS, TOTAL, "is the word for a sum, not a name: every row of it "
                         "counts the others again", "take the rows of totals out")  # fmt: skip


def missing_words(seen: Seen) -> Iterator[Suspicion]:
    """NULL, unknown, − and the like, which would be told as a group of their own."""
    yield from _matching(seen, NOTHING, MISSING, "is a word for missing, and would be shown as a "
                         "group of its own", "declare it: tables: {{{table}: {{na: {{{column}: "
                         "[{value}]}}}}}}")  # fmt: skip


def _matching(seen: Seen, pattern: re.Pattern, kind: str, says: str, remedy: str):
    for name, column, counts in _counts(seen):
        hit = [n for n in counts.index if pattern.match(n.strip().casefold())]
        if hit and len(counts) > len(hit):
            table = seen.tables[name]
            own, value = scalar(table.client_name(column)), scalar(hit[0])
            said = remedy.format(table=name, column=own, value=value)
            rows = table.frame.index[table.frame[column].isin(hit)]
            yield Suspicion(
                kind, name, column, len(rows), WARN, f"'{hit[0]}' {says}", said,
                example=seen.places(name, rows), measure=effects.distinct(name, column),
                removed=lambda s, n=name, c=column, r=rows: s.blanked(n, c, r),
            )  # fmt: skip


def nobody(seen: Seen) -> Iterator[Suspicion]:
    """nan and None where an id should be: people who do not exist, yet meet in other tables."""
    for name, table in seen.tables.items():
        for column in ("customer", "account"):
            cells = (
                table.frame[column].dropna() if column in table.frame else pd.Series(dtype="str")
            )
            counts = cells.astype("str").value_counts()
            hit = [n for n in counts.index if NO_ID.match(n.strip()) and counts[n] > 1]
            if hit and len(counts) > len(hit):
                rows = cells.index[cells.isin(hit)]
                codes = scalar({"na": {table.client_name(column): hit}})
                said = f"declare it: tables: {{{name}: {codes}}}"
                words = f"{len(rows):,} rows have a word for missing as their {column}, as if one"
                yield Suspicion(
                    NO_ONE, name, column, len(rows), WARN, f"{words} person had them all", said,
                    example=seen.places(name, rows), measure=effects.distinct(name, column),
                    removed=lambda s, n=name, c=column, r=rows: s.blanked(n, c, r),
                )  # fmt: skip


def tests(seen: Seen) -> Iterator[Suspicion]:
    """Records of people who tried the system out: test, dummy, asdf as an id, a name, a comment."""
    for name, table in seen.tables.items():
        looked = ["customer", *NAMED.get(name, ()), *table.options.segments, *table.options.comment]
        for column in (c for c in dict.fromkeys(looked) if c in table.frame):
            cells = table.frame[column].dropna().astype("str")
            values = pd.Series(cells.unique())
            hit = values[values.str.strip().str.casefold().str.match(TEST.pattern)]
            rows = cells.index[cells.isin(set(hit))]
            if len(rows):
                words = f"{len(rows):,} rows are called test, dummy or the like"
                remedy = "take them out before loading"
                yield Suspicion(
                    TESTS, name, column, len(rows), WARN if len(rows) > 5 else TELL, words, remedy,
                    example=seen.places(name, rows), measure=effects.rows(name),
                    removed=lambda s, n=name, r=rows, c=column: s.without(n, r, TESTS, c),
                )  # fmt: skip


RULES = (nearly_the_same, totals, missing_words, nobody, tests)
