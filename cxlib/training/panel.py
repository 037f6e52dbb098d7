"""Who was invited to the survey each month, who answered, and about which last contact."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.stats.resampling import stream
from cxlib.training.lives import Lives
from cxlib.training.population import Population
from cxlib.training.sector import Sector


def panel(
    sector: Sector, people: Population, lives: Lives, seed: int, effects: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row per answer (customer, month, contact, journey), and the `invited` table."""
    contacts = _last_contacts(sector, people, lives)
    contacted = np.zeros((people.n, sector.months), bool)
    contacted[contacts["customer"], contacts["month"]] = True
    asked = [
        _invited(sector, people, lives, contacted, month, stream(seed, "invited", month), effects)
        for month in range(sector.months)
    ]
    month = np.repeat(np.arange(sector.months), [len(a) for a in asked])
    invited = pd.DataFrame({"customer": np.concatenate(asked), "month": month})
    answered = stream(seed, "answered").random(len(invited)) < sector.survey["answered"]
    rows = invited[answered].merge(contacts, on=["customer", "month"], how="left")
    return rows.reset_index(drop=True), _counts(sector, people, invited)


def _last_contacts(sector: Sector, people: Population, lives: Lives) -> pd.DataFrame:
    """The contact of the month that the survey asks about: one per customer and month."""
    about = {kind: (s["touchpoint"], s["journey"]) for kind, s in sector.services.items()}
    about["buying"] = (sector.roles["friction"], sector.buying["journey"])
    service = lives.journeys[lambda j: ~j["browses"]]
    rows = service.drop_duplicates(["customer", "month"], keep="last")
    rows = rows.assign(
        contact=rows["kind"].map({kind: names[0] for kind, names in about.items()}),
        journey=rows["kind"].map({kind: names[1] for kind, names in about.items()}),
    )
    new = people.new
    joined = pd.DataFrame({"customer": new, "month": people.joined[new]}).assign(
        contact=sector.roles["first_value"],
        journey=sector.walks["join"]["journey"],
        completed=~lives.first_value_failed[new],
        failed=lives.first_value_failed[new],
        recovered=False,
        mismatch=False,
    )
    keep = [*joined.columns]
    both = pd.concat([rows[keep], joined], ignore_index=True)
    return both.drop_duplicates(["customer", "month"], keep="last", ignore_index=True)


def _invited(
    sector: Sector,
    people: Population,
    lives: Lives,
    contacted: np.ndarray,
    month: int,
    rng: np.random.Generator,
    effects: float,
) -> np.ndarray:
    """Positions drawn without replacement, the likelier the greater their weight."""
    here = np.flatnonzero(lives.active(people, month))
    weight = np.where(contacted[here, month], sector.survey["after_contact"], 1.0)
    size = len(here) * sector.survey["invited"]
    if effects and month == sector.month(sector.mix["period"]):
        segment = sector.plans.index(sector.mix["segment"])
        weight = np.where(people.plan[here] == segment, weight * sector.mix["times"], weight)
        size = size * sector.mix["invited"]
    keys = rng.exponential(size=len(here)) / weight  # Efraimidis and Spirakis 2006
    return np.sort(here[np.argsort(keys)[: round(size)]])


def _counts(sector: Sector, people: Population, invited: pd.DataFrame) -> pd.DataFrame:
    plan = np.array(sector.plans)[people.plan[invited["customer"]]]
    period = np.array(sector.periods)[invited["month"]]
    counts = pd.DataFrame({"period": period, "segment": "plan=" + pd.Series(plan)})
    return (
        counts.value_counts(sort=False)
        .rename("n")
        .reset_index()
        .sort_values(["period", "segment"], ignore_index=True)
    )
