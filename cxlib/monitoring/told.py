"""What monitoring found, in sentences: the numbers with their base and interval."""

from __future__ import annotations

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.monitoring.benefits.calibration import before, calibration, judged_so_far
from cxlib.monitoring.measures import OVERALL
from cxlib.results import empty

SIGN = {True: "+", False: ""}


def number(value: float, kpi_kind: str) -> str:
    """A value in its unit: shares in per cent, scores with one decimal, large ones without.

    >>> number(0.1234, "share"), number(41.26, "mean"), number(12345.6, "mean")
    ('12.3 %', '41.3', '12,346')
    """
    if pd.isna(value):
        return "unknown"
    if kpi_kind == "share":
        return f"{100 * value:.1f} %"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3g}"


def difference(value: float, kpi_kind: str) -> str:
    """A change of a KPI in its unit, with its sign.

    >>> difference(0.1234, "share"), difference(-4.26, "mean")
    ('+12.3 points', '-4.26')
    """
    if pd.isna(value):
        return "unknown"
    if kpi_kind == "share":
        return f"{100 * value:+.1f} points"
    return f"{value:+.1f}" if abs(value) >= 10 else f"{value:+.3g}"


def place(scope: str) -> str:
    """A scope as words.

    >>> place("touchpoint=repair"), place("region=North"), place("overall")
    (' at repair', ' in region North', '')
    """
    if scope == OVERALL:
        return ""
    column, mark, value = scope.partition("=")
    if not mark:
        return f" in {scope}"
    return f" at {value}" if column == "touchpoint" else f" in {column} {value}"


def kpi_findings(kpis: pd.DataFrame, kinds: pd.DataFrame, engagement: Engagement) -> pd.DataFrame:
    """Where every KPI stands in the newest finished period, overall."""
    whole = kpis[(kpis["scope"] == OVERALL) & kpis["complete"]]
    newest = whole.sort_values("period").drop_duplicates("kpi", keep="last")
    kind = kinds.drop_duplicates("kpi").set_index("kpi")["kind"]
    rows = [
        _kpi_finding(row, kind[row["kpi"]]) | {"grade": grade(row["kpi"], engagement)}
        for row in newest.to_dict("records")
    ]
    parts = kpis[~kpis["kpi"].isin(whole["kpi"]) & kpis["complete"]]
    rows += [
        _parts_finding(kpi, scopes) | {"grade": grade(kpi, engagement)}
        for kpi, scopes in parts.groupby("kpi")
    ]
    return pd.DataFrame(rows) if rows else nothing()


def grade(kpi: str, engagement: Engagement) -> str:
    """What a KPI's evidence is: answers where it is an outcome, else what was counted."""
    return "survey" if kpi in engagement.outcomes else "events"


def _parts_finding(kpi: str, scopes: pd.DataFrame) -> dict[str, object]:
    """A KPI that is measured in parts only: how many of them show a signal now."""
    period = scopes["period"].max()
    now = scopes[scopes["period"] == period]
    judged = now[now["baseline"] != "silent"]
    count = int((judged["signal"] != "").sum())
    return {
        "finding_id": f"kpi:{kpi}:parts",
        "statement": f"{kpi}: {count} of {len(judged)} series show a signal in {period}, before "
        "control over all of them.",
        "n": now["n"].sum() if now["n"].notna().any() else None,
        "evidence": f"kpis[kpi={kpi},period={period}]",
        "leads_to": None,
    }


def _kpi_finding(row: dict, kind: str) -> dict[str, object]:
    value = number(row["value"], kind)
    between = (
        f" (n {row['n']:,.0f}, {number(row['low'], kind)} to {number(row['high'], kind)})"
        if pd.notna(row["low"])
        else ""
    )
    signal = f"a signal: {row['signal']}" if row["signal"] else "no signal"
    state = {
        "silent": "too few periods to tell signal from noise",
        "provisional": f"{signal} (limits provisional)",
    }.get(row["baseline"], signal)
    target = f"; the target is {number(row['target'], kind)}" if pd.notna(row["target"]) else ""
    return {
        "finding_id": f"kpi:{row['kpi']}:{row['scope']}",
        "statement": f"{row['kpi']} was {value}{between} in {row['period']}; {state}{target}.",
        "n": row["n"],
        "evidence": f"kpis[kpi={row['kpi']},scope={row['scope']},period={row['period']}]",
        "leads_to": None,
    }


def with_words(alerts: pd.DataFrame) -> pd.DataFrame:
    """The `alerts` table: each alert told in a sentence."""
    words = [_alert_words(row) for row in alerts.to_dict("records")]
    return alerts.assign(words=pd.Series(words, index=alerts.index, dtype="str"))


def _alert_words(row: dict) -> str:
    kind = row["kind"]
    when = (
        f"in {row['period']}"
        if row["rule"] == "outside"
        else f"over the eight periods to {row['period']}"
    )
    side = "above" if row["seen"] > row["expected"] else "below"
    good = (side == "above") == (row["better"] == "high")
    judged = "" if row["kind"] == "count" else (": better" if good else ": worse")
    return (
        f"{row['kpi']}{place(row['scope'])} was {number(row['seen'], kind)} {when}, {side} the "
        f"{number(row['low'], kind)} to {number(row['high'], kind)} that its baseline lets one "
        f"expect{judged}."
    )


