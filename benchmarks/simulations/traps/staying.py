"""Lives that fool: signs of leaving, recovery for the loyal, few bad, overlaps, dear leavers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd
from simulations import overlap
from simulations.signs import _lives, _visits
from simulations.traps.frame import Read, Told, Trap, client, far_off, ids

from cxlib.engagement.model import Engagement

T0 = pd.Timestamp("2023-01-01")
DAYS = 1095
HAZARD = 0.018 * 12 / 365.25  # a day
HOUR = pd.Timedelta(hours=1)
MARGIN = {"value_is": "margin"}
CAUSES = ("failed", "failed in money", "rated", "rated in money", "late", "late in money",
          "not valued")  # fmt: skip
KEEPS = ("keeps", "rates more", "happier")
Truth = Mapping[str, object]
Client = tuple[Engagement, Truth]


def _customers(start: np.ndarray, end: np.ndarray, left: np.ndarray, value=20.0) -> pd.DataFrame:
    went = pd.Series(T0 + pd.to_timedelta(np.floor(end), unit="D"))
    return pd.DataFrame(
        {"customer": [f"c{k}" for k in range(start.size)], "value": value,
         "start": T0 + pd.to_timedelta(np.floor(start), unit="D"), "end": went.where(left)}
    )  # fmt: skip


def _calls(visits: pd.DataFrame) -> pd.DataFrame:
    """Each visit an event at the help line; a bad one is two attempts, none completed."""
    time = T0 + pd.to_timedelta((visits["time"] * 86_400).astype("int64"), unit="s")
    one = pd.DataFrame(
        {"customer": "c" + visits["customer"].astype(str), "time": time, "touchpoint": "help line",
         "journey_id": [f"t{k}" for k in range(len(visits))], "completed": ~visits["bad"]}
    )  # fmt: skip
    again = one[visits["bad"].to_numpy(bool)].assign(time=lambda t: t["time"] + HOUR / 6)
    end = one.head(1).assign(customer="none", touchpoint="other", journey_id="none")
    return pd.concat([one, again, end.assign(time=T0 + pd.Timedelta(days=DAYS - 1, hours=23))])


def _lived(visits: pd.DataFrame, start, end, left) -> Engagement:
    tables = {"customers": _customers(start, end, left), "interactions": _calls(visits)}
    return client(tables, "2025-12", window="12 months", policy=MARGIN)


def symptom(rng: np.random.Generator, n: int = 2500, often: float = 0.6) -> Client:
    """Who is about to leave fails 35 to 90 days before, because of it."""
    start, end, left = _lives(rng, n, np.full(n, HAZARD))
    visits = _visits(rng, start, end, 1 / 120)
    visits["bad"] = rng.random(len(visits)) < 0.02
    goes = np.flatnonzero(left & (rng.random(n) < often))
    stumbles = pd.DataFrame(
        {"customer": goes, "time": end[goes] - rng.uniform(35, 90, goes.size), "bad": True}
    )
    return _lived(pd.concat([visits, stumbles.query("time > 0")]), start, end, left), {}


def read_symptom(told: Told, _truth: Truth) -> Read:
    stakes = told.view["moments"]
    valued = stakes.loc[stakes["customers_at_stake"].fillna(0) > 0, "moment_id"]
    wrong = ids(told.of("leaving", *CAUSES)) + [f"at stake: {name}" for name in valued]
    return Read(wrong, told.has("leaving", "sign") or told.has("leaving", "sign of the times"))


def few_bad(rng: np.random.Generator, n: int = 2400, bad: float = 0.02) -> Client:
    """One visit each, few of them bad, and nothing comes of it."""
    start, end, left = _lives(rng, n, np.full(n, HAZARD))
    met = end - start > 3
    time = start + rng.random(n) * (end - start - 2)
    visits = pd.DataFrame({"customer": np.arange(n), "time": time})[met]
    visits["bad"] = rng.random(len(visits)) < bad
    return _lived(visits, start, end, left), {}


def read_few_bad(told: Told, _truth: Truth) -> Read:
    return Read(ids(told.of("leaving")) + ids(told.of("moment")), not told.has("leaving"))


def overlapping(rng: np.random.Generator) -> Client:
    """A bad trip fails twice at A and, an hour later, twice at B: the same customers are lost."""
    engagement, lost = overlap.client(int(rng.integers(1 << 30)))
    return engagement, {"lost": lost}


def read_overlapping(told: Told, truth: Truth) -> Read:
    """The customers that page one names add up to those that are lost, not to twice as many."""
    table = told.view["moments"].drop_duplicates("touchpoint")
    parts = table["customers_at_stake"].sum()
    wrong = [f"at stake {parts:.0f}, lost {truth['lost']:.0f}"] * bool(parts > 1.5 * truth["lost"])
    return Read(wrong, 0.6 * truth["lost"] < parts)


def loyal(rng: np.random.Generator, heard: float, n: int = 2400) -> Client:
    """Failures are made good for those who like the firm; they rate better and stay longer anyway.

    `heard` is the share of which an answer before the failure is known.
    """
    mood = rng.normal(size=n)
    start = rng.uniform(0, DAYS - 500, n)
    failed = rng.random(n) < 0.6
    fails = rng.uniform(DAYS - 420, DAYS - 8, n)
    life = rng.exponential(1 / (1.5 * HAZARD * np.exp(-0.6 * mood)))
    end = np.minimum(fails + life, DAYS)
    left = end < DAYS
    mended = rng.random(n) < 1 / (1 + np.exp(-1.2 * mood))
    early = rng.random(n) < heard
    return _recovered(rng, mood, start, failed, fails, end, left, mended, early), {}


def _recovered(rng, mood, start, failed, fails, end, left, mended, early) -> Engagement:
    who = np.arange(mood.size)
    answers = [_answers(rng, who[early], fails[early] - rng.uniform(20, 60, early.sum()), mood)]
    asked = fails + np.where(failed & ~mended, rng.uniform(31, 60, who.size), 10)
    after = end > asked
    answers.append(_answers(rng, who[after], asked[after], mood))
    events = []
    for k in who:
        name, at = f"c{k}", T0 + pd.Timedelta(days=float(fails[k]))
        steps = [(0, not failed[k])] + ([(0.2, False), (1.0, bool(mended[k]))] if failed[k] else [])
        events += [(name, at + h * HOUR, "repair", f"t{k}", done) for h, done in steps]
    events.append(("none", T0 + pd.Timedelta(days=DAYS - 1, hours=23), "other", "none", True))
    columns = ["customer", "time", "touchpoint", "journey_id", "completed"]
    frames = {
        "customers": _customers(start, end, left), "responses": pd.concat(answers),
        "interactions": pd.DataFrame(events, columns=columns),
    }  # fmt: skip
    outcomes = {"recommend": {"kind": "mean", "scale": [0, 10]}}
    return client(frames, "2025-12", outcomes=outcomes, policy=MARGIN)


def _answers(rng: np.random.Generator, who: np.ndarray, days: np.ndarray, mood) -> pd.DataFrame:
    score = np.clip(np.rint(7 + 2 * mood[who] + rng.normal(0, 1.5, who.size)), 0, 10)
    time = T0 + pd.to_timedelta((days * 86_400).astype("int64"), unit="s")
    names = [f"c{k}" for k in who]
    return pd.DataFrame({"customer": names, "time": time, "recommend": score})


def read_loyal(told: Told, _truth: Truth) -> Read:
    wrong = ids(told.of("recovery", *KEEPS)) + ids(told.of("recovery design"))
    return Read(wrong, not wrong)


def read_unheard(told: Told, truth: Truth) -> Read:
    """Nothing was known of anybody before the failure: that is said, whatever is seen after."""
    said = told.has("recovery", "nothing known before", about="recovered against not")
    return Read(read_loyal(told, truth).misled, said)


def dear_ones(rng: np.random.Generator, n: int = 900) -> Client:
    """Who is worth more leaves sooner: mean months times mean margin is too much."""
    value = rng.gamma(4, 10, n)
    hazard = 0.02 * value / 40 * 12 / 365.25
    start = rng.uniform(0, DAYS - 60, n)
    life = rng.exponential(1 / hazard)
    end, left = np.minimum(start + life, DAYS), start + life < DAYS
    many = rng.gamma(4, 10, 1_000_000)
    each = 0.02 * many / 40
    visits = pd.DataFrame({"customer": np.arange(n), "time": start, "bad": False})
    frames = {"customers": _customers(start, end, left, value.round(2)),
              "interactions": _calls(visits)}  # fmt: skip
    engagement = client(frames, "2025-12", policy=MARGIN)
    return engagement, {"value": lambda months: (many * -np.expm1(-each * months) / each).mean()}


def read_dear_ones(told: Told, truth: Truth) -> Read:
    level = told.of("worth", "in money")
    months = told.view["lifetime"]["horizon_months"].iloc[0]
    wrong = far_off(level, truth["value"](months))
    return Read(wrong, len(level) > 0 and not wrong)


TRAPS = (
    Trap("failures as signs of leaving", symptom, read_symptom),
    Trap("few bad, and nothing comes of it", few_bad, read_few_bad),
    Trap("one bad trip in two places", overlapping, read_overlapping),
    Trap("recovery for the loyal, answers before known", partial(loyal, heard=0.7), read_loyal),
    Trap("recovery for the loyal, nothing known before", partial(loyal, heard=0.0), read_unheard),
    Trap("value that rises with hazard", dear_ones, read_dear_ones),
)
