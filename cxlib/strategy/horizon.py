"""Now, prepare or later: whether the owner's department is aware, motivated and able.

The rule lives in this step because `portfolio.horizon` is written here; alignment reports the very
same scores, so data still flows one way.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.stats import chi2, t

from cxlib.results.coded import coded, count, listed, nested, term, text, together
from cxlib.stats import intervals
from cxlib.stats.tests import benjamini_hochberg
from cxlib.strategy.candidates import IN_PLACE
from cxlib.strategy.candidates import listed as names_in

MEASURES = ("awareness", "motivation", "capability")
POINTS = 5
NO_AGREEMENT_VARIANCE = (POINTS**2 - 1) / 12  # answers spread evenly; James, Demaree & Wolf 1984
AGREED = 0.7  # LeBreton & Senter 2008, Org. Res. Methods 11:815-852: below it, do not average
READY = 3.5  # nearer to "agree" than to the middle of 1-5
ABLE_AT_ALL = 2.5  # nearer to "disagree" than to the middle
ORDER = ("now", "prepare", "later")


def scores(readiness: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    """Each department's readiness with its interval and the agreement of its members.

    Parameters
    ----------
    readiness : DataFrame
        The input table: one row per answer; department, awareness, motivation, capability (1-5).

    Returns
    -------
    DataFrame
        department, measure, n, score, low, high (1-5, t interval), agreement (rWG, 0-1; missing
        below two answers).

    Examples
    --------
    >>> answers = pd.DataFrame({"department": "IT", "awareness": [4.0, 4.0, 5.0, 4.0]})
    >>> answers = answers.assign(motivation=1.0, capability=[1.0, 5.0, 1.0, 5.0])
    >>> scores(answers)[["measure", "score", "agreement"]].round(3).values.tolist()
    [['awareness', 4.25, 0.875], ['motivation', 1.0, 1.0], ['capability', 3.0, 0.0]]
    """
    rows = [
        {"department": department, "measure": measure, **_score(answers[measure], confidence)}
        for department, answers in readiness.groupby("department", sort=True)
        for measure in MEASURES
        if answers[measure].notna().any()
    ]
    columns = ["department", "measure", "n", "score", "low", "high", "agreement"]
    return pd.DataFrame(rows, columns=columns)


def _score(answers: pd.Series, confidence: float) -> dict[str, float]:
    values = answers.dropna().to_numpy(float)
    estimate = intervals.mean(values, confidence)
    low, high = np.clip([estimate.low, estimate.high], 1, POINTS)
    return {"n": len(values), "score": float(values.mean()), "low": low, "high": high,
            "agreement": agreement(values)}  # fmt: skip


def agreement(answers: np.ndarray) -> float:
    """Within-group agreement rWG: 1 all say the same, 0 no more than chance (James et al. 1984).

    >>> round(agreement(np.array([3.0, 3.0, 4.0, 3.0])), 3)
    0.875
    """
    if len(answers) < 2:
        return float("nan")
    return float(max(0.0, 1 - np.var(answers, ddof=1) / NO_AGREEMENT_VARIANCE))


def held_against_need(scores: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """The scores with what is needed, and whether they fall short of it beyond chance.

    Returns
    -------
    DataFrame
        the scores and `needed`; `short`: the mean lies below it (t test); `divided`: the members
        disagree more than is taken for agreement (chi-square test of their variance); `short_p`
        and `divided_p`, each over all departments and measures (false-discovery rate).

    >>> row = {"score": 2.0, "low": 1.6, "high": 2.4, "n": 9, "agreement": 0.9}
    >>> held_against_need(pd.DataFrame([row]), 0.95)[["short", "divided"]].values.tolist()
    [[True, False]]
    """
    degrees = scores.n.astype(float).where(scores.n > 1).to_numpy(float) - 1
    spread = (1 - scores.agreement.to_numpy(float)) * NO_AGREEMENT_VARIANCE
    allowed = (1 - AGREED) * NO_AGREEMENT_VARIANCE
    divided = benjamini_hochberg(chi2.sf(degrees * spread / allowed, degrees))
    short = benjamini_hochberg(_below(scores, degrees, confidence))
    return scores.assign(
        needed=READY, short=(short < 1 - confidence) & (scores.score < READY),
        divided=divided < 1 - confidence, short_p=short, divided_p=divided,
    )  # fmt: skip


def _below(scores: pd.DataFrame, degrees: np.ndarray, confidence: float) -> np.ndarray:
    """The p of a mean as far below what is needed, from its t interval; half of it on each side."""
    score, low, high = (scores[c].to_numpy(float) for c in ("score", "low", "high"))
    error = np.fmax(high - score, score - low) / t.ppf(0.5 + confidence / 2, degrees)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.minimum(2 * t.cdf((score - READY) / error, degrees), 1.0)


def gate(scores: pd.DataFrame, smallest: int, confidence: float = 0.95) -> pd.DataFrame:
    """What each department's readiness allows, why, and what would move it forward.

    | what is found | horizon |
    |---|---|
    | any measure with a mean below 2.5 | later |
    | members who disagree (rWG < 0.7), or any mean below 3.5 | prepare |
    | everything at 3.5 or above, and agreed | now |
    | fewer than `smallest` answers | not judged (counts as now, said so) |

    The horizon is a rule of prudence; the reason says only what its test carries: what is short of
    what is needed, else what the members disagree about, else what is too close to tell.

    Returns
    -------
    DataFrame
        department, horizon, reason, forward (codes `gate|...`). They hold no score, so that they
        may be shown.
    """
    held = held_against_need(scores, confidence)
    judged = [(department, *_judge(part, smallest))
              for department, part in held.groupby("department", sort=True)]  # fmt: skip
    return pd.DataFrame(judged, columns=["department", "horizon", "reason", "forward"])


def _judge(part: pd.DataFrame, smallest: int) -> tuple[str, str, str | None]:
    if part.n.min() < smallest:
        return "now", coded("gate|too few"), coded("gate|ask", least=count(smallest))
    below, apart = part.score < READY, part.agreement < AGREED
    if not (below | apart).any():
        return "now", coded("gate|ready"), None
    return "later" if (part.score < ABLE_AT_ALL).any() else "prepare", *_why(part, below, apart)


def _why(part: pd.DataFrame, below: pd.Series, apart: pd.Series) -> tuple[str, str | None]:
    """The reason as far as it is beyond chance, and what would help."""
    short, divided = (part.measure[part[test]].tolist() for test in ("short", "divided"))
    if short:
        return _about("short", short), _steps(short)
    if divided:
        return _about("divided", divided), coded("gate|find out why")
    close = part.measure[below | apart].tolist()
    low = part.measure[below].tolist()
    return _about("close", close), _steps(low) or coded("gate|find out why")


def _about(reason: str, measures: list[str]) -> str:
    told = listed(map(term, measures))
    return coded(f"gate|{reason}", measures=told, n=count(len(measures)))


def _steps(measures: list[str]) -> str | None:
    return together([coded(f"gate|raise {measure}") for measure in measures])


def horizons(
    initiatives: pd.DataFrame, chosen: Mapping[str, bool], gates: pd.DataFrame, owners: pd.DataFrame
) -> pd.DataFrame:
    """When each initiative can start: its owner's readiness, its funding, what it waits for.

    Returns
    -------
    DataFrame
        initiative, horizon (now / prepare / later), reason, forward (codes; what would move it).
    """
    department = dict(zip(owners.owner, owners.department.fillna(owners.owner), strict=True))
    by_department = gates.set_index("department").to_dict("index")
    own = {
        row.initiative: _own(row, chosen, by_department.get(department.get(row.owner, row.owner)))
        for row in initiatives.itertuples()
    }
    waits = {row.initiative: names_in(row.depends_on) for row in initiatives.itertuples()}
    in_place = set(initiatives.initiative[initiatives.status.isin(IN_PLACE)])
    rows = [(name, *_after(name, own, waits, in_place, frozenset())) for name in own]
    return pd.DataFrame(rows, columns=["initiative", "horizon", "reason", "forward"])


Verdict = tuple[str, str, str | None]


def _own(row: object, chosen: Mapping[str, bool], gate: Mapping[str, str] | None) -> Verdict:
    if row.status in IN_PLACE:
        return "now", coded("horizon|in place", status=term(row.status)), None
    if not chosen.get(row.initiative, False):
        return "later", coded("horizon|not funded"), coded("horizon|fund it")
    if pd.isna(row.owner):
        return "prepare", coded("horizon|no owner"), coded("horizon|name an owner")
    if gate is None:
        return "now", coded("horizon|not asked"), coded("horizon|ask the owner")
    reason = coded("horizon|owner", owner=text(row.owner), reason=nested(gate["reason"]))
    return gate["horizon"], reason, gate["forward"]


def _after(
    name: str, own: Mapping[str, Verdict], waits: Mapping[str, list[str]], in_place: set[str],
    seen: frozenset[str],
) -> Verdict:  # fmt: skip
    """No initiative is sooner than what it waits for."""
    verdict = own[name]
    for needed in waits[name]:
        if needed in in_place or needed not in own or needed in seen:
            continue
        theirs = _after(needed, own, waits, in_place, seen | {name})
        if ORDER.index(theirs[0]) > ORDER.index(verdict[0]):
            reason = coded("horizon|waits", initiative=text(needed), reason=nested(theirs[1]))
            verdict = (theirs[0], reason, theirs[2])
    return verdict
