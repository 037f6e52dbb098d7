"""Step 5: where every KPI stands, and what raised an alert."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cxlib.findings.claim import Claim, Kind, key_of, known, shown
from cxlib.findings.series import base, counted, grade, reach, said, spread, whom
from cxlib.findings.tried import Tried, tried
from cxlib.findings.weighing import sure_from_p
from cxlib.language import missing
from cxlib.release.view import View
from cxlib.results.coded import Figure, alone, count, p, period, term, text
from cxlib.results.measured import EVERYWHERE, level, series

SILENT, PROVISIONAL, TIMELESS = "silent", "provisional", "no periods"
UNTOLD = "limits hidden"  # they rest on a hidden period
NEVER_VARIED = "never varied"
EQUAL_MIX = "equal mix"  # the refuter
SIGNALS = ("signal better", "signal worse", "signal")
SIGN = "sign"  # of a change, without an alert
STEADY, ALERTED = "steady", "steady, alerted"  # within its range, and unlike its own past
MOVED = "sign, moved"  # the same, where what an initiative did to the KPI was judged
CAME_OF_IT = ("kept", "kept unpromised", "fell short", "harm")  # by `benefits.verdict`


def kpis(view: View) -> Iterator[Claim]:
    """Where each KPI stands in its newest finished period, and whether it shows a signal."""
    table = view["kpis"]
    table = table[table["complete"].fillna(True).astype(bool)]
    whole = table[table["scope"] == EVERYWHERE].sort_values("period", kind="stable")
    newest = whole.drop_duplicates("kpi", keep="last")
    for row in first_to_tell(newest[newest["base_note"] != "hidden"]).itertuples():
        yield _kpi(view, row, int((whole["kpi"] == row.kpi).sum()))
    parts = table[~table["kpi"].isin(whole["kpi"]) & (table["base_note"] != "hidden")]
    for name, rows in parts.groupby("kpi", sort=True):
        yield _parts(view, str(name), rows[rows["period"] == rows["period"].max()])


def first_to_tell(newest: pd.DataFrame) -> pd.DataFrame:
    """KPIs in the order in which those of equal weight are told: those with a sign of change, then
    those with a target, then by how far they stand from their usual level, in their own range."""
    half = (newest["upper"] - newest["lower"]).astype(float) / 2
    off = (newest["value"] - newest["centre"]).abs().astype(float) / half.where(half > 0)
    ranked = newest.assign(sign=newest["signal"].fillna("").ne(""), off=off.fillna(-1.0),
                           aimed=newest["target"].notna())  # fmt: skip
    ranked = ranked.sort_values(["sign", "aimed", "off"], ascending=False, kind="stable")
    return ranked[newest.columns]


def _kpi(view: View, row: object, periods: int) -> Claim:
    direction = _signals(row) if view.engagement.period else TIMELESS
    equal = tried(view, EQUAL_MIX, f"kpi:{row.kpi}:{row.scope}") if direction in SIGNALS else None
    mover = _mover(view, row.kpi)
    if equal is not None and not equal.held:
        direction = "signal mix"
    elif direction in SIGNALS and not _alerted(view, row.kpi, row.scope):
        direction = MOVED if mover else SIGN
    elif direction == STEADY and _alerted(view, row.kpi, row.scope):
        direction = ALERTED
    off = known(row.value) - known(row.centre, known(row.value))
    return Claim(
        subject=f"{row.kpi}:{row.scope}",
        direction=direction,
        slots={
            "kpi": series(row.kpi, row.scope), "period": period(row.period),
            "value": as_exact(row),
            "within": level(row.unit, row.value, row.low, row.high),
            "usual": level(row.unit, row.centre, row.lower, row.upper),
            "always": level(row.unit, row.centre),
            "signals": term(row.signal), "periods": count(periods),
            "target": level(row.unit, row.target), **base(row),
            **({} if equal is None else equal.figures),
            **({"initiative": text(mover)} if mover else {}),
        },
        rows=(("kpis", key_of("kpis", row)),),
        value=row.value, low=row.low, high=row.high, unit=said(row.unit),
        grade=grade(row.n_of), **counted(row, periods),
        p=known(row.p_adjusted, 1.0) if direction in SIGNALS else None, reach=reach(view, row),
        size=abs(off) / spread(view, row.kpi) if direction.startswith("signal") else 0.0,
        about=whom(row.kpi, row.scope), more=(*_more(view, row), *_equal(equal)),
        period=row.period,
    )  # fmt: skip


def as_exact(row: object) -> Figure:
    """The value as exact as its interval, else as the range it usually moves in."""
    ends = row.low, row.high
    if missing(row.low) and not missing(row.lower):
        half = (row.upper - row.lower) / 2
        ends = row.value - half, row.value + half
    return alone(level(row.unit, row.value, *ends))


def _alerted(view: View, kpi: str, *scopes: str) -> bool:
    """Whether an alert bears a sign of change out.

    The charts' rules fire in every other month with nothing happening: by itself a sign is told as
    what chance brings as well.
    """
    raised = view["alerts"]
    raised = raised[raised["kpi"] == kpi]
    return bool((raised["scope"].isin(scopes) if scopes else raised["kpi"].notna()).any())


def _mover(view: View, kpi: str) -> str | None:
    """The initiative that changed a KPI over everybody, by its own test: the largest change."""
    table = shown(view, "benefits")
    here = table[table["kpi"].eq(kpi) & table["verdict"].isin(CAME_OF_IT)]
    ordered = here.sort_values("observed", key=abs, ascending=False, kind="stable")
    return None if ordered.empty else str(ordered["initiative"].iloc[0])


def _signals(row: object) -> str:
    """What the chart's rules say of the newest point: better, worse, either, nothing, or silent."""
    if said(row.baseline) == SILENT:
        return "too few periods"
    if said(row.baseline) == NEVER_VARIED:
        return "as ever" if known(row.value) == known(row.centre) else NEVER_VARIED
    if missing(row.centre):
        return UNTOLD
    if not said(row.signal):
        return STEADY
    if said(row.unit) == "count" or not said(row.side):
        return "signal"
    good = "above" if said(row.better) == "high" else "below"
    return "signal better" if row.side == good else "signal worse"


