"""Every initiative that has started, judged in the one way its rollout allows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlib.engagement.contracts import periods
from cxlib.monitoring.benefits import did, its
from cxlib.monitoring.benefits.effect import Effect
from cxlib.monitoring.benefits.rollout import Rollout, parse
from cxlib.monitoring.benefits.verdict import HARM, NOT_YET, Verdict, verdict
from cxlib.results.coded import coded, count, period, text, variable
from cxlib.results.coded import kpi as named
from cxlib.results.coded import p as p_value
from cxlib.stats.tests import benjamini_hochberg

COLUMNS = [
    "initiative", "kpi", "expected", "n", "observed", "low", "high", "result", "method", "units",
    "knowable_from", "why", "parallel_p", "verdict", "n_of", "unit", "treated", "p_adjusted",
]  # fmt: skip
FARTHEST = 60  # periods ahead; a date beyond is no answer
SCOPE_MARK = "@"
PERIODS = "periods"  # what n counts where no base is known


@dataclass(frozen=True)
class Ledger:
    """What judging needs: the KPI points, the calendar and the confidence."""

    points: pd.DataFrame
    kind: str
    period: str
    confidence: float


def judge(initiatives: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """One row per initiative that has started, in the columns of `benefits`.

    Parameters
    ----------
    initiatives : initiative, kpi, expected_change, expected_by, rollout, start, status
    ledger : its `points` hold period, kpi, scope, n, value, better, unit, n_of of complete periods
    """
    rows = [_row(plan, ledger) for _, plan in initiatives.iterrows() if _started(plan, ledger)]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.assign(p_adjusted=benjamini_hochberg(table["p_adjusted"].astype(float)))


def _started(plan: pd.Series, ledger: Ledger) -> bool:
    if pd.notna(plan["rollout"]):
        return True
    running = str(plan["status"]).casefold() in ("running", "done", "stopped")
    return running and pd.notna(plan["kpi"])


def _row(plan: pd.Series, ledger: Ledger) -> dict[str, object]:
    kpi, scope = _watched(plan) if pd.notna(plan["kpi"]) else (None, None)
    expected = float(plan["expected_change"]) if pd.notna(plan["expected_change"]) else np.nan
    row = dict.fromkeys(COLUMNS) | {
        "initiative": plan["initiative"], "kpi": kpi, "expected": expected, "result": NOT_YET,
    }  # fmt: skip
    points = ledger.points[ledger.points["kpi"] == kpi]
    if pd.isna(plan["rollout"]):
        return row | {"why": coded("benefits|no rollout")}
    if kpi is None:
        return row | {"why": coded("benefits|no kpi")}
    if points.empty:
        return row | {"why": coded("benefits|not measured", kpi=named(kpi))}
    row |= {"unit": points["unit"].iloc[0]}
    try:
        rollout = parse(plan["rollout"], ledger.kind)
    except ValueError:
        return row | {"why": coded("benefits|rollout unreadable", rollout=text(plan["rollout"]))}
    due = _due(plan, ledger)
    if due is not None and due > ledger.period:
        return row | {"knowable_from": due, "why": coded("benefits|due later", due=period(due))}
    if rollout.since > ledger.period:
        begins = coded("benefits|not begun", since=period(rollout.since))
        return row | {"knowable_from": due, "why": begins}
    better = points["better"].iloc[0]
    return row | _estimated(points, rollout, scope, expected, better, ledger)


def _watched(plan: pd.Series) -> tuple[str, str]:
    """The KPI and the scope that show the initiative: "recommend @ touchpoint=renewal"."""
    kpi, _, scope = str(plan["kpi"]).partition(SCOPE_MARK)
    return kpi.strip(), scope.strip() or "overall"


def _due(plan: pd.Series, ledger: Ledger) -> str | None:
    if pd.isna(plan["expected_by"]):
        return None
    return periods.parse(pd.Timestamp(plan["expected_by"]).date(), ledger.kind)


def _estimated(
    points: pd.DataFrame, rollout: Rollout, scope: str, expected: float, better: str, ledger: Ledger
) -> dict[str, object]:
    if rollout.column is None:
        series = points[points["scope"] == scope]
        return _interrupted(series, rollout, expected, better, ledger)
    units = points[points["scope"].str.startswith(f"{rollout.column}=")]
    units = units.assign(unit=units["scope"])
    table = did.collapse(units, list(rollout.scopes), rollout.since) if len(units) else units
    treated = int(table["treated"].sum()) if len(table) else 0
    if min(treated, len(table) - treated) >= did.FEWEST_UNITS:
        return _compared(units, table, rollout, expected, better, ledger)
    if treated and len(table) > treated:
        gap, part = _gap_series(units, rollout), _part_treated(table)
        return _interrupted(gap, rollout, expected, better, ledger, part)
    return {"why": coded("benefits|not measured per unit", column=variable(rollout.column))}


def _part_treated(table: pd.DataFrame) -> float:
    """The share of the base that was treated."""
    return float(table.loc[table["treated"], "n"].sum() / table["n"].sum())


def _compared(
    units: pd.DataFrame,
    table: pd.DataFrame,
    rollout: Rollout,
    expected: float,
    better: str,
    ledger: Ledger,
) -> dict[str, object]:
    """ANCOVA and difference-in-differences; realised, or harm, only where both say so.

    The truth lies between them (Ding & Li 2019): units that were picked for a bad year come back by
    themselves, which the difference takes for an effect; units that are worse and stay so do not,
    which ANCOVA takes for one.
    """
    plain = did.difference_in_differences(table)
    adjusted = did.ancova(table) if len(table) >= did.FEWEST_FOR_ANCOVA else plain
    found = verdict(adjusted, expected, better, ledger.confidence)
    second = verdict(plain, expected, better, ledger.confidence)
    if found.result == "realised" and second.result == "not yet knowable":
        found = Verdict(NOT_YET, "methods differ")
    if found.decides == HARM and second.decides != HARM:
        undecided = Verdict(NOT_YET, "methods differ")
        found = undecided if second.result == "realised" else second
    drift = did.drift_before(units, list(rollout.scopes), rollout.since)
    found = _if_parallel(found, drift)
    method = "ANCOVA" if adjusted is not plain else "difference-in-differences"
    return _told(
        adjusted,
        found,
        ledger,
        expected,
        rollout,
        n=table["n"].sum(),
        n_of=units["n_of"].iloc[0] if units["n"].notna().any() else PERIODS,
        treated=_part_treated(table),
        units=len(table),
        method=method,
        parallel_p=drift,
    )


def _if_parallel(found: Verdict, p: float) -> Verdict:
    """The verdict stands where the groups moved alike before the rollout; else nobody can tell."""
    if p < did.DRIFT_LEVEL:
        return Verdict(NOT_YET, "parting", (coded("benefits|parted before", p=p_value(p)),))
    if p == p:
        return found._replace(more=(coded("benefits|alike before", p=p_value(p)),))
    needed = count(did.FEWEST_BEFORE)
    return found._replace(more=(coded("benefits|before unchecked", needed=needed),))


def _interrupted(
    series: pd.DataFrame,
    rollout: Rollout,
    expected: float,
    better: str,
    ledger: Ledger,
    treated: float = 1.0,
) -> dict[str, object]:
    """The series itself, where it is long enough on both sides of a date named beforehand."""
    if series.empty:
        return {"why": coded("benefits|not measured there")}
    labels = periods.between(series["period"].min(), ledger.period, ledger.kind)
    values = series.set_index("period")["value"].reindex(list(labels)).to_numpy(float)
    since = int(np.searchsorted(np.asarray(labels), rollout.since))
    before = int(np.isfinite(values[:since]).sum())
    after = int(np.isfinite(values[since:]).sum())
    needed = count(its.FEWEST_POINTS)
    if before < its.FEWEST_POINTS:
        return {"why": coded("benefits|too short before", n=count(before), needed=needed)}
    if after < its.FEWEST_POINTS:
        when = periods.shift(rollout.since, its.FEWEST_POINTS - 1, ledger.kind)
        short = coded("benefits|too short after", n=count(after), needed=needed)
        return {"knowable_from": when, "why": short}
    effect = its.level_change(values, since, ledger.kind)
    found = verdict(effect, expected, better, ledger.confidence)
    return _told(
        effect,
        found,
        ledger,
        expected,
        rollout,
        n=before + after,
        n_of=PERIODS,
        treated=treated,
        units=1,
        method="interrupted series",
    )


def _gap_series(units: pd.DataFrame, rollout: Rollout) -> pd.DataFrame:
    """Treated minus untreated in each period: the comparison takes off what befell both."""
    treated = units["unit"].isin(rollout.scopes)
    weighted = units.assign(w=units["n"].astype(float).fillna(1.0), treated=treated)
    weighted = weighted.assign(wv=weighted["w"] * weighted["value"])
    sums = weighted.groupby(["period", "treated"])[["w", "wv"]].sum()
    means = (sums["wv"] / sums["w"]).unstack("treated").dropna()
    return (means[True] - means[False]).rename("value").reset_index()


def _told(
    effect: Effect,
    found: Verdict,
    ledger: Ledger,
    expected: float,
    rollout: Rollout,
    **known: object,
) -> dict[str, object]:
    low, high = effect.interval(ledger.confidence)
    row = {
        "observed": effect.value,
        "low": low,
        "high": high,
        "result": found.result,
        "verdict": found.decides,
        "p_adjusted": effect.p,  # adjusted over all initiatives once they are all there
        "why": found.why,
        **known,
    }
    if found.result == NOT_YET:
        row["knowable_from"] = _precise_enough(effect, expected, rollout, ledger)
    return row


def _precise_enough(
    effect: Effect, expected: float, rollout: Rollout, ledger: Ledger
) -> str | None:
    """When the promise could be told from nothing, if periods go on as they did."""
    detectable = effect.detectable(ledger.confidence)
    if not (abs(expected) > 0 and np.isfinite(detectable)):
        return None
    after = len(periods.between(rollout.since, ledger.period, ledger.kind))
    needed = int(np.ceil(after * (detectable / abs(expected)) ** 2))
    if needed <= after or needed > FARTHEST:
        return None
    return periods.shift(rollout.since, needed - 1, ledger.kind)
