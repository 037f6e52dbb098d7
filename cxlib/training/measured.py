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
    begun: pd.DataFrame,
    operations: pd.DataFrame,
    seed: int,
) -> pd.DataFrame:
    """kpi, period, scope, value or numerator and denominator, kind, better."""
    parts = [
        _conversion(sector, people, begun),
        _contacts(sector, people, lives, begun),
        _delivery(sector, operations),
        *(_steady(sector, kpi, seed) for kpi in sector.steady_kpis),
    ]
    return pd.concat(parts, ignore_index=True).reindex(columns=COLUMNS)


def _conversion(sector: Sector, people: Population, begun: pd.DataFrame) -> pd.DataFrame:
    """Purchases completed out of those who tried: overall and by region."""
    rows = begun[begun["kind"].eq("buying") & ~begun["browses"]]
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
    return counted.assign(kpi=sector.conversion_kpi, kind="share", better="high")


def _contacts(
    sector: Sector, people: Population, lives: Lives, begun: pd.DataFrame
) -> pd.DataFrame:
    rows = begun[begun["kind"].eq(sector.contact_kpi["service"])]
    contacts = np.bincount(rows["month"], weights=rows["attempts"], minlength=sector.months)
    active = [int(lives.active(people, month).sum()) for month in range(sector.months)]
    return pd.DataFrame(
        {
            "kpi": sector.contact_kpi["kpi"],
            "period": sector.periods,
            "scope": "overall",
            "numerator": contacts,
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
