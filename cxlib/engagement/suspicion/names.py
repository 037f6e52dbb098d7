"""Names among data: nearly the same one twice, totals, words for missing, records of tests."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterator

import pandas as pd

from cxlib.engagement.contracts.names import TOTALS, key
from cxlib.engagement.contracts.remedies import MOST_CODES, scalar
from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import TELL, WARN, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.ids import LOG, customers_of

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
LOST = re.compile(r"\w[?\ufffd]\w|^[?\ufffd]\w")  # where an encoding had no sign for a letter
MOST = 300  # names compared with one another
NOTHING = re.compile(
    r"^(null|none|nan|nil|n/?a|n\.a\.|#n/a|unknown|undefined|not set|\(not set\)|missing|blank|"
    r"\(blank\)|k\.? ?a\.?|unbekannt|leer|keine angabe|ohne angabe|-+|\?+|\.+)$"
)
NO_ID = r"^(null|none|nan|n/a|#n/a|unknown|undefined|missing|-+|\?+)$"
TRIED = "test|testing|tester|dummy|demo|sample|example|qa|uat|staging|sandbox|asdf+|qwerty|foo|xxx+"
TEST = re.compile(
    rf"^({TRIED})([\W_]*(user|account|acc|customer|client|kunde|konto|person|mail))?[\W_]*\d*$"
    rf"|^({TRIED})[\w.+-]*@|@(test|example)\.\w+$"
)
TESTED = f"{TRIED}|example".replace("+", "")  # what `TEST` is looked for among
LEFT_OUT = "leave them out: tables: {{{table}: {{where: {{{column}: {{not: {values}}}}}}}}}"
DECLARED = "declare it: tables: {{{table}: {{na: {{{column}: {values}}}}}}}"
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


def _counts(seen: Seen) -> Iterator[tuple[str, str, pd.Series]]:
    """Every column of names and segments, and how often each name stands in it."""
    for name, table in seen.tables.items():
        for column in (*NAMED.get(name, ()), *table.options.segments):
            if column in table.frame:
                yield name, column, seen.counts(name, column)


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
    plain = [re.sub(r"[\W_]+", "", key(n)) for n in counts.index]
    yield from _unreadable(counts.index.tolist())
    numbers = [re.findall(r"\d+", letters) for letters in plain]
    often = counts.tolist()
    for usual, rare in itertools.combinations(range(len(plain)), 2):
        one, other = plain[usual], plain[rare]
        if not one or not other or numbers[usual] != numbers[rare]:
            continue
        if one == other or (often[rare] <= RARER * often[usual] and _slip(one, other)):
            yield counts.index[rare], counts.index[usual]


def _unreadable(names: list[str]) -> Iterator[tuple[str, str]]:
    """A name in which a letter was lost, and the one that it is.

    >>> list(_unreadable(["M?nchen", "München", "Who? Me"]))
    [('M?nchen', 'München')]
    """
    for name in names:
        if LOST.search(name):
            form = re.compile("[^\\x00-\\x7f]".join(map(re.escape, re.split("[?\ufffd]", name))))
            yield from ((name, o) for o in names if o != name and form.fullmatch(o))


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
                         "counts the others again", LEFT_OUT)  # fmt: skip


def totals_as_people(seen: Seen) -> Iterator[Suspicion]:
    """A row of sums or averages below the people: "Total" where an id should be."""
    for name, table in seen.tables.items():
        for column in ("customer", "account"):
            if column not in table.frame:
                continue
            ids = seen.counts(name, column).index
            hit = ids[ids.str.strip().str.casefold().str.match(TOTALS)].tolist()
            if hit and len(ids) > len(hit):
                rows = seen.rows_of(name, column, hit)
                words = f"'{hit[0]}' is no {column}: its row sums the others up"
                remedy = _left_out(seen, name, column, hit)
                change = effects.distinct(name, column)
                yield in_rows(
                    seen, TOTAL, name, column, rows, WARN, words, remedy, change, blank=True
                )


def _left_out(seen: Seen, name: str, column: str, hit: list[str]) -> str:
    own = scalar(seen.tables[name].client_name(column))
    return LEFT_OUT.format(table=name, column=own, values=scalar(hit[:MOST_CODES]))


def missing_words(seen: Seen) -> Iterator[Suspicion]:
    """NULL, unknown, − and the like, which would be told as a group of their own."""
    yield from _matching(seen, NOTHING, MISSING, "is a word for missing, and would be shown as a "
                         "group of its own", DECLARED)  # fmt: skip


def _matching(seen: Seen, pattern: re.Pattern, kind: str, says: str, remedy: str):
    for name, column, counts in _counts(seen):
        hit = [n for n in counts.index if pattern.match(n.strip().casefold())]
        if hit and len(counts) > len(hit):
            own = scalar(seen.tables[name].client_name(column))
            said = remedy.format(table=name, column=own, values=scalar(hit[:MOST_CODES]))
            rows = seen.rows_of(name, column, hit)
            words, change = f"'{hit[0]}' {says}", effects.distinct(name, column)
            yield in_rows(seen, kind, name, column, rows, WARN, words, said, change, blank=True)


def nobody(seen: Seen) -> Iterator[Suspicion]:
    """nan and None where an id should be: people who do not exist, yet meet in other tables."""
    for name, table in seen.tables.items():
        for column in ("customer", "account"):
            if column not in table.frame:
                continue
            counts = seen.counts(name, column)
            several = counts.index[counts.to_numpy() > 1]
            hit = several[several.str.strip().str.match(NO_ID, case=False)].tolist()
            if hit and len(counts) > len(hit):
                rows = seen.rows_of(name, column, hit)
                codes = scalar({"na": {table.client_name(column): hit}})
                words = (f"{len(rows):,} rows have a word for missing as their {column}, as if one "
                         "person had them all")  # fmt: skip
                remedy = f"declare it: tables: {{{name}: {codes}}}"
                change = effects.distinct(name, column)
                yield in_rows(
                    seen, NO_ONE, name, column, rows, WARN, words, remedy, change, blank=True
                )


def tests(seen: Seen) -> Iterator[Suspicion]:
    """Records of people who tried the system out: test, dummy, asdf as an id, a name, a comment."""
    for name, table in seen.tables.items():
        looked = ["customer", *NAMED.get(name, ()), *table.options.segments, *table.options.comment]
        for column in (c for c in dict.fromkeys(looked) if c in table.frame):
            values = seen.coded(name, column)[1]
            like = values[values.str.contains(TESTED, case=False)]
            hit = [v for v in like if TEST.match(v.strip().casefold())]
            if hit:
                yield _tested(seen, name, column, hit)


def tests_in_the_log(seen: Seen) -> Iterator[Suspicion]:
    """The same among the customers of the log."""
    counts = customers_of(seen).get(LOG)
    if counts is None:
        return
    ids = counts.index.astype("str")
    like = ids[ids.str.contains(TESTED, case=False)]
    hit = [v for v in like if TEST.match(v.strip().casefold())]
    n = int(counts[hit].sum())
    if n:
        words = f"{n:,} events are of customers called test, qa or the like"
        remedy = "leave them out where the table is read, as where: {customer: {not: [test]}}"
        yield Suspicion(TESTS, LOG, "customer", n, WARN if n > 5 else TELL, words, remedy)


def _tested(seen: Seen, name: str, column: str, hit: list[str]) -> Suspicion:
    rows = seen.rows_of(name, column, hit)
    words = f"{len(rows):,} rows are called test, dummy or the like"
    severity, remedy = WARN if len(rows) > 5 else TELL, _left_out(seen, name, column, hit)
    change = effects.rows(name)
    return in_rows(seen, TESTS, name, column, rows, severity, words, remedy, change)


RULES = (nearly_the_same, totals, totals_as_people, missing_words, nobody, tests, tests_in_the_log)
