"""A sector: all that has a word of the trade in it, read from a description beside the engine."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

from cxlib.errors import InputError

FOLDER = Path(__file__).parent / "sectors"


@dataclass(frozen=True)
class Sector:
    """A client of a sector as data; `sectors/telecom.yml` explains every key."""

    client: str
    currency: str
    timezone: str
    first_period: str
    months: int
    brand: dict[str, Any]
    segments: dict[str, Any]
    roles: dict[str, Any]
    services: dict[str, dict[str, Any]]
    buying: dict[str, Any]
    habits: dict[str, float]
    first_value_failed: float
    noise: float
    new_share: float
    visitors: float
    drops: float
    withdraws: float
    show_of_leaving: float
    leaving: float
    walks: dict[str, dict[str, Any]]
    experiences: dict[str, dict[str, Any]]
    survey: dict[str, Any]
    mix: dict[str, Any]
    shift: dict[str, Any]
    contact_kpi: dict[str, str]
    conversion_kpi: str
    steady_kpis: list[dict[str, Any]]
    touchpoints: list[dict[str, Any]]
    journeys: list[dict[str, Any]]
    blocks: list[dict[str, Any]]
    activities: list[dict[str, Any]]
    owners: list[dict[str, Any]]
    readiness: dict[str, dict[str, float]]
    raci: dict[str, Any]
    running: list[dict[str, Any]]
    budget: float
    candidates: list[dict[str, Any]]
    assumptions: list[dict[str, Any]]
    targets: list[dict[str, Any]]
    commentary: list[dict[str, Any]]
    comments: dict[str, Any]

    @property
    def periods(self) -> list[str]:
        """Labels of the months that the client's data covers."""
        months = pd.period_range(self.first_period, periods=self.months, freq="M")
        return [str(month) for month in months]

    @property
    def month_starts(self) -> np.ndarray:
        """First instant of each month and of the one after the last (client's clock)."""
        months = pd.period_range(self.first_period, periods=self.months + 1, freq="M")
        return months.start_time.to_numpy().astype("datetime64[s]")

    @property
    def plans(self) -> list[str]:
        return list(self.segments["plan"])

    @property
    def regions(self) -> list[str]:
        return list(self.segments["region"])

    def plan(self, column: str) -> np.ndarray:
        """One figure of every plan, in the plans' order."""
        return np.array([plan[column] for plan in self.segments["plan"].values()], float)

    def month(self, period: str) -> int:
        """The month's number, 0 for the first."""
        return self.periods.index(str(period))

    def channel(self, touchpoint: str) -> str | None:
        """The touchpoint's channel as mapped; None where it is not on the map."""
        mapped = (t["channel"] for t in self.touchpoints if t["touchpoint"] == touchpoint)
        return next(mapped, None)

    def activity(self, name: str) -> dict[str, Any]:
        return next(a for a in self.activities if a["activity"] == name)

    def initiative(self, name: str) -> dict[str, Any]:
        return next(i for i in [*self.running, *self.candidates] if i["initiative"] == name)


def sectors() -> list[str]:
    """Names of the sectors that are described.

    >>> "telecom" in sectors()
    True
    """
    return sorted(path.stem for path in FOLDER.glob("*.yml"))


def load_sector(name: str) -> Sector:
    """The sector of that name; an InputError lists the valid ones.

    >>> load_sector("telecom").client
    'Larkfield Mobile'
    """
    if name not in sectors():
        raise InputError(
            f"sector '{name}' is not described. Remedy: choose one of {', '.join(sectors())}."
        )
    description = YAML(typ="safe").load(FOLDER / f"{name}.yml")
    return Sector(**{field.name: description[field.name] for field in fields(Sector)})
