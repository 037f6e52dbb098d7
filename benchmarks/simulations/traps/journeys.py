"""Logs that fool: one kind of silence, waits inside a trip, ends that are no loss, copies."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd
from simulations.traps.frame import FAR, Read, Told, Trap, client, far_off, ids

from cxlib.engagement.model import Engagement

START = pd.Timestamp("2026-01-01 08:00")
DAY, HOUR, MINUTE = 86_400.0, 3_600.0, 60.0
DAYS = 85  # of a quarter, so that no trip is open at its end
STOPS = {"home": 0.1, "form": 0.15, "pay": 0.1, "thanks": 1.0}
BUY = {"journey": ["buy"], "starts": ["home"], "completes": ["thanks"]}
AGAIN = ("repeats", "comes back", "drop-off and repeats")
Truth = Mapping[str, object]
Client = tuple[Engagement, Truth]


def _log(
    rows: list[tuple[str, float, str]], journeys: Mapping, beside: Mapping | None = None,
    **more: object,
) -> Engagement:  # fmt: skip
    """An engagement of a log, its journeys, and the tables `beside` them."""
    frame = pd.DataFrame(rows, columns=["customer", "time", "touchpoint"])
    micro = pd.to_timedelta((frame["time"] * 1e6).astype("int64"), unit="us")
    frame = frame.assign(time=START + micro, journey=journeys["journey"][0])
    tables = {"interactions": frame, "journeys": pd.DataFrame(journeys)} | dict(beside or {})
    return client(tables, "2026-Q1", **{"period": "quarter", **more})


def _trips(rng: np.random.Generator, pause, n: int = 1000) -> tuple[list, float]:
    """Everybody walks once; what ends unfinished has been given up."""
    rows, done = [], 0
    for who in range(n):
        at = rng.uniform(0, (DAYS - 8) * DAY)
        for step, stops in STOPS.items():
            rows.append((f"c{who}", at, step))
            done += step == "thanks"
            if rng.random() < stops:
                break
            at += pause(rng, step)
    return rows, done / n


def _minutes(rng: np.random.Generator, _step: str) -> float:
    return rng.exponential(3 * MINUTE) + 12


def _parcel(rng: np.random.Generator, step: str) -> float:
    """Clicks by the minute, and two days for what is ordered."""
    return rng.lognormal(np.log(2 * DAY), 0.2) if step == "pay" else rng.exponential(20) + 2


def silences(rng: np.random.Generator, pause) -> Client:
    rows, completed = _trips(rng, pause)
    return _log(rows, BUY), {"completion": completed}


def read_completion(told: Told, truth: Truth, again: bool = True) -> Read:
    """Completion as it is, and none said to come back who walked but once."""
    level = told.of("journey")
    wrong = far_off(level, truth["completion"])
    wrong += ids(told.of("breakdown", *AGAIN)) if again else []
    half = (level["high"] - level["low"]).max() / 2
    right = len(level) and (level["value"] - truth["completion"]).abs().max() <= FAR * half
    return Read(wrong, bool(right))


def declared_gap(rng: np.random.Generator) -> Client:
    """Three days are declared to end a trip; half of those who pause come back within them."""
    rows, done = [], 0
    for who in range(1000):
        at, name = rng.uniform(0, (DAYS - 8) * DAY), f"c{who}"
        rows += [(name, at, "home"), (name, at + 4 * MINUTE, "form")]
        back = at + 9 * MINUTE
        if rng.random() >= 0.6:
            back = at + rng.uniform(18, 40) * HOUR if rng.random() < 0.5 else np.nan
        if np.isfinite(back):
            rows += [(name, back, "pay"), (name, back + 3 * MINUTE, "thanks")]
            done += 1
    return _log(rows, {**BUY, "gap": ["3 days"]}), {"completion": done / 1000}


def read_declared_gap(told: Told, truth: Truth) -> Read:
    """One in five stops at the form: what is lost there is no more than that."""
    read = read_completion(told, truth)
    costly = told.of("breakdown", about="form")
    lost = 1 - truth["completion"]
    return Read(read.misled + ids(costly[costly["high"] < -FAR * lost]), read.right)


def declined(rng: np.random.Generator) -> Client:
    """Half of the loans are declined and put into an archive fifteen hours later."""
    rows = []
    for who in range(400):
        at, name = rng.uniform(0, DAYS * DAY), f"c{who}"
        rows.append((name, at, "apply"))
        decided = at + rng.uniform(1, 20) * HOUR
        rows.append((name, decided, "approve" if who % 2 else "decline"))
        if not who % 2:
            rows.append((name, decided + 15 * HOUR, "archive file"))
    loan = {"journey": ["loan"], "starts": ["apply"], "completes": ["approve"],
            "ends": ["decline"], "gap": ["14 days"]}  # fmt: skip
    return _log(rows, loan), {"completion": 0.5}


def read_declined(told: Told, truth: Truth) -> Read:
    read = read_completion(told, truth, again=False)
    still = told.view["journeys"]["open"].fillna(0).max()
    wrong = [f"journeys: {still:.0f} open, none is"] if still else []
    return Read([*read.misled, *wrong, *ids(told.of("breakdown"))], read.right)


def equal_loss(rng: np.random.Generator, several: bool = True) -> Client:
    """After every step that does not complete one in four gives up; not all take every step."""
    rows, done = [], 0
    for who in range(2000):
        at, name = rng.uniform(0, (DAYS - 8) * DAY), f"c{who}"
        for step in _steps(rng) if several else ("website", "shop visit", "support call"):
            rows.append((name, at, step))
            over = step == "support call"
            done += over
            if over or rng.random() < 0.25:
                break
            at += rng.exponential(HOUR) + MINUTE
    journeys = {"journey": ["buy"], "completes": ["support call"], "gap": ["7 days"]}
    return _log(rows, journeys), {"completion": done / 2000}


def _steps(rng: np.random.Generator) -> list[str]:
    entry = "website" if rng.random() < 0.5 else "app"
    optional = [step for step in ("brochure", "shop visit", "advice") if rng.random() < 0.6]
    return [entry, *optional, "support call"]


def read_equal_loss(told: Told, _truth: Truth) -> Read:
    return Read(ids(told.of("breakdown")), told.has("journey"))


def twice_at_once(rng: np.random.Generator) -> Client:
    """Every form is recorded twice, 300 ms apart; nobody tries again."""
    rows, completed = _trips(rng, _minutes)
    rows += [(who, at + 0.3, step) for who, at, step in rows if step == "form"]
    policy = {"journey_gap": "1 days"}
    return _log(rows, BUY, policy=policy), {"completion": completed}


def read_twice(told: Told, truth: Truth) -> Read:
    read = read_completion(told, truth)
    said = told.counted("fired twice") or told.noted("breakdowns", "folded")
    loops = told.of("loop", about="form → form")
    return Read([*read.misled, *ids(loops)], read.right and said)


TRAPS = (
    Trap("one kind of silence", partial(silences, pause=_minutes), read_completion, cheap=True),
    Trap("a parcel's wait inside the trip", partial(silences, pause=_parcel), read_completion),
    Trap("a declared gap", declared_gap, read_declared_gap),
    Trap("declined loans with an archive event", declined, read_declined, cheap=True),
    Trap("equal loss after every step", equal_loss, read_equal_loss),
    Trap("one step that nothing is like", partial(equal_loss, several=False), read_equal_loss),
    Trap("two events 300 ms apart", twice_at_once, read_twice),
)