def alert_findings(
    alerts: pd.DataFrame, kpis: pd.DataFrame, engagement: Engagement
) -> pd.DataFrame:
    """One finding per alert."""
    if alerts.empty:
        return nothing()
    base = kpis.set_index(["kpi", "scope", "period"])["n"]
    rows = [
        {
            "finding_id": f"alert:{row['kpi']}:{row['scope']}:{row['rule']}",
            "statement": row["words"],
            "grade": grade(row["kpi"], engagement),
            "n": base.get((row["kpi"], row["scope"], row["period"])),
            "evidence": f"alerts[period={row['period']},kpi={row['kpi']},scope={row['scope']},"
            f"rule={row['rule']}]",
            "leads_to": row["kpi"],
        }
        for row in alerts.to_dict("records")
    ]
    return pd.DataFrame(rows)


def benefit_findings(
    benefits: pd.DataFrame, kinds: pd.DataFrame, engagement: Engagement
) -> pd.DataFrame:
    """One finding per initiative that has started, and one on how good the promises are."""
    kind = kinds.drop_duplicates("kpi").set_index("kpi")["kind"].to_dict()
    rows = [
        _benefit_finding(row, kind.get(row["kpi"], "mean"), engagement)
        for row in benefits.to_dict("records")
    ]
    rows += _calibration_finding(benefits, engagement)
    return pd.DataFrame(rows) if rows else nothing()


def _calibration_finding(benefits: pd.DataFrame, engagement: Engagement) -> list[dict[str, object]]:
    """How far promises came true by all judgements so far, and by the last ones before this."""
    past, period = engagement.past_benefits, engagement.period
    confidence = engagement.policy.confidence
    found = calibration(judged_so_far(benefits, past, period), confidence)
    if found is None:
        return []
    earlier = before(past, period)
    then = calibration(judged_so_far(earlier.head(0), past, period), confidence)
    told = (
        f" By the judgements up to {earlier['period'].max()} it was {then.ratio:.0%}."
        if then
        else ""
    )
    return [
        {
            "finding_id": "benefits:calibration",
            "statement": f"Of {found.judged} promises with an estimate {found.realised} are "
            f"realised; on average {found.ratio:.0%} of what was promised came true "
            f"({found.low:.0%} to {found.high:.0%}).{told}",
            "grade": "both",
            "n": found.judged,
            "evidence": "benefits",
            "leads_to": None,
        }
    ]


def _benefit_finding(row: dict, kind: str, engagement: Engagement) -> dict[str, object]:
    measured = ""
    if pd.notna(row["observed"]):
        low, high = difference(row["low"], kind), difference(row["high"], kind)
        measured = (
            f" {row['kpi']} changed by {difference(row['observed'], kind)} against what was to be "
            f"expected ({low} to {high}, n {row['n']:,.0f}; promised "
            f"{difference(row['expected'], kind)})."
        )
    when = f" Knowable from {row['knowable_from']}." if pd.notna(row["knowable_from"]) else ""
    why = row["why"][:1].upper() + row["why"][1:]
    return {
        "finding_id": f"initiative:{row['initiative']}",
        "statement": f"{row['initiative']}: {row['result']}.{measured} {why}.{when}",
        "grade": grade(row["kpi"], engagement) if pd.notna(row["observed"]) else "opinion",
        "n": row["n"],
        "evidence": f"benefits[initiative={row['initiative']},kpi={row['kpi']}]",
        "leads_to": row["kpi"],
    }


def mix_findings(mix: pd.DataFrame, engagement: Engagement) -> pd.DataFrame:
    """The periods of the last year in which the score moved mostly because the mix did."""
    shown = mix[
        mix["verdict"].isin(["mix", "both"])
        & (mix["mix_change"].abs() > mix["within_change"].abs())
    ]
    first = engagement.periods[-12:][0] if engagement.periods else ""
    kinds = {name: "share" if o.kind in ("csat", "ces", "binary") else "mean"
             for name, o in engagement.outcomes.items()}  # fmt: skip
    rows = [
        _mix_finding(row, kinds.get(row["kpi"], "mean"))
        for row in shown[shown["period"] >= first].to_dict("records")
    ]
    return pd.DataFrame(rows) if rows else nothing()


def _mix_finding(row: dict, kind: str) -> dict[str, object]:
    low, high = difference(row["mix_low"], kind), difference(row["mix_high"], kind)
    also = (
        "within the segments nothing changed beyond chance"
        if row["verdict"] == "mix"
        else f"within the segments it changed by {difference(row['within_change'], kind)}"
    )
    return {
        "finding_id": f"mix:{row['kpi']}:{row['period']}",
        "statement": f"In {row['period']} {row['kpi']} moved by "
        f"{difference(row['total_change'], kind)}, of which "
        f"{difference(row['mix_change'], kind)} ({low} to {high}) because the mix of "
        f"{row['segment']} among those who answered was another; {also} (n {row['n']:,.0f}).",
        "grade": "survey",
        "n": row["n"],
        "evidence": f"mix[period={row['period']},kpi={row['kpi']}]",
        "leads_to": row["kpi"],
    }


def nothing() -> pd.DataFrame:
    return empty("step_findings").drop(columns="step")
