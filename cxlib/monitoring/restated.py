"""Past values that are no longer what was reported: late answers, or a change with a reason."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxlib.engagement.config import Policy
from cxlib.engagement.contracts import periods
from cxlib.monitoring.measures import OVERALL
from cxlib.results.coded import count, kpi, listed, note, text
from cxlib.results.coded import period as period_
from cxlib.results.measured import level

KEY = ["kpi", "scope", "period"]
SAME = 1e-6  # relative change below which a value is the one that was reported
DEFINITION = 3  # past values, all of them changed, from which a change of definition is suspected
IN_POINTS = {"share": 100.0, "nps": 1.0}  # a point of these units; of every other a per cent
LATE, SMALL, CHANGED = "late answers", "within tolerance", "changed"
ERASED = "erased on request"
OF_OTHERS = ("response_rate",)
ROWS = ("answers", "visits")  # as `n_of`: rows that came, so that late ones are more of them
RANGES = {"share": 1.0, "nps": 200.0}  # between the least and the largest answer


def restated(
    past: pd.DataFrame, kpis: pd.DataFrame, period: str | None, kind: str, policy: Policy
) -> pd.DataFrame:
    """Past values that changed: KEY, `reported`, `now`, `n_reported`, `n_now`, `unit`, `n_of` and
    `how`.

    Past is every period before the one reported, and that one too where a later one was reported
    already; only values of finished periods count. `how` is

    - "erased on request": `cx forget` took rows out since, the base lost no more than those, and
      the value moved by no more than they can move it, whatever they said;
    - "late answers": the period was over for less than `policy.settles` when the last period
      reported came to its end, so that answers to it were still to come. Where n counts answers
      or visits, more came than were reported, and the value moved by no more than those can move
      it, whatever they said: the same answers saying something else are no late ones;
    - "within tolerance": by no more than `policy.tolerance`: points of a share or an NPS, per cent
      of the value of any other measure;
    - "changed": by more.

    Parameters
    ----------
    past : period, kpi, scope, n, value, as the history has them, and `erased` where rows were taken
        out since
    kpis : period, kpi, scope, value and, where there are any, n, n_of, unit, complete
    kind : of period
    """
    both = _both(past, kpis, period)
    moved = both[both["changed"]].drop(columns="changed").reset_index(drop=True)
    last = past["period"].max() if len(past) else None
    settling = [_settling(p, last, policy.settles, kind) for p in moved["period"]]
    late = np.array(settling, dtype=bool) & _by_more(moved).to_numpy()
    points = moved["unit"].map(IN_POINTS).astype("float64")
    change = (moved["now"] - moved["reported"]).abs()
    percent = 100 * change / moved["reported"].abs().clip(lower=SAME)
    small = (change * points).fillna(percent) <= policy.tolerance
    how = np.select([_by_erasure(moved), late, small], [ERASED, LATE, SMALL], CHANGED)
    return moved.drop(columns="erased").assign(how=how)


def _by_erasure(moved: pd.DataFrame) -> pd.Series:
    """Whether the rows taken out can have made the change.

    Of a rate of others than answered (those invited) the base stays.
    """
    fewer, left = moved["n_reported"] - moved["n_now"], moved["n_now"].clip(lower=1)
    gone = fewer.mask(moved["kpi"].isin(OF_OTHERS) & (fewer == 0), moved["erased"])
    moves = _moved_by(moved, gone, left)
    return (gone.between(1, moved["erased"]) & moves).fillna(False).astype(bool)


def _by_more(moved: pd.DataFrame) -> pd.Series:
    """Whether rows that came later can have made the change; of a base of others nobody can say."""
    came = moved["n_now"] - moved["n_reported"]
    can = (came > 0) & _moved_by(moved, came, moved["n_now"].clip(lower=1))
    counted = moved["n_of"].isin(ROWS) & came.notna()
    return can.where(counted, True).fillna(True).astype(bool)


def _moved_by(moved: pd.DataFrame, rows: pd.Series, of: pd.Series) -> pd.Series:
    """Whether so many rows, come or gone, can have moved a mean so far: by their share of the
    larger base times the range of an answer at most."""
    most = moved["unit"].map(RANGES).astype("float64").fillna(np.inf) * rows / of
    return (moved["now"] - moved["reported"]).abs() <= most * (1 + SAME)


def _both(past: pd.DataFrame, kpis: pd.DataFrame, period: str | None) -> pd.DataFrame:
    over = kpis["complete"].fillna(True).astype(bool) if "complete" in kpis else True
    now = kpis.loc[kpis["value"].notna() & over].reindex(
        columns=[*KEY, "value", "n", "n_of", "unit"]
    )
    now = now.rename(columns={"value": "now", "n": "n_now"})
    then = past.reindex(columns=[*KEY, "value", "n", "erased"]).fillna({"erased": 0})
    then = then.rename(columns={"value": "reported", "n": "n_reported"})
    both = then.merge(now, on=KEY)
    if period is not None:
        later = bool((past["period"] > period).any())
        both = both[both["period"] <= period] if later else both[both["period"] < period]
    pair = both[["reported", "now"]].astype(float)
    scale = np.maximum(pair.abs().max(axis=1), SAME)
    changed = (pair["now"] - pair["reported"]).abs() > SAME * scale
    return both.assign(changed=changed).sort_values(KEY)


def _settling(period: str, last: str, settles: str, kind: str) -> bool:
    """Whether answers to a period could still come in when the last one reported was over.

    >>> [_settling(p, "2026-02", "1 month", "month") for p in ("2026-01", "2026-02")]
    [False, True]
    """
    number, unit = re.match(r"\s*(\d+)\s*([a-z]+?)s?\s*$", settles).groups()
    if kind == "index":
        return period > periods.shift(last, -int(number), kind)
    if kind not in periods.FREQUENCY:
        return True
    if unit == "period":
        return period > periods.shift(last, -int(number), kind)
    months = {"month": 1, "quarter": 3, "year": 12}
    offset = (
        pd.DateOffset(months=months[unit] * int(number))
        if unit in months
        else pd.DateOffset(**{f"{unit}s": int(number)})
    )
    return periods.bounds(period, kind)[1] + offset > periods.bounds(last, kind)[1]


def restated_notes(
    past: pd.DataFrame, kpis: pd.DataFrame, period: str | None, kind: str, policy: Policy
) -> list[Mapping[str, object]]:
    """A note for each KPI whose past changed, and one for each that is no longer measured."""
    found, both = restated(past, kpis, period, kind, policy), _both(past, kpis, period)
    erased = found["how"] == ERASED
    moved, of = (_shown(rows, policy.privacy_n) for rows in (found[~erased], both))
    of = of.groupby("kpi").size()
    told = [
        _told(str(name), rows, int(of[name]), policy.restated)
        for name, rows in moved.groupby("kpi")
    ]
    told += [_without_them(str(name), rows) for name, rows in found[erased].groupby("kpi")]
    gone = sorted(set(past["kpi"]) - set(kpis["kpi"]))
    return [*told, *(note("kpis", "no longer measured", name, kpi=kpi(name)) for name in gone)]


def _shown(moved: pd.DataFrame, least: int) -> pd.DataFrame:
    """What changed of groups that may be shown, over everybody first: that is told in figures."""
    small = (moved[["n_reported", "n_now"]].min(axis=1) < least).fillna(False).astype(bool)
    told = moved[~small].assign(part=moved["scope"] != OVERALL)
    return told.sort_values(["kpi", "part", "period", "scope"]).drop(columns="part")


def _without_them(name: str, changed: pd.DataFrame) -> Mapping[str, object]:
    """Both values side by side would tell what the erased had said."""
    periods_ = listed(map(period_, sorted(set(changed["period"]))))
    return note("kpis", "erased", name, kpi=kpi(name), n=count(len(changed)), periods=periods_)


def _told(
    name: str, changed: pd.DataFrame, of: int, reasons: Mapping[str, str]
) -> Mapping[str, object]:
    if len(changed) == of >= DEFINITION:
        return note("kpis", "definition changed", name, kpi=kpi(name), n=count(of))
    periods_, first = sorted(set(changed["period"])), changed.iloc[0]
    why = [text(reasons[p]) for p in periods_ if p in reasons]
    slots = {
        "kpi": kpi(name), "n": count(len(changed)), "periods": listed(map(period_, periods_)),
        "reported": level(first["unit"], first["reported"]),
        "now": level(first["unit"], first["now"]),
    }  # fmt: skip
    if (changed["how"] == LATE).all():
        return note("kpis", "late answers", name, **slots)
    if not why:
        return note("kpis", "past changed", name, **slots)
    return note("kpis", "past changed for a reason", name, **slots, why=listed(why))
