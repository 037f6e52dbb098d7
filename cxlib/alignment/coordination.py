"""Which departments must move together: a graph whose edges are what they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import pandas as pd

from cxlib.engagement.contracts.names import several
from cxlib.results.coded import coded, text, together

COLUMNS = ["source", "target", "weight", "value", "value_share", "handovers", "subjects", "why"]
WORKING = ("R", "A", "C")  # to be informed needs no coordination

BETWEEN = "; "  # between names in one cell, as in the input tables
Link = tuple[str, str, str, str]  # department, department, subject, why (a code)


def coordination(
    raci: pd.DataFrame,
    activities: pd.DataFrame,
    owners: dict[str, str],
    transitions: pd.DataFrame,
    values: pd.Series,
) -> pd.DataFrame:
    """The edges between departments, the busiest first.

    Two departments are linked by a subject on which both work (RACI), by a touchpoint of one that
    an activity of the other serves, and by activities that wait for each other.

    Parameters
    ----------
    owners : dict
        Department of each touchpoint.
    transitions : DataFrame
        source, target, n: customers' next steps; counted between the linked departments.
    values : Series
        Value at stake by touchpoint.

    Returns
    -------
    DataFrame
        source, target (departments, in order of the alphabet), weight (subjects they share),
        value (at stake at those) and its share of all that is at stake, handovers (customers'
        steps from one's touchpoints to the other's), subjects ("; " between), why (codes).
    """
    shared: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for a, b, subject, why in [*_from_raci(raci), *_from_activities(activities, owners)]:
        if a != b:
            shared[(min(a, b), max(a, b))][subject].append(why)
    steps = _handovers(transitions, owners)
    rows = [_edge(pair, subjects, values, steps) for pair, subjects in sorted(shared.items())]
    return pd.DataFrame(rows, columns=COLUMNS)


def _edge(
    pair: tuple[str, str], subjects: dict[str, list[str]], values: pd.Series, steps: dict
) -> dict:
    reasons = sorted({why for listed in subjects.values() for why in listed})
    value, total = float(sum(values.get(s, 0.0) for s in subjects)), float(values.sum())
    return {
        "source": pair[0], "target": pair[1], "weight": len(subjects), "value": value,
        "value_share": value / total if total > 0 else None, "handovers": steps.get(pair, 0),
        "subjects": BETWEEN.join(sorted(subjects)), "why": together(reasons),
    }  # fmt: skip


def _from_raci(raci: pd.DataFrame) -> Iterator[Link]:
    working = raci[raci.letter.isin(WORKING)]
    for subject, part in working.groupby("subject", sort=True):
        for a, b in combinations(sorted(set(part.department)), 2):
            yield a, b, subject, coded("coordination|same subject")


def _from_activities(activities: pd.DataFrame, owners: dict[str, str]) -> Iterator[Link]:
    known = activities.dropna(subset=["department"])
    runs = dict(zip(known.activity, known.department, strict=True))
    for row in known.itertuples():
        here, activity = row.touchpoint, text(row.activity)
        if not pd.isna(here) and here in owners:
            serves = coded("coordination|serves", activity=activity, touchpoint=text(here))
            yield row.department, owners[here], here, serves
        for needed in several(row.depends_on):
            if needed in runs:
                waits = coded("coordination|waits", activity=activity, needed=text(needed))
                yield row.department, runs[needed], row.activity if pd.isna(here) else here, waits


def _handovers(transitions: pd.DataFrame, owners: dict[str, str]) -> dict[tuple[str, str], int]:
    table = transitions.assign(a=transitions.source.map(owners), b=transitions.target.map(owners))
    table = table.dropna(subset=["a", "b"]).query("a != b")
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for row in table.itertuples():
        counted[(min(row.a, row.b), max(row.a, row.b))] += int(row.n)
    return dict(counted)
