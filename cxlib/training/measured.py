"""The KPIs that the client measures itself, counted from what really happened."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.stats.resampling import stream
from cxlib.training.lives import Lives
from cxlib.training.population import Population
from cxlib.training.sector import Sector

MINUTES_A_DAY = 1440
COLUMNS = ["kpi", "period", "scope", "value", "numerator", "denominator", "kind", "better"]


def kpis(
    sector: Sector,
    people: Population,
    lives: Lives,
    service: pd.DataFrame,
    operations: pd.DataFrame,
    seed: int,
) -> pd.DataFrame:
    """kpi, period, scope, value or numerator and denominator, kind, better."""
    parts = [
        _conversion(sector, people, service),
        _calls(sector, people, lives, service),
        _delivery(sector, operations),
        *(_steady(sector, kpi, seed) for kpi in sector.service_kpis),
    ]
    return pd.concat(parts, ignore_index=True).reindex(columns=COLUMNS)


def _conversion(sector: Sector, people: Population, service: pd.DataFrame) -> pd.DataFrame:
    """Upgrades ordered out of those who came to the checkout: overall and by region."""
    rows = service[service["kind"].eq("upgrade") & ~service["browses"]]
    region = np.array(sector.regions)[people.region[rows["customer"]]]
    frame = pd.DataFrame(
        {
            "period": np.array(sector.periods)[rows["month"]],
            "scope": "region=" + pd.Series(region, dtype="str"),
            "numerator": rows["completed"].to_numpy(int),
            "denominator": 1,
        }
    )
    everywhere = frame.assign(scope="overall")
    counted = pd.concat([everywhere, frame]).groupby(["scope", "period"], as_index=False).sum()
    return counted.assign(kpi="upgrade conversion", kind="share", better="high")


def _calls(sector: Sector, people: Population, lives: Lives, service: pd.DataFrame) -> pd.DataFrame:
    rows = service[service["kind"].eq("call")]
    calls = np.bincount(rows["month"], weights=rows["attempts"], minlength=sector.months)
    active = [int(lives.active(people, month).sum()) for month in range(sector.months)]
    return pd.DataFrame(
        {
            "kpi": "calls per customer",
            "period": sector.periods,
            "scope": "overall",
            "numerator": calls,
            "denominator": active,
            "kind": "rate",
            "better": "low",
        }
    )


def _delivery(sector: Sector, operations: pd.DataFrame) -> pd.DataFrame:
    rows = operations[operations["activity"].eq(sector.shift["activity"])]
    month = rows["time"].dt.strftime("%Y-%m")
    days = (rows["duration"] / MINUTES_A_DAY).groupby(month).mean().round(2)
    days = days.reindex(sector.periods)
    return pd.DataFrame(
        {
            "kpi": sector.shift["kpi"],
            "period": sector.periods,
            "scope": "overall",
            "value": days.to_numpy(),
            "kind": "mean",
            "better": "low",
        }
    )


def _steady(sector: Sector, kpi: dict, seed: int) -> pd.DataFrame:
    rng = stream(seed, "kpi", kpi["kpi"])
    values = rng.normal(kpi["mean"], kpi["spread"], sector.months)
    return pd.DataFrame(
        {
            "kpi": kpi["kpi"],
            "period": sector.periods,
            "scope": "overall",
            "value": values.round(kpi["digits"]),
            "kind": "mean",
            "better": kpi["better"],
        }
    )
