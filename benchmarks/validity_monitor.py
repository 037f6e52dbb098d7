"""What monitoring promises, by simulation: false alarms, bias and size, with Monte-Carlo errors.

    python benchmarks/validity_monitor.py [--times 1.0] [--only NAME ...]

Prints one JSON line. `--times` scales the number of replications. The tests run a small version of
every simulation here; docs/validity_monitor.md tells the figures.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
from quiet_engagements import VALUE_SD, ar1, quiet_engagement, quiet_rates

from cxlib.monitoring.alerts import alert_table, power
from cxlib.monitoring.benefits import did, its
from cxlib.monitoring.charting import chart
from cxlib.monitoring.charts.attributes import attribute, needs_laney
from cxlib.monitoring.charts.limits import SIGMAS
from cxlib.monitoring.charts.small_shifts import cusum, ewma
from cxlib.monitoring.charts.xmr import xmr
from cxlib.monitoring.panel import Panel
from cxlib.monitoring.rules import RULES
from cxlib.stats.resampling import stream

SEED = 2026
LEVEL = 0.05
MONTHS = 24


def share_of(hits: np.ndarray) -> dict[str, float]:
    """A rate with its Monte-Carlo standard error."""
    rate = float(np.mean(hits))
    return {"rate": rate, "mc_se": float(np.sqrt(rate * (1 - rate) / np.size(hits))),
            "times": int(np.size(hits))}  # fmt: skip


# --- alerts over a whole engagement ---------------------------------------------------------------


def family_rate(
    times: int, months: int = MONTHS, phi: float = 0.0, season: float = 0.0
) -> dict[str, float]:
    """Share of quiet engagements in which the last month's run raises any alert, or any signal."""
    alarms, signals = [], []
    for i in range(times):
        panel = quiet_engagement(
            stream(SEED, "family", months, phi, season, i), months, phi, season
        )
        charts = chart(panel, ["outside", "run of 8"], "month", LEVEL)
        alarms.append(len(alert_table(panel, charts, "month")) > 0)
        signals.append((charts.fired.words[:, -1] != "").any())
    return share_of(np.array(alarms)) | {"two_rules_alone": float(np.mean(signals))}


def one_kpi_rate(times: int, kpi: str, months: int = MONTHS, phi: float = 0.0) -> dict[str, float]:
    """The same for an engagement of one KPI at 21 places: the control has less to hold."""
    alarms = []
    for i in range(times):
        rng = stream(SEED, "one kpi", kpi, months, phi, i)
        panel = quiet_rates(rng, months) if kpi == "complaints" else _only(
            quiet_engagement(rng, months, phi), kpi)  # fmt: skip
        charts = chart(panel, ["outside"], "month", LEVEL)
        alarms.append(len(alert_table(panel, charts, "month")) > 0)
    return share_of(np.array(alarms))


def _only(panel: Panel, kpi: str) -> Panel:
    return panel.of(np.flatnonzero(panel.keys["kpi"] == kpi))


def monthly_rate(times: int, months: int = MONTHS, first: int = 9) -> dict[str, float]:
    """The same over every monthly run of a quiet engagement, from the first that can alert."""
    alarms = []
    for i in range(times):
        whole = quiet_engagement(stream(SEED, "monthly", i), months)
        for month in range(first, months + 1):
            panel = _upto(whole, month)
            charts = chart(panel, ["outside"], "month", LEVEL)
            alarms.append(len(alert_table(panel, charts, "month")) > 0)
    grouped = np.array(alarms).reshape(times, -1).mean(axis=1)
    return share_of(np.array(alarms)) | {"mc_se": float(grouped.std() / np.sqrt(times))}


def _upto(panel: Panel, months: int) -> Panel:
    names = ("value", "n", "numerator", "denominator", "spread", "judged")
    cut = {name: getattr(panel, name)[:, :months] for name in names}
    return replace(panel, periods=panel.periods[:months], **cut)


def power_seen(times: int, shift: float, periods: int) -> dict[str, float]:
    """Share of engagements in which one value, shifted for so many periods, raises an alert."""
    found = []
    for i in range(times):
        panel = quiet_engagement(stream(SEED, "power", periods, i), MONTHS + periods)
        row = int(np.flatnonzero(panel.keys["kpi"] == "seconds")[0])
        panel.value[row, -periods:] += VALUE_SD * shift
        charts = chart(panel, ["outside"], "month", LEVEL)
        raised = alert_table(panel, charts, "month")
        mine = panel.keys.loc[row, ["kpi", "scope"]]
        found.append((raised[["kpi", "scope"]] == mine).all(axis=1).any())
    return share_of(np.array(found))


# --- charts ---------------------------------------------------------------------------------------


def xmr_false_alarms(times: int, baseline: int) -> dict[str, float]:
    """Chance that a fresh point falls outside XmR limits from so many points."""
    rng = stream(SEED, "xmr", baseline)
    values = rng.normal(size=(times, baseline + 1))
    inside = np.arange(baseline + 1)[None, :] < baseline
    distance = xmr(values, np.broadcast_to(inside, values.shape)).distance[:, -1]
    return share_of(np.abs(distance) > SIGMAS)