def _more(view: View, row: object) -> Iterator[str]:
    if not missing(row.n) and not (said(row.unit) == "count" and row.n == row.value):
        yield "base" if view.engagement.period else "base once"  # a count is no base of its own
    if said(row.baseline) == PROVISIONAL:
        yield "provisional"
    if not missing(row.target):
        yield "target"


def _parts(view: View, name: str, now: pd.DataFrame) -> Claim:
    """A KPI that is measured in parts only: how many of them show a signal now."""
    judged = now[~now["baseline"].isin([SILENT, NEVER_VARIED]) & now["centre"].notna()]
    moved = sum(bool(said(signal)) for signal in judged["signal"])
    first = now.iloc[0]
    signs = "parts signal" if _alerted(view, name) else "parts sign"
    direction = "parts too few" if judged.empty else signs if moved else "parts steady"
    return Claim(
        subject=f"{name}:parts",
        direction=direction,
        slots={"kpi": series(name, EVERYWHERE), "period": period(first["period"]),
               "some": count(moved), "n": count(len(judged) or len(now))},
        rows=tuple(("kpis", key_of("kpis", row)) for row in now.itertuples()),
        value=moved, unit="count", n=len(judged) or len(now), n_of="things",
        grade=grade(first["n_of"]), about=whom(name, EVERYWHERE), period=first["period"],
        p=known(judged["p_adjusted"].min(), 1.0) if direction == "parts signal" else None,
    )  # fmt: skip


def alerts(view: View) -> Iterator[Claim]:
    """What is unlike its own past beyond chance, all series controlled together."""
    for row in shown(view, "alerts").itertuples():
        lately = " lately" if known(row.periods, 1) > 1 else ""
        beyond = _beyond(view, row)
        equal = tried(view, EQUAL_MIX, f"alert:{row.kpi}:{row.scope}:{row.rule}")
        yield Claim(
            subject=f"{row.kpi}:{row.scope}:{row.rule}",
            direction=f"{said(row.direction, WAYS[-1])}{lately}",
            slots={
                "kpi": series(row.kpi, row.scope), "period": period(row.period),
                "seen": level(row.unit, row.seen), "expected": level(row.unit, row.expected),
                "usual": level(row.unit, row.expected, row.low, row.high),
                "periods": count(row.periods), "p": p(row.p_adjusted), **base(row),
                **({} if equal is None else equal.figures),
                **({"since": period(beyond[0]), "run": count(len(beyond))} if beyond else {}),
            },
            rows=(("alerts", key_of("alerts", row)),
                  ("kpis", {"kpi": row.kpi, "scope": row.scope, "period": row.period})),
            value=row.seen, low=row.low, high=row.high, unit=said(row.unit),
            grade=grade(row.n_of), p=row.p_adjusted, **counted(row, row.periods),
            reach=reach(view, row), size=abs(row.seen - row.expected) / spread(view, row.kpi),
            sure=sure_from_p(row.p_adjusted),
            about=whom(row.kpi, row.scope), leads_to=row.kpi,
            more=(*(("since",) if len(beyond) > 1 else ()),
                  *(() if missing(row.n) else ("base",)), *_equal(equal)), period=row.period,
        )  # fmt: skip


def _beyond(view: View, row: object) -> list[str]:
    """The newest periods in a row that lie beyond the usual range on the alert's side."""
    table = view["kpis"]
    mine = table[table["kpi"].eq(row.kpi) & table["scope"].eq(row.scope)
                 & table["period"].le(row.period)].sort_values("period", kind="stable")  # fmt: skip
    above = row.seen > row.expected
    out = mine["value"].gt(mine["upper"]) if above else mine["value"].lt(mine["lower"])
    there = out.fillna(False).astype(bool).to_numpy()
    last = len(there) - next((k for k, ok in enumerate(there[::-1]) if not ok), len(there))
    return mine["period"].iloc[last:].tolist()


def _equal(found: Tried | None) -> tuple[str, ...]:
    """What there is at an equal mix, where the mix moved."""
    if found is None:
        return ()
    return ("at an equal mix",) if found.held else ("only the mix",)


WAYS = ("worse", "better", "changed", "mix")
KINDS = (
    Kind("kpi", "monitoring", "kpis",
         (*SIGNALS, SIGN, MOVED, "signal mix", STEADY, ALERTED, "never varied", "as ever",
          "too few periods", UNTOLD, TIMELESS, "parts signal", "parts sign", "parts steady",
          "parts too few"),
         "rules of the control chart on the newest period; a change is told with an alert only",
         kpis,
         things=("periods", "value", "within", "usual", "always", "target", "some")),
    Kind("alert", "monitoring", "alerts", (*WAYS, *(f"{way} lately" for way in WAYS)),
         "prediction limits of its own past, controlled over all series", alerts,
         things=("periods", "seen", "expected", "usual", "run")),
)  # fmt: skip
