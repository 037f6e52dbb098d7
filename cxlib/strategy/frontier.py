"""What each budget would buy, and which measurement would change the order."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.results.coded import coded, listed, outcome, text, touchpoint
from cxlib.stats.intervals import z_value
from cxlib.stats.resampling import percentile
from cxlib.strategy.candidates import worth
from cxlib.strategy.optimise import best_plan
from cxlib.strategy.pool import GAP, Pool
from cxlib.strategy.portfolio import plan_over_budget
from cxlib.strategy.setting import Setting

BUDGETS = 12  # points of the curve besides the engagement's own budget
NODES = 15  # equally likely values of an unknown; the error of the mean is below 1 %
COLUMNS = ["budget", "cost", "benefit", "low", "high", "initiatives", "added", "p_over_budget",
           "current", "unit"]  # fmt: skip


def frontier(setting: Setting, plan: np.ndarray) -> pd.DataFrame:
    """The efficient frontier: the best plan at each budget from nothing to everything.

    Returns
    -------
    DataFrame
        budget, cost, benefit with low and high over the horizon (in the portfolio's unit),
        initiatives (how many), added (a code: which ones are new since the row before),
        p_over_budget (with usual overruns), current (the engagement's own budget), unit.
    """
    options, total = setting.candidates, float(setting.candidates.cost.sum())
    if not total > 0:
        return pd.DataFrame(columns=COLUMNS)
    budgets = sorted({*np.linspace(0, total, BUDGETS + 1)[1:].round(2)} - {setting.budget})
    plans = [(b, best_plan(options, setting.stake, b, setting.net, gap=GAP), False)
             for b in budgets]  # fmt: skip
    plans.append((total if setting.budget is None else setting.budget, plan, True))
    plans.sort(key=lambda item: (item[0], item[2]))
    if setting.budget is None:
        plans = [p for p in plans if p[0] != total or p[2]]
    rows = [_point(setting, budget, chosen, current) for budget, chosen, current in plans]
    table = pd.DataFrame(rows)
    added = _added(setting, [p for _, p, _ in plans])
    return table.assign(added=added, unit=setting.unit)[COLUMNS]


def _point(setting: Setting, budget: float, plan: np.ndarray, current: bool) -> dict:
    options, one = setting.candidates, plan[None, :]
    drawn = worth(options, one, setting.stakes_drawn, setting.weights_drawn)
    low, high = percentile(drawn, setting.confidence, axis=1)
    return {
        "budget": budget, "cost": float(plan @ options.cost),
        "benefit": worth(options, one, setting.stake[None, :])[0, 0],
        "low": low[0], "high": high[0], "initiatives": int(plan.sum()), "current": current,
        "p_over_budget": plan_over_budget(setting, plan, budget),
    }  # fmt: skip


def _added(setting: Setting, plans: list[np.ndarray]) -> list[str | None]:
    before = [np.zeros(len(setting.candidates.names)), *plans]
    pairs = zip(before[:-1], plans, strict=True)
    return [_named("frontier|added", setting, (new > 0) & (old == 0)) for old, new in pairs]


def _named(code: str, setting: Setting, which: np.ndarray) -> str | None:
    """A code with the names of initiatives; None where there is none."""
    names = np.array(setting.candidates.names, dtype=object)[which]
    return coded(code, names=listed(map(text, names))) if len(names) else None


def information(setting: Setting, pool: Pool) -> pd.DataFrame:
    """Which measurement would change the order: what knowing one stake for certain is worth.

    The expected value of partial perfect information (Raiffa & Schlaifer 1961): the mean, over
    what a stake may turn out to be, of the best plan's worth then, less the worth of the plan
    chosen now. Only plans of the pool are compared, so it is a lower bound.

    Returns
    -------
    DataFrame
        touchpoint, side (pain or delight), measurement (a code), value (over the horizon, in the
        portfolio's unit), changes (share of outcomes in which another plan would be better),
        instead (a code: what that plan would bring in most often), unit.
    """
    columns = ["touchpoint", "side", "measurement", "value", "changes", "instead", "unit"]
    used = np.unique(setting.candidates.place)
    rows = [_known(setting, pool, int(place)) for place in used]
    return pd.DataFrame(rows, columns=columns)


def _known(setting: Setting, pool: Pool, place: int) -> dict:
    options = setting.candidates
    spread = float(setting.stakes.spread.iloc[place]) * setting.years
    possible = np.tile(setting.stake, (NODES, 1))
    possible[:, place] += spread * _nodes()
    cost = (pool.rivals @ options.cost)[:, None] * setting.net
    value = worth(options, pool.rivals, possible) - cost
    best = value.argmax(axis=0)
    best = np.where(value[best, np.arange(NODES)] > value[0] + 1e-9, best, 0)
    gain = value[best, np.arange(NODES)] - value[0]
    other = best[best > 0]
    stake = setting.stakes.iloc[place]
    side = stake.place.rpartition(":")[2]
    return {
        "touchpoint": stake.touchpoint,
        "side": side,
        "measurement": coded(
            f"information|{side}", touchpoint=touchpoint(stake.touchpoint),
            outcome=outcome(setting.outcome),
        ),
        "value": float(gain.mean()),
        "changes": float((best > 0).mean()),
        "instead": _brings(setting, pool, other),
        "unit": setting.unit,
    }  # fmt: skip


def _nodes() -> np.ndarray:
    """Equally likely standard normal values: the middles of NODES equal shares."""
    share = (np.arange(NODES) + 0.5) / NODES
    return np.array([np.sign(s - 0.5) * z_value(abs(2 * s - 1)) if s != 0.5 else 0 for s in share])


def _brings(setting: Setting, pool: Pool, winners: np.ndarray) -> str | None:
    if not len(winners):
        return None
    usual = np.bincount(winners).argmax()
    return _named("information|instead", setting, (pool.rivals[usual] > 0) & (pool.plan == 0))


def what_if(
    setting: Setting,
    budget: float | None = None,
    uplift: float = 1.0,
    months: float | None = None,
) -> pd.DataFrame:
    """The plan under another budget, other uplifts (all multiplied) or another horizon.

    The function behind the sliders of notebook 03: the same optimiser, without the redraws.

    Returns
    -------
    DataFrame
        initiative, cost, benefit, chosen; benefits are what each adds to the plan.
    """
    other = setting.changed(budget, uplift, months)
    options = other.candidates
    plan = best_plan(options, other.stake, other.budget, other.net)
    n = len(plan)
    with_it = np.maximum(np.tile(plan, (n, 1)), np.eye(n)).reshape(n, n)
    both = worth(options, np.vstack([with_it, with_it - np.eye(n)]), other.stake[None, :])[:, 0]
    return pd.DataFrame({"initiative": options.names, "cost": options.cost,
                         "benefit": both[:n] - both[n:], "chosen": plan > 0})  # fmt: skip