def laney_false_alarms(times: int, between: float, baseline: int = 24) -> dict[str, float]:
    """Chance that a share falls outside, on the chart that is chosen (p or p').

    `rate` counts the points that the limits come from, `always` the same where p' is not chosen
    but forced, `fresh` the next point: limits from 24 points are themselves uncertain, as those of
    XmR are (`xmr_m24`).
    """
    rng = stream(SEED, "laney", between)
    n = rng.integers(4_000, 8_000, size=(times, baseline + 1))
    truth = np.clip(0.6 + between * rng.normal(size=n.shape), 0, 1)
    x = rng.binomial(n, truth).astype(float)
    inside = np.broadcast_to(np.arange(baseline + 1)[None, :] < baseline, n.shape)
    laney = needs_laney(x, n, inside, "share")
    out = np.abs(attribute(x, n, inside, "share", laney).distance) > SIGMAS
    fresh = share_of(out[:, -1])
    forced = attribute(x, n, inside, "share", np.ones(times, bool)).distance[:, :-1]
    return share_of(out[:, :-1]) | {
        "always": share_of(np.abs(forced) > SIGMAS)["rate"],
        "fresh": fresh["rate"],
        "fresh_mc_se": fresh["mc_se"],
        "laney_chosen": float(laney.mean()),
    }


