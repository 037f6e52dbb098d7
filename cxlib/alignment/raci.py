"""Who is responsible and accountable, and where that is unclear: written rules over the matrix.

| rule | holds where |
|---|---|
| none accountable | a subject has no A |
| several accountable | a subject has more than one A |
| none responsible | a subject has no R |
| orphan | a touchpoint of the map, or a chosen initiative, is not in the matrix at all |
| cause elsewhere | the A neither runs the guilty activity nor has its department as R |
| overload | a department's weighted load is above twice the median |
| bottleneck | a department is consulted on more than half of all subjects |
| unknown department | a department that no other table knows |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from cxlib.alignment.load import loads
from cxlib.engagement.contracts.names import key
from cxlib.results.coded import coded, count, listed, number, text

OVERLOAD = 2.0  # times the median load: a department doing the work of two
EVERYWHERE = 0.5  # consulted on more than half of the subjects
FEWEST = 4  # subjects or departments: below, "more than half" and "the median" say nothing
BETWEEN = "; "  # between names in one cell, as in the input tables
COLUMNS = ["subject", "rule", "finding", "remedy", "departments", "activity", "remedy_by",
           "value", "against"]  # fmt: skip

Row = dict[str, object]


def raci_findings(
    raci: pd.DataFrame,
    touchpoints: pd.DataFrame,
    initiatives: pd.DataFrame,
    causes: pd.DataFrame,
    departments: frozenset[str] = frozenset(),
) -> pd.DataFrame:
    """Everything unclear in the matrix, each with its remedy.

    Parameters
    ----------
    raci : DataFrame
        subject, department, letter (R, A, C, I); one row per letter.
    touchpoints, initiatives : DataFrame
        The subjects there should be: `touchpoint`/`initiative` and `owner`.
    causes : DataFrame
        touchpoint, activity, department of the activities that were found guilty.
    departments : frozenset of str
        Keys of the departments that other tables know; empty where none does.

    Returns
    -------
    DataFrame
        subject (touchpoint, initiative or department), rule, finding and remedy (codes),
        departments (who is named, "; " between), activity (what causes the problem), remedy_by
        (who must act), value and against (the load and the usual one; the subjects consulted on
        and all of them).

    Examples
    --------
    >>> raci = pd.DataFrame({"subject": "shop", "department": ["A", "B"], "letter": ["A", "A"]})
    >>> none = pd.DataFrame(columns=["touchpoint", "initiative", "owner", "activity", "department"])
    >>> raci_findings(raci, none, none, none)[["rule", "departments"]].values.tolist()
    [['several accountable', 'A; B'], ['none responsible', 'A; B']]
    """
    found = [
        *_letters(raci),
        *_orphans(raci, touchpoints.rename(columns={"touchpoint": "subject"})),
        *_orphans(raci, initiatives.rename(columns={"initiative": "subject"})),
        *_causes(raci, causes),
        *_overloads(raci),
        *_bottlenecks(raci),
        *_unknown(raci, departments),
    ]
    return pd.DataFrame(found, columns=COLUMNS).drop_duplicates(["subject", "rule"])


def names(departments: Iterable[str]) -> dict:
    """Departments as a figure."""
    return listed(text(name) for name in departments)


def _row(
    subject: str, rule: str, departments: Iterable[str] = (), remedy_by: Iterable[str] = (),
    remedy: str = "remedy", activity: Iterable[str] = (), value: object = None,
    against: object = None, **slots: object,
) -> Row:  # fmt: skip
    """A row: its two sentences share their slots."""
    slots = {"departments": names(departments), "remedy_by": names(remedy_by), **slots}
    return {
        "subject": subject, "rule": rule,
        "finding": coded(f"raci_findings|{rule}", **slots),
        "remedy": coded(f"raci_findings|{rule}|{remedy}", **slots),
        "departments": BETWEEN.join(departments) or None,
        "activity": BETWEEN.join(activity) or None,
        "remedy_by": BETWEEN.join(remedy_by) or None,
        "value": value, "against": against,
    }  # fmt: skip


def _letters(raci: pd.DataFrame) -> Iterator[Row]:
    for subject, part in raci.groupby("subject", sort=True):
        held = part.groupby("letter").department.agg(lambda names: sorted(set(names)))
        held = held.to_dict()
        accountable, doing = held.get("A", []), held.get("R", [])
        if not accountable:
            yield _row(subject, "none accountable", doing, doing[:1],
                       "remedy named" if doing else "remedy")  # fmt: skip
        if len(accountable) > 1:
            yield _row(subject, "several accountable", accountable, accountable,
                       value=len(accountable))  # fmt: skip
        if not doing:
            yield _row(subject, "none responsible", accountable, accountable,
                       "remedy named" if accountable else "remedy")  # fmt: skip


def _orphans(raci: pd.DataFrame, subjects: pd.DataFrame) -> Iterator[Row]:
    known = {key(name) for name in raci.subject}
    for row in subjects.itertuples():
        if key(row.subject) not in known:
            owned = not pd.isna(row.owner)
            yield _row(row.subject, "orphan", remedy="remedy named" if owned else "remedy",
                       owner=text(row.owner))  # fmt: skip


def _causes(raci: pd.DataFrame, causes: pd.DataFrame) -> Iterator[Row]:
    for touchpoint, found in causes.dropna(subset=["department"]).groupby("touchpoint", sort=True):
        part = raci[raci.subject.map(key) == key(touchpoint)]
        accountable = sorted(set(part.department[part.letter == "A"]))
        working = {key(name) for name in part.department[part.letter.isin(["A", "R"])]}
        other = found[~found.department.map(key).isin(working)]
        if accountable and len(other):
            runners, activities = sorted(set(other.department)), sorted(set(other.activity))
            yield _row(touchpoint, "cause elsewhere", accountable, runners, activity=activities,
                       activities=names(activities))  # fmt: skip


def _overloads(raci: pd.DataFrame) -> Iterator[Row]:
    table = loads(raci)
    usual = table.load.median() if len(table) >= FEWEST else float("inf")
    for row in table[table.load > OVERLOAD * usual].itertuples():
        letters = {name: count(getattr(row, name))
                   for name in ("accountable", "responsible", "consulted")}  # fmt: skip
        yield _row(row.department, "overload", [row.department], [row.department],
                   value=row.load, against=usual, load=_plain(row.load), usual=_plain(usual),
                   **letters)  # fmt: skip


def _plain(load: float) -> dict:
    """A load is whole; the median of an even number of them may lie between."""
    return count(load) if load == int(load) else number(load)


def _bottlenecks(raci: pd.DataFrame) -> Iterator[Row]:
    subjects = raci.subject.nunique()
    asked = raci[raci.letter == "C"].groupby("department").subject.nunique()
    if subjects < FEWEST:
        return
    for department, times in asked[asked > EVERYWHERE * subjects].items():
        yield _row(department, "bottleneck", [department], [department], value=times,
                   against=subjects, times=count(times), subjects=count(subjects))  # fmt: skip


def _unknown(raci: pd.DataFrame, departments: frozenset[str]) -> Iterator[Row]:
    for department in sorted(set(raci.department)) if departments else []:
        if key(department) not in departments:
            yield _row(department, "unknown department", [department])
