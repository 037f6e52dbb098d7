"""Small groups are kept in the result tables and hidden here, on showing.

A row whose base is below `privacy_n` loses its numbers. Where one hidden row could be worked back
from its total and its neighbours, neighbours are hidden too, until what can be worked back is
again a group of at least `privacy_n`. Between `privacy_n` and `reliability_n` a row is shown and
marked "low base".
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cxlib.engagement.config import Policy
from cxlib.results import REGISTRY
from cxlib.results.kinds import CODED

PRIVACY_FLOOR = 5  # below five a group is never shown, whatever the policy says (DESIGN 8)
HIDDEN, LOW, FULL = "hidden", "low base", ""


@dataclass(frozen=True)
class Parts:
    """Rows that add up to a total: same `within`, another `split`, the total called `total`."""

    within: tuple[str, ...]
    split: str
    total: str


@dataclass(frozen=True)
class Rule:
    """How the base of a table's rows is found; rows of one `pooled` group share one base.

    `beside`: a second base, and what rests on it alone.
    """

    base: str = "n"
    pooled: tuple[str, ...] = ()
    parts: tuple[Parts, ...] = ()
    keeps: tuple[str, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()


RULES = {
    "touchpoint_map": Rule(base="customers"),
    "funnel": Rule(base="entered", keeps=("position",)),
    # what the client says of its touchpoints is no customer's; n counts those who waited
    "blueprint": Rule(keeps=("position", "customer", "front_stage")),
    "scores": Rule(
        parts=(
            Parts(("outcome", "touchpoint", "metric"), "segment", "all"),
            Parts(("outcome", "segment", "metric"), "touchpoint", "overall"),
        )
    ),
    "loops": Rule(
        beside=(
            ("n_without", "completion_without"),
            *(("n_over", told) for told in ("completion", "low", "high")),
        )
    ),
    "variable_scores": Rule(parts=(Parts(("variable", "touchpoint"), "segment", "all"),)),
    "answers": Rule(pooled=("outcome", "touchpoint")),
    "response_rates": Rule(base="invited"),
    "strategies": Rule(beside=(("n_moment", "risk"),)),
    "kpis": Rule(
        parts=(Parts(("kpi", "period"), "scope", "overall"),), keeps=("complete", "signal")
    ),
}
# their n counts cells, or is part of a sentence that was made from what may be shown
NOT_GROUPS = {"quality", "suspicions", "findings", "finding_rows", "concerns", "notes"}


def limit(policy: Policy) -> int:
    """The smallest base that may be shown.

    >>> limit(Policy(privacy_n=20))
    20
    """
    return max(policy.privacy_n, PRIVACY_FLOOR)


def shown(name: str, frame: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """The table as it may be shown, with a column `base_note`: "", "low base" or "hidden".

    Parameters
    ----------
    name : str
        A result table of the registry.
    frame : DataFrame
        Its rows, as a step wrote them.
    policy : Policy
        `privacy_n` and `reliability_n`.

    Returns
    -------
    DataFrame
        The same rows; numbers of hidden rows are missing. Rows without a base are left as they
        are (a KPI supplied by the client without its denominator).

    >>> rows = {"path": ["a > b", "a"], "n": [4, 400], "share": [0.01, 0.99]}
    >>> shown("variants", pd.DataFrame(rows), Policy())[["n", "base_note"]].values.tolist()
    [[nan, 'hidden'], [400.0, '']]
    """
    rule = RULES.get(name, Rule())
    if name in NOT_GROUPS or rule.base not in frame.columns:
        return frame.assign(base_note=FULL)
    bases = _bases(frame, rule)
    small = (bases < limit(policy)) & (bases > 0)  # of nobody there is nothing to tell
    hidden = _with_neighbours(frame, bases, small, rule.parts, limit(policy))
    notes = pd.Series(FULL, index=frame.index).mask(bases < policy.reliability_n, LOW)
    blanked = _blank(name, frame, hidden, rule.keeps)
    for base, told in rule.beside:
        few = frame[base].astype(float).between(1, limit(policy) - 1)
        blanked = blanked.assign(**{c: blanked[c].mask(few) for c in (base, told)})
    return blanked.assign(base_note=notes.mask(hidden, HIDDEN))


def _bases(frame: pd.DataFrame, rule: Rule) -> pd.Series:
    base = frame[rule.base].astype("Float64")
    if rule.pooled:
        base = base.groupby([frame[c] for c in rule.pooled]).transform("sum")
    return base.astype(float)  # a missing base compares as not small


def _blank(
    name: str, frame: pd.DataFrame, hidden: pd.Series, keeps: tuple[str, ...]
) -> pd.DataFrame:
    columns = REGISTRY[name].columns
    numeric = [c for c, k in columns.items() if k.dtype != "text" and c in frame]
    told = [c for c, k in columns.items() if c in frame and (c == "example" or k is CODED)]
    blanked = [c for c in (*numeric, *told) if c not in keeps]
    return frame.assign(**{c: frame[c].mask(hidden) for c in blanked})


def _with_neighbours(
    frame: pd.DataFrame,
    bases: pd.Series,
    hidden: pd.Series,
    parts: tuple[Parts, ...],
    least: int,
) -> pd.Series:
    """Hide further rows until no difference of shown rows leaves a group below `least`."""
    while parts:
        before = hidden
        for part in parts:
            hidden = _protect(frame, bases, hidden, part, least)
        if hidden.equals(before):
            break
    return hidden


def _protect(
    frame: pd.DataFrame, bases: pd.Series, hidden: pd.Series, part: Parts, least: int
) -> pd.Series:
    is_total = frame[part.split].eq(part.total).fillna(False).astype(bool)
    # "region=North" and "region=South" split the total one way, "plan=Basic" another
    way = frame[part.split].astype("string").str.split("=", n=1).str[0]
    way = way.where(frame[part.split].astype("string").str.contains("="), "")
    keys = [frame[c] for c in part.within]
    total_hidden = (hidden & is_total).groupby(keys, dropna=False).transform("any")
    ways = [*keys, way.mask(is_total, "\0")]
    doubtful = (hidden & ~is_total & ~total_hidden).groupby(ways, dropna=False).transform("any")
    more = [
        row
        for _, group in frame[doubtful].groupby(ways, dropna=False, sort=False)
        for row in _weakest(bases[group.index], hidden[group.index], least)
    ]
    return hidden | hidden.index.isin(more)


def _weakest(bases: pd.Series, hidden: pd.Series, least: int) -> list[object]:
    """Labels of the smallest shown rows to hide, so that the hidden ones are two and `least`."""
    concealed, number, more = float(bases[hidden].sum()), int(hidden.sum()), []
    for label, base in bases[~hidden].sort_values(kind="stable").items():
        if number >= 2 and concealed >= least:
            break
        more.append(label)
        number, concealed = number + 1, concealed + float(base)
    return more


def differenced(
    name: str, frame: pd.DataFrame, earlier: pd.DataFrame, policy: Policy
) -> pd.DataFrame:
    """Hide rows that differ from the last report's by fewer than `privacy_n` people.

    For an engagement without a window every table grows: this month's row minus last month's is
    the group of those who came since, and where they are few their answers could be worked back.

    >>> now = pd.DataFrame({"path": ["a"], "n": [404], "share": [1.0]})
    >>> differenced("variants", now, now.assign(n=400), Policy())["n"].isna().tolist()
    [True]
    """
    rule = RULES.get(name, Rule())
    if name in NOT_GROUPS or rule.base not in frame.columns:
        return frame
    keys = list(REGISTRY[name].key)
    known = earlier[[*keys, rule.base]].rename(columns={rule.base: "earlier_base"})
    grown = frame[rule.base] - frame.merge(known, on=keys, how="left")["earlier_base"].to_numpy()
    few = ((grown > 0) & (grown < limit(policy))).fillna(False).astype(bool)
    blanked = _blank(name, frame, few, rule.keeps)
    notes = blanked.get("base_note", pd.Series(FULL, index=frame.index))
    return blanked.assign(base_note=notes.mask(few, HIDDEN))
