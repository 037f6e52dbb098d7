"""A whole client: every table of an engagement, generated with its answers planted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlib.stats.resampling import stream
from cxlib.training.answers import answers, not_used
from cxlib.training.backstage import operations
from cxlib.training.catalogue import catalogue
from cxlib.training.comments import comments
from cxlib.training.events import month_ends
from cxlib.training.lives import Lives, live
from cxlib.training.measured import kpis
from cxlib.training.panel import panel
from cxlib.training.population import Population, populate
from cxlib.training.sector import Sector
from cxlib.training.telling import begun_journeys, interactions, join_times
from cxlib.training.truth import truth_of

UNFINISHED = 0.012  # share of answers broken off, which the client's export still holds
DEVICE_MARGIN = (60.0, 0.4)  # median and spread (log) of what an upgrade earns
CONTACT_ALLOWED = 0.8
DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class Client:
    """The tables under the client's own column names, and what is planted in them."""

    sector: Sector
    customers: int
    seed: int
    tables: dict[str, pd.DataFrame]
    truth: dict


def generate(sector: Sector, customers: int, seed: int, effects: float = 1.0) -> Client:
    """Simulate the client.

    Parameters
    ----------
    customers : how many customers the client has had in the months (from about 500)
    seed : the same seed gives the same client
    effects : 1 as described by the sector; 0 the same client with nothing planted

    >>> from cxlib.training.sector import load_sector
    >>> client = generate(load_sector("telecom"), 600, 1)
    >>> len(client.tables["customers"])
    600
    """
    people = populate(sector, customers, seed)
    lives = live(sector, people, seed, effects)
    begun = begun_journeys(sector, lives, seed)
    events = interactions(sector, people, lives, seed)
    runs = operations(sector, people, events, begun, seed, effects)
    rows, invited = panel(sector, people, lives, seed, effects)
    tables = {
        "responses": _responses(sector, people, lives, rows, seed, effects),
        "interactions": events,
        "purchases": _purchases(sector, events, seed),
        "customers": _customers(sector, people, lives, seed),
        "kpis": kpis(sector, people, lives, begun, runs, seed),
        "operations": runs,
        "invited": invited,
        **catalogue(sector, customers, seed),
    }
    return Client(sector, customers, seed, tables, truth_of(sector, customers, seed, effects))


def _responses(
    sector: Sector,
    people: Population,
    lives: Lives,
    rows: pd.DataFrame,
    seed: int,
    effects: float,
) -> pd.DataFrame:
    """One answer per row, as the survey tool exports it."""
    given = answers(sector, people, lives, rows, seed, effects)
    asked = [b["overall"]["variable"] for b in sector.blocks]
    recorded = not_used(sector, given, seed)
    recent = {
        name: lives.recently(sector, name)[rows["customer"], rows["month"]] & (effects > 0)
        for name in sector.experiences
    }
    rng = stream(seed, "answer times")
    why = comments(sector, recorded[["recommend", *asked]], recent, seed)
    frame = pd.DataFrame(
        {
            "cust_no": people.ids[rows["customer"]],
            "answered_at": month_ends(sector, rows["month"].to_numpy(), rng),
            "finished": (rng.random(len(rows)) >= UNFINISHED).astype(int),
            "region": np.array(sector.regions)[people.region[rows["customer"]]],
            "plan": np.array(sector.plans)[people.plan[rows["customer"]]],
            "last_contact": rows["contact"],
            "journey": rows["journey"],
        }
    )
    frame = pd.concat([frame, recorded], axis=1).assign(why=pd.Series(why, dtype="str"))
    return frame.sort_values(["answered_at", "cust_no"], ignore_index=True)


def _customers(sector: Sector, people: Population, lives: Lives, seed: int) -> pd.DataFrame:
    start = sector.month_starts[np.maximum(people.joined, 0)].astype("datetime64[M]")
    start = (start + np.minimum(people.joined, 0)).astype("datetime64[D]")
    start = start + (people.join_day - 1) * DAY
    start[people.new] = join_times(sector, people).astype("datetime64[D]")
    stays = lives.left >= sector.months
    allows = stream(seed, "contact").random(people.n) < CONTACT_ALLOWED
    end = sector.month_starts[np.minimum(lives.left + 1, sector.months)].astype("datetime64[D]")
    return pd.DataFrame(
        {
            "cust_no": people.ids,
            "region": np.array(sector.regions)[people.region],
            "plan": np.array(sector.plans)[people.plan],
            "start": pd.Series(start).dt.strftime("%d/%m/%Y"),
            "end": pd.Series(end - DAY).dt.strftime("%d/%m/%Y").mask(stays),
            "margin_month": people.margin,
            "contact_ok": np.where(allows, "yes", "no"),
        }
    )


def _purchases(sector: Sector, events: pd.DataFrame, seed: int) -> pd.DataFrame:
    """What was bought when buying again: what each purchase earned."""
    last = sector.walks["buying"]["steps"][-1]["touchpoint"]
    bought = events[events["touchpoint"].eq(last)]
    median, spread = DEVICE_MARGIN
    value = median * stream(seed, "purchases").lognormal(0, spread, len(bought))
    return pd.DataFrame(
        {
            "cust_no": bought["customer"].to_numpy(),
            "bought_at": bought["time"].to_numpy(),
            "value": value.round(2),
        }
    )