def run_length(fired: Callable[[np.ndarray], np.ndarray], shift: float, times: int, longest: int,
               name: str) -> dict[str, float]:  # fmt: skip
    """Mean number of points until the first signal, for known centre and sigma."""
    lengths, rng = [], stream(SEED, "arl", name, shift)
    for _ in range(max(1, times // 500)):
        hit = fired(rng.normal(shift, 1, size=(500, longest))) != 0
        first = np.where(hit.any(axis=1), hit.argmax(axis=1) + 1, longest)
        lengths.append(first)
    all_lengths = np.concatenate(lengths)
    return {"arl": float(all_lengths.mean()),
            "mc_se": float(all_lengths.std() / np.sqrt(all_lengths.size))}  # fmt: skip


def cusum_fired(z: np.ndarray) -> np.ndarray:
    high, low = cusum(z, 0.5)
    return (high > 4) | (low > 4)


def ewma_fired(z: np.ndarray) -> np.ndarray:
    return np.abs(ewma(z, 0.5)) > 3.071 * np.sqrt(0.5 / 1.5)


def rules_fired(*names: str) -> Callable[[np.ndarray], np.ndarray]:
    return lambda z: sum(np.abs(RULES[name](z)) for name in names)


# --- benefits -------------------------------------------------------------------------------------


def its_null(times: int, phi: float, side: int = 24) -> dict[str, float]:
    """Rejections of a true null by the interrupted series, and its coverage's other side."""
    rng = stream(SEED, "its", phi, side)
    noise = ar1(rng, times, 2 * side, phi).reshape(times, -1) if phi else rng.normal(
        size=(times, 2 * side))  # fmt: skip
    p = [its.level_change(y, side, "month").p for y in noise]
    return share_of(np.array(p) < LEVEL)


def _unit_points(rng: np.random.Generator, units: int, months: int, phi: float) -> pd.DataFrame:
    """Monthly scores of units that differ and whose months hang together."""
    level = rng.normal(0, 5, units)
    month = 2 * rng.normal(size=months)
    own = 4 * ar1(rng, units, months, phi).reshape(units, months) if phi else 0.0
    base = rng.poisson(15, size=(units, months)) + 1
    noise = rng.normal(size=(units, months)) * 80 / np.sqrt(base)
    values = level[:, None] + month[None, :] + own + noise
    at = np.indices(values.shape)
    return pd.DataFrame({
        "unit": [f"u{i:02d}" for i in at[0].ravel()],
        "period": [f"{t:04d}" for t in at[1].ravel()],
        "value": values.ravel(), "n": base.ravel().astype(float),
    })  # fmt: skip


def compared_null(times: int, phi: float = 0.5) -> dict[str, dict[str, float]]:
    """Difference-in-differences and ANCOVA on 10 + 10 units with no effect."""
    rejected = {"did": [], "ancova": []}
    treated = [f"u{i:02d}" for i in range(10)]
    for i in range(times):
        points = _unit_points(stream(SEED, "did", i), 20, 36, phi)
        table = did.collapse(points, treated, "0018")
        rejected["did"].append(did.difference_in_differences(table).p < LEVEL)
        rejected["ancova"].append(did.ancova(table).p < LEVEL)
    return {name: share_of(np.array(hits)) for name, hits in rejected.items()}


def worst_chosen(times: int, before: int = 6) -> dict[str, dict[str, float]]:
    """No effect, but the ten worst of twenty were treated: what each method makes of it."""
    found = {name: [] for name in ("before_after", "did", "ancova")}
    for i in range(times):
        points = _unit_points(stream(SEED, "worst", i), 20, 2 * before, 0.0)
        early = points[points["period"] < f"{before:04d}"]
        worst = early.groupby("unit")["value"].mean().nsmallest(10).index.tolist()
        weighted = did.collapse(points.assign(n=1.0), worst, f"{before:04d}")
        change = (weighted["after"] - weighted["before"])[weighted["treated"]]
        plain = did.Effect(change.mean(), change.std() / np.sqrt(len(change)), len(change) - 1)
        found["before_after"].append(plain)
        found["did"].append(did.difference_in_differences(weighted))
        found["ancova"].append(did.ancova(weighted))
    return {name: _bias(effects) for name, effects in found.items()}


def _bias(effects: list[did.Effect]) -> dict[str, float]:
    values = np.array([e.value for e in effects])
    return share_of(np.array([e.p < LEVEL for e in effects])) | {
        "bias_in_se": float(values.mean() / values.std()),
        "bias_mc_se": float(1 / np.sqrt(values.size)),
    }


SIMULATIONS: dict[str, Callable[[float], object]] = {
    "alerts_24_months": lambda k: family_rate(int(1000 * k)),
    "alerts_every_month_to_24": lambda k: monthly_rate(int(200 * k)),
    "alerts_12_months": lambda k: family_rate(int(1000 * k), months=12),
    "alerts_24_months_phi_.3": lambda k: family_rate(int(1000 * k), phi=0.3),
    "alerts_24_months_phi_.6": lambda k: family_rate(int(1000 * k), phi=0.6),
    "alerts_36_months": lambda k: family_rate(int(1000 * k), months=36),
    "alerts_36_months_phi_.3": lambda k: family_rate(int(1000 * k), months=36, phi=0.3),
    "alerts_36_months_phi_.6": lambda k: family_rate(int(1000 * k), months=36, phi=0.6),
    "alerts_one_kpi": lambda k: {
        kpi: one_kpi_rate(int(1000 * k), kpi)
        for kpi in ("recommend", "solved", "seconds", "complaints")
    },
    "alerts_one_kpi_36_months_phi_.6": lambda k: {
        kpi: one_kpi_rate(int(1000 * k), kpi, 36, 0.6) for kpi in ("recommend", "solved", "seconds")
    },
    "power_seen": lambda k: {
        f"{s:g} sigma for {n}": power_seen(int(500 * k), s, n)
        for s in (1.0, 2.0, 3.0)
        for n in (1, 8)
    },
    "alerts_36_months_seasonal": lambda k: family_rate(int(1000 * k), months=36, season=1.5),
    "power_126_tests_24_points": lambda k: {
        f"{s} sigma": power(126, 24, s) for s in (1.0, 2.0, 3.0)
    },
    "xmr_m24": lambda k: xmr_false_alarms(int(200_000 * k), 24),
    "xmr_m50": lambda k: xmr_false_alarms(int(200_000 * k), 50),
    "laney_between_0": lambda k: laney_false_alarms(int(50_000 * k), 0.0),
    "laney_between_.01": lambda k: laney_false_alarms(int(50_000 * k), 0.01),
    "laney_between_.02": lambda k: laney_false_alarms(int(50_000 * k), 0.02),
    "arl_outside_0": lambda k: run_length(rules_fired("outside"), 0, int(40_000 * k), 4000, "C1"),
    "arl_both_rules_0": lambda k: run_length(
        rules_fired("outside", "run of 8"), 0, int(40_000 * k), 2000, "C14"
    ),
    "arl_both_rules_1": lambda k: run_length(
        rules_fired("outside", "run of 8"), 1, int(40_000 * k), 300, "C14"
    ),
    "arl_cusum_0": lambda k: run_length(cusum_fired, 0, int(40_000 * k), 2500, "cusum"),
    "arl_cusum_1": lambda k: run_length(cusum_fired, 1, int(40_000 * k), 200, "cusum"),
    "arl_ewma_0": lambda k: run_length(ewma_fired, 0, int(40_000 * k), 6000, "ewma"),
    "arl_ewma_1": lambda k: run_length(ewma_fired, 1, int(40_000 * k), 400, "ewma"),
    "its_phi_0": lambda k: its_null(int(2000 * k), 0.0),
    "its_phi_.3": lambda k: its_null(int(2000 * k), 0.3),
    "its_phi_.6": lambda k: its_null(int(2000 * k), 0.6),
    "its_12_each_phi_.6": lambda k: its_null(int(2000 * k), 0.6, 12),
    "compared_null": lambda k: compared_null(int(2000 * k)),
    "worst_chosen": lambda k: worst_chosen(int(2000 * k)),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=float, default=1.0, help="scales the replications")
    parser.add_argument("--only", nargs="*", default=list(SIMULATIONS), choices=list(SIMULATIONS))
    asked = parser.parse_args()
    found = {name: SIMULATIONS[name](asked.times) for name in asked.only}
    json.dump(found, sys.stdout)
    print()


if __name__ == "__main__":
    main()
