"""Small groups are kept in the result tables and hidden here, on showing.

A row whose base is below the least that may be shown loses its numbers. Where a hidden one could be
worked back from what else is shown, in its own table, in another or in the last published report,
neighbours are hidden too (`cxlib.release.neighbours`). Between that least and `reliability_n` a row
is shown and marked "low base".
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import pandas as pd

from cxlib.engagement.config import Policy
from cxlib.release.earlier import Earlier, beside
from cxlib.release.first import hidden_at_first, told_at_first
from cxlib.release.hiding import protected, small_groups
from cxlib.release.places import ROW, Place
from cxlib.release.resting import blanked as resting_on
from cxlib.release.resting import roughened
from cxlib.release.rules import NOT_GROUPS, Rule, base_of_rows, limit, rule_of
from cxlib.release.sums import sums
from cxlib.results import REGISTRY
from cxlib.results.kinds import CODED, TERM
from cxlib.results.relations import RELATIONS, TELLING, Adds
from cxlib.results.resting import RESTS, Rests

HIDDEN, LOW, FULL = "hidden", "low base", ""


def shown(name: str, frame: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """One table as it may be shown beside no other; see `released`.

    >>> rows = {"touchpoint": ["a", "b"], "n": [4, 400], "dropoff": [0.01, 0.99]}
    >>> shown("breakdowns", pd.DataFrame(rows), Policy())[["n", "base_note"]].values.tolist()
    [[nan, 'hidden'], [400.0, '']]
    """
    return released({name: frame}, policy)[name]


def released(
    tables: Mapping[str, pd.DataFrame],
    policy: Policy,
    window: Collection[str] | None = None,
    earlier: Earlier | None = None,
    accounts: Mapping[str, pd.Series] | None = None,
    relations: tuple[Adds, ...] = RELATIONS,
    untold: Collection[str] = (),
    rests: tuple[Rests, ...] = RESTS,
) -> dict[str, pd.DataFrame]:
    """The tables as they may be shown together, each with a column `base_note`.

    Parameters
    ----------
    tables : mapping of name to DataFrame
        Result tables of the registry, as the steps wrote them.
    policy : Policy
        `privacy_n` and `reliability_n`.
    window : labels of the periods that steps 1-4 look at; None where that is all of them
    earlier : what was published last
    accounts : by table, how many accounts are behind each row, where they are what is counted
    relations : the sums that a reader may know of; the declared ones
    rests : the figures that a reader may know to rest on other cells; the declared ones
    untold : input tables whose number of rows is shown nowhere, see `release.first`

    Returns
    -------
    dict of DataFrame
        The same rows; numbers of hidden rows are missing, and numbers by which they could be
        worked back. `base_note` is "", "low base" or
        "hidden". Rows without a base are left as they are (a KPI supplied by the client without
        its denominator).
    """
    frames = {name: frame.reset_index(drop=True) for name, frame in tables.items()}
    small = set(_few_accounts(frames, accounts or {}, limit(policy)))
    least, drawn = limit(policy), sums(frames, window, relations)
    blanked = {p for name, frame in frames.items() for p in small_groups(name, frame, least)}
    blanked |= small | set(hidden_at_first(frames, untold))
    known = told_at_first(drawn)
    if earlier is not None:
        known |= beside(frames, drawn, earlier, policy, blanked, relations)
    places = protected(frames, drawn, blanked, least, known)
    told, low = places | resting_on(frames, places, rests), policy.reliability_n
    shown_ = {name: as_shown(name, frame, told, low) for name, frame in frames.items()}
    return roughened(frames, shown_, places, rests)


def _few_accounts(
    frames: Mapping[str, pd.DataFrame], accounts: Mapping[str, pd.Series], least: int
) -> Iterator[Place]:
    for name, counts in accounts.items():
        few = frames[name].index[(counts < least).to_numpy() & (counts > 0).to_numpy()]
        yield from ((name, row, ROW) for row in few)


def as_shown(name: str, frame: pd.DataFrame, places: Collection[Place], low: int) -> pd.DataFrame:
    """A table with these places blanked, and what they would tell; below `low` a base is low."""
    if frame.empty:
        return frame.assign(base_note=pd.Series(FULL, index=frame.index))
    rule = rule_of(name)
    here = [(row, column) for table, row, column in places if table == name]
    hidden = pd.Series(False, index=frame.index)
    hidden[[row for row, column in here if column == ROW]] = True
    blanked = _blank(name, frame, hidden, rule)
    for column in sorted({column for _, column in here if column != ROW}):
        rows = frame.index.isin([row for row, of in here if of == column])
        for told in (column, *TELLING.get((name, column), ())):
            blanked[told] = blanked[told].mask(rows)
    notes = pd.Series(FULL, index=frame.index)
    if name not in NOT_GROUPS and rule.base in frame.columns:
        notes = notes.mask(base_of_rows(frame, rule) < low, LOW)
    return blanked.assign(base_note=notes.mask(hidden, HIDDEN))


def _blank(name: str, frame: pd.DataFrame, hidden: pd.Series, rule: Rule) -> pd.DataFrame:
    key = () if rule.nameless else REGISTRY[name].key
    named = {*key, *rule.keeps, "n_of"}
    blanked = [
        c
        for c, kind in REGISTRY[name].columns.items()
        if c in frame
        and c not in named
        and (rule.nameless or kind.dtype != "text" or kind in (CODED, TERM) or c == "example")
    ]
    return frame.assign(**{c: frame[c].mask(hidden) for c in blanked})
