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

from collections.abc import Iterator, Mapping

import pandas as pd

from cxlib.alignment.load import loads

OVERLOAD = 2.0  # times the median load: a department doing the work of two
EVERYWHERE = 0.5  # consulted on more than half of the subjects
FEWEST = 4  # subjects or departments: below, "more than half" and "the median" say nothing
COLUMNS = ["subject", "finding", "remedy", "rule"]

Finding = tuple[str, str, str, str]


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
        Departments that other tables know; empty where none does.

    Returns
    -------
    DataFrame
        subject (touchpoint, initiative or department), finding, remedy, rule.

    Examples
    --------
    >>> raci = pd.DataFrame({"subject": "shop", "department": ["A", "B"], "letter": ["A", "A"]})
    >>> none = pd.DataFrame(columns=["touchpoint", "initiative", "owner", "activity", "department"])
    >>> raci_findings(raci, none, none, none).rule.tolist()
    ['several accountable', 'none responsible']
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
    return pd.DataFrame(found, columns=COLUMNS).drop_duplicates(["subject", "finding"])


def _letters(raci: pd.DataFrame) -> Iterator[Finding]:
    for subject, part in raci.groupby("subject", sort=True):
        held = part.groupby("letter").department.agg(lambda names: sorted(set(names)))
        held = held.to_dict()
        accountable = held.get("A", [])
        if not accountable:
            doing = held.get("R", [])
            who = (
                f"make one department accountable, for instance {doing[0]}"
                if doing
                else ("make one department accountable")
            )
            yield subject, "nobody is accountable", who, "none accountable"
        if len(accountable) > 1:
            words = f"{len(accountable)} departments are accountable: {', '.join(accountable)}"
            yield subject, words, "agree on one A; the others become R or C", "several accountable"
        if not held.get("R"):
            who = (
                f"let {accountable[0]} name who does the work"
                if accountable
                else ("name who does the work")
            )
            yield subject, "nobody is responsible", who, "none responsible"


def _orphans(raci: pd.DataFrame, subjects: pd.DataFrame) -> Iterator[Finding]:
    known = {name.casefold() for name in raci.subject}
    for row in subjects.itertuples():
        if row.subject.casefold() in known:
            continue
        owner = "" if pd.isna(row.owner) else f"; its owner on the map is {row.owner}"
        words = "no department has a part in it"
        yield row.subject, words, f"add it to the RACI with one A and an R{owner}", "orphan"


def _causes(raci: pd.DataFrame, causes: pd.DataFrame) -> Iterator[Finding]:
    for cause in causes.dropna(subset=["department"]).itertuples():
        part = raci[raci.subject.str.casefold() == cause.touchpoint.casefold()]
        accountable = sorted(set(part.department[part.letter == "A"]))
        working = set(part.department[part.letter.isin(["A", "R"])])
        if not accountable or cause.department in working:
            continue
        words = (
            f"{' and '.join(accountable)} is accountable, but the activity that causes the "
            f"problem, {cause.activity}, is run by {cause.department}"
        )
        remedy = f"make {cause.department} responsible here too, with a shared target"
        yield cause.touchpoint, words, remedy, "cause elsewhere"


def _overloads(raci: pd.DataFrame) -> Iterator[Finding]:
    table = loads(raci)
    usual = table.load.median() if len(table) >= FEWEST else float("inf")
    for row in table[table.load > OVERLOAD * usual].itertuples():
        words = (
            f"overloaded: weighted load {row.load:g} against a usual {usual:g} "
            f"({row.accountable} A, {row.responsible} R, {row.consulted} C)"
        )
        yield row.department, words, "hand over some A's, or drop C's to I's", "overload"


def _bottlenecks(raci: pd.DataFrame) -> Iterator[Finding]:
    subjects = raci.subject.nunique()
    asked = raci[raci.letter == "C"].groupby("department").subject.nunique()
    if subjects < FEWEST:
        return
    for department, count in asked[asked > EVERYWHERE * subjects].items():
        words = f"consulted on {count} of {subjects} subjects: everything waits for it"
        yield department, words, "consult it where it decides something; else inform", "bottleneck"


def _unknown(raci: pd.DataFrame, departments: frozenset[str]) -> Iterator[Finding]:
    known = {name.casefold() for name in departments}
    for department in sorted(set(raci.department)) if known else []:
        if department.casefold() not in known:
            yield (department, "no other table knows this department",
                   "correct the name, or add it to owners", "unknown department")  # fmt: skip


def guilty(backstage: pd.DataFrame, activities: pd.DataFrame, fdr: float) -> pd.DataFrame:
    """Activities whose failure was found to hurt a touchpoint: touchpoint, activity, department."""
    found = backstage[(backstage.p_adjusted < fdr) & backstage.harmful.fillna(False).astype(bool)]
    who = activities.dropna(subset=["department"]).drop_duplicates("activity")
    joined = found[["activity", "touchpoint"]].merge(who[["activity", "department"]], on="activity")
    return joined.drop_duplicates()


def departments(tables: Mapping[str, pd.DataFrame]) -> frozenset[str]:
    """Every department that the tables of owners, activities and readiness name."""
    return frozenset(name for table in tables.values() for name in table.department.dropna())
