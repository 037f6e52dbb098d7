"""Measured KPIs and targets: series that never vary, stand still, add up, or change their unit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxlib.engagement.suspicion.frame import STOP, TELL, WARN, Seen, Suspicion, in_rows

KPIS, TARGETS = "kpis", "targets"
FLAT, STALE, RUNNING, ARITHMETIC, TARGET, RESPONSE = (
    "never varies",
    "the same value carried forward",
    "a running total",
    "value and counts contradict",
    "a target on another scale",
    "more answers than were asked",
)
BASELINE = 8  # periods
CARRIED = 3
TIMES = 20.0
BY_CHANCE = 2e-4
SLACK = 0.02


def series(seen: Seen) -> dict[tuple[str, str], pd.DataFrame]:
    """Each KPI and scope in the order of its periods, with its value as given or as counted."""

    def work_out() -> dict[tuple[str, str], pd.DataFrame]:
        if KPIS not in seen.tables:
            return {}
        frame = seen.frame(KPIS)
        counted = frame["numerator"] / frame["denominator"].where(frame["denominator"] > 0)
        told = frame.assign(measured=frame["value"].fillna(counted)).dropna(subset=["measured"])
        grouped = told.sort_values("period", kind="stable").groupby(["kpi", "scope"], sort=False)
        return dict(iter(grouped))

    return seen.once("kpi series", work_out)


def never_varies(seen: Seen) -> Iterator[Suspicion]:
    """Eight periods or more before the last, all the same: no limits, so nothing can signal."""
    for (kpi, _), rows in series(seen).items():
        before = rows["measured"].to_numpy()[:-1]
        if len(before) >= BASELINE and before.min() == before.max():
            words = (
                f"'{kpi}' was {before[0]:g} in {len(before)} periods: a baseline that never varied "
                "has no limits, and no chart can tell what comes after from chance"
            )
            remedy = "see whether it was measured; give counts (numerator, denominator)"
            yield in_rows(seen, FLAT, KPIS, kpi, rows.index, TELL, words, remedy)


def carried_forward(seen: Seen) -> Iterator[Suspicion]:
    """The last three values or more the same to the last digit, in a series that varied before.

    Two values in a row are alike by chance with the probability p, taken from the series itself;
    that so many are has p to the power of their steps.
    """
    for (kpi, _), rows in series(seen).items():
        values = rows["measured"].to_numpy()
        same = int(np.argmax(np.r_[values[::-1] != values[-1], True]))
        before = values[: len(values) - same]
        if same < CARRIED or len(before) < BASELINE or values[-1] in (0, 1):
            continue
        shares = np.unique(before, return_counts=True)[1] / len(before)
        alike = max(float((shares**2).sum()), (1 + (np.diff(before) == 0).sum()) / len(before))
        if alike ** (same - 1) < BY_CHANCE:
            words = (
                f"'{kpi}' is {values[-1]:g} in each of the last {same} periods; before, two in a "
                f"row were alike {(np.diff(before) == 0).sum()} times in {len(before)}"
            )
            rest = rows.iloc[-same + 1 :]
            yield in_rows(
                seen, STALE, KPIS, kpi, rest.index, WARN, words, "ask whether it was measured again"
            )


def running_total(seen: Seen) -> Iterator[Suspicion]:
    """Values that only ever grow within a year and begin anew with the next: year to date."""
    if seen.config.period != "month":
        return
    for (kpi, _), rows in series(seen).items():
        if rows["kind"].eq("share").any() or len(rows) < 2 * BASELINE:
            continue
        falls = np.count_nonzero(np.diff(rows["measured"]) < 0)
        first, last = rows["period"].iloc[[0, -1]].str[:4].astype(int)
        if not 1 <= falls <= last - first:  # one with each new year, and no other
            continue
        year = rows["period"].str[:4]
        steps = rows["measured"].diff()
        inside = year == year.shift()
        resets = int(((steps < 0) & ~inside).sum())
        turns = int((~inside).sum()) - 1
        if (steps[inside] > 0).all() and turns >= 1 and resets == turns:
            words = f"'{kpi}' grows in every month and begins anew each January: it adds up"
            yield in_rows(
                seen, RUNNING, KPIS, kpi, rows.index, STOP, words, "deliver the months one by one"
            )


def arithmetic(seen: Seen) -> Iterator[Suspicion]:
    """A value that is not its numerator over its denominator."""
    if KPIS not in seen.tables:
        return
    frame = seen.frame(KPIS)
    counted = frame["numerator"] / frame["denominator"].where(frame["denominator"] > 0)
    off = (frame["value"] - counted).abs() > SLACK * counted.abs() + 1e-9
    rows = frame[off & frame["value"].notna() & counted.notna()]
    if len(rows):
        ratio = (rows["value"] / counted[rows.index]).median()
        words = f"in {len(rows):,} rows the value is {ratio:.3g} times numerator over denominator"
        remedy = "leave value out, or correct the counts"
        yield in_rows(seen, ARITHMETIC, KPIS, "value", rows.index, WARN, words, remedy)


def targets(seen: Seen) -> Iterator[Suspicion]:
    """A target twenty times what is measured, or a twentieth: per cent against a share."""
    if TARGETS not in seen.tables:
        return
    usual = {}
    for (kpi, _), rows in series(seen).items():
        usual.setdefault(kpi.casefold(), rows["measured"].abs().median())
    frame = seen.frame(TARGETS)
    level = frame["kpi"].str.casefold().map(usual).astype(float)
    times = frame["target"].abs() / level.where(level > 0)
    rows = frame[(times >= TIMES) | ((times <= 1 / TIMES) & (frame["target"] != 0))]
    if len(rows):
        first = rows.iloc[0]
        words = (
            f"the target of '{first['kpi']}' is {first['target']:g}, measured is "
            f"{level[rows.index[0]]:g}"
        )
        remedy = "write the target in the KPI's own unit (a share of 80 % as 0.8)"
        yield in_rows(seen, TARGET, TARGETS, "target", rows.index, WARN, words, remedy)


def more_than_asked(seen: Seen) -> Iterator[Suspicion]:
    """More people answered in a period than were invited."""
    if not {"invited", "responses"} <= set(seen.tables):
        return
    invited = seen.frame("invited")
    parted = invited["segment"].str.split("=", n=1).str[0]
    kind = "all" if parted.eq("all").any() else parted.iloc[0] if len(parted) else "all"
    whole = invited[parted == kind].groupby("period")["n"].sum()
    answered = seen.frame("responses")["period"].value_counts()
    both = pd.concat([whole, answered], axis=1, keys=["asked", "came"]).dropna()
    over = both[both["came"] > both["asked"]]
    if len(over):
        when = over.index[0]
        words = (
            f"{over['came'].iloc[0]:,.0f} answers of {over['asked'].iloc[0]:,.0f} asked in {when}"
            + (f", and more in {len(over) - 1} other periods" if len(over) > 1 else "")
        )
        yield Suspicion(RESPONSE, "invited", "n", len(over), WARN, words,
                        "see that both count the same survey and period")  # fmt: skip


RULES = (never_varies, carried_forward, running_total, arithmetic, targets,
         more_than_asked)  # fmt: skip
