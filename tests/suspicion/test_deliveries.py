"""A delivery held against those before it: faults are stopped or named, quiet months pass."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement import build
from cxlib.engagement.build import Sources, assemble
from cxlib.engagement.config.yml import config_from
from cxlib.engagement.contracts.raw import from_frame
from cxlib.engagement.suspicion.delivery import another, exchanged
from cxlib.training.faults import Brought
from cxlib.training.faults.deliveries import DELIVERIES, MONTHS, Delivery, newest, steady

TODAY = pd.Timestamp("2026-04-05")  # soon after the newest month
TABLES = ("responses", "purchases", "interactions", "kpis")


def received(brought, earlier=(), period=None):
    """A delivery, held against the profiles of earlier ones."""
    given = brought.config["tables"]
    tables = {n: {"source": n, **given.get(n, {})} for n in brought.frames}
    config = config_from(brought.config | {"tables": tables})
    raws = {name: from_frame(name, frame) for name, frame in brought.frames.items()}
    return assemble(config, Sources(raws, earlier=tuple(earlier)), period, today=TODAY)


def kept(engagement, run: str = "001") -> dict:
    """The profile as the history gives it back."""
    return engagement.delivery | {"run": run, "reported_at": f"2026-04-02T08:00:00+00:00 {run}"}


@cache
def next_of(tables: tuple[str, ...], seed: int = 1):
    """The profile of the last delivery of a client with these tables, and the sound next one."""
    sound = steady(seed).only(*tables)
    return kept(received(sound.upto(MONTHS - 1))), sound


def said(engagement, severities=("stop", "warn")) -> list[str]:
    found = engagement.suspicions
    return found[found["severity"].isin(severities)]["suspicion"].tolist()


@pytest.mark.parametrize("fault", DELIVERIES, ids=[d.happens for d in DELIVERIES])
def test_a_faulty_delivery_is_stopped_or_named(fault: Delivery):
    was, sound = next_of(fault.tables)
    found = received(fault.plant(sound, np.random.default_rng(7)), [was])
    assert set(fault.named) & set(said(found)), found.suspicions[["suspicion", "words"]].to_string()


def test_without_the_rules_none_is(monkeypatch):
    monkeypatch.setattr(build, "RULES", ())
    was, sound = next_of(("responses",))
    halves = DELIVERIES[0].plant(sound, np.random.default_rng(7))
    assert said(received(halves, [was])) == []


@pytest.mark.parametrize("tables", [("responses",), ("purchases", "kpis"), ("interactions",)])
def test_a_sound_delivery_is_not(tables):
    was, sound = next_of(tables)
    assert said(received(sound, [was]), ("stop", "warn", "tell")) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
def test_faulty_deliveries_of_other_clients(seed):
    """At least 95 of 100, in clients with all their tables."""
    was, sound = next_of(TABLES, seed)
    rng = np.random.default_rng(seed)
    missed = [
        fault.happens
        for fault in DELIVERIES
        if not set(fault.named) & set(said(received(fault.plant(sound, rng), [was])))
    ]
    assert len(missed) <= 0.05 * len(DELIVERIES), missed


def changed(change, tables=("responses",)):
    was, sound = next_of(tables)
    return received(change(sound), [was])


def test_what_is_usual_is_not_suspected():
    """More rows, another order of columns and rows: nothing is said."""

    def more(client):
        frame = client.frames["responses"]
        new = frame[frame["answered"] >= frame["answered"].max() - pd.Timedelta(days=15)]
        rng = np.random.default_rng(3)
        ids = [f"T-{k:05d}" for k in rng.integers(1, 20_000, len(new))]
        again = new.assign(recommend=rng.permutation(new["recommend"]), cust=ids)
        return client.having("responses", pd.concat([frame, again]))

    def shuffled(client):
        frame = client.frames["responses"].sample(frac=1, random_state=1)
        return client.having("responses", frame[frame.columns[::-1]])

    assert said(changed(more)) == []
    assert said(changed(shuffled), ("stop", "warn", "tell")) == []


def test_new_columns_are_told():
    found = changed(
        lambda c: c.having("responses", c.frames["responses"].assign(agent="somebody"))
    ).suspicions
    assert found[["suspicion", "severity"]].to_numpy().tolist() == [["new columns", "tell"]]
    assert "(agent)" in found["words"][0]


def test_nothing_newer_is_said_with_the_day():
    was, sound = next_of(("responses",))
    found = received(sound.upto(MONTHS - 1), [was]).suspicions
    assert found["words"].tolist() == [
        "there is no period newer than 2026-02, reported on 2026-04-02"
    ]


@pytest.mark.parametrize(("today", "severity"), [("2026-03-20", "tell"), ("2026-04-05", "warn")])
def test_rows_of_a_period_that_is_not_whole_are_said(today, severity, monkeypatch):
    """A delivery in the middle of the month is no fault; one after its end that breaks off is."""
    monkeypatch.setattr(sys.modules[__name__], "TODAY", pd.Timestamp(today))
    was, sound = next_of(("responses",))
    frame = sound.frames["responses"]
    half = frame[frame["answered"] < "2026-03-15"]
    found = received(sound.having("responses", half), [was]).suspicions
    row = found[found["suspicion"] == "nothing newer"].iloc[0]
    n = int((half["answered"] >= "2026-03-01").sum())
    assert (row["n"], row["severity"]) == (n, severity)
    assert f"{n:,} rows of 2026-03" in row["words"]
    assert "--period 2026-03" in row["remedy"]


def test_two_columns_that_change_places_in_one_month():
    """Named by how they go with the score, where their answers lie alike; not by chance."""

    def client(seed, swapped=False):
        rng = np.random.default_rng(seed)
        n = 250 * 14
        one, two = rng.integers(1, 8, (2, n))
        score = np.clip(np.round(1 + 0.9 * one + 0.35 * two + rng.normal(0, 1.6, n)), 0, 10)
        days = pd.Timestamp("2025-02-01") + pd.to_timedelta(np.sort(rng.uniform(0, 423, n)), "D")
        frame = pd.DataFrame({"cust": [f"C{k}" for k in range(n)], "answered": days,
                              "score": score, "one": one, "two": two})  # fmt: skip
        if swapped:
            late = days >= pd.Timestamp("2026-03-01")
            frame["one"], frame["two"] = np.where(late, two, one), np.where(late, one, two)
        config = {
            "client": "X",
            "timezone": "UTC",
            "outcomes": {"score": {"kind": "nps"}},
            "tables": {"responses": {"columns": {"customer": "cust", "time": "answered"}}},
        }
        return Brought(config, {"responses": frame})  # fmt: skip

    hits = []
    for seed in range(4):
        past = client(seed).frames["responses"]
        was = Brought(client(seed).config, {"responses": past[past["answered"] < "2026-03-01"]})
        was = kept(received(was))
        assert said(received(client(seed), [was])) == []
        hits.append("exchanged columns" in said(received(client(seed, True), [was])))
    assert sum(hits) >= 3


@pytest.mark.parametrize("tables", [("responses",), ("purchases",)])
def test_the_file_of_somebody_else_is_named_and_a_mended_past_is_not(tables, monkeypatch):
    was, sound = next_of(tables)
    other = steady(9).only(*tables)
    assert "another past" in said(received(other.upto(MONTHS), [was]))
    monkeypatch.setattr(another, "UNLIKE", np.inf)
    assert "another past" not in said(received(other.upto(MONTHS), [was]))
    monkeypatch.undo()
    (name,), rng = tables, np.random.default_rng(4)
    frame = sound.frames[name]
    fewer = sound.having(name, frame[rng.random(len(frame)) < 0.9])  # a tenth was erased
    assert "another past" not in said(received(fewer, [was]))
    late = pd.concat([frame, frame.sample(frac=0.05, random_state=1)])
    assert "another past" not in said(received(sound.having(name, late), [was]))


def test_without_the_past_headings_exchanged_everywhere_pass(monkeypatch):
    fault = next(d for d in DELIVERIES if d.happens.startswith("two headings exchanged"))
    was, sound = next_of(("responses",))
    monkeypatch.setattr(exchanged, "_in_the_past", lambda _: ())
    monkeypatch.setattr(exchanged, "_by_answers", lambda _: ())
    whole = received(fault.plant(sound, np.random.default_rng(7)), [was])
    assert "exchanged columns" not in said(whole)


def test_a_list_that_stays_as_it_was_is_no_fault():
    """A list of customers has no dates: the same inputs run again, or a new month with the list
    of before."""
    sound = steady(6).only("responses")
    known = sound.frames["responses"]["cust"].unique()
    worth = np.random.default_rng(6).gamma(4, 10, len(known)).round(2)
    people = pd.DataFrame({"customer": known, "value": worth})
    last, this = (sound.upto(m).having("customers", people) for m in (MONTHS - 1, MONTHS))
    was = kept(received(last))
    assert was["tables"]["customers"]["periods"] == {}
    assert said(received(last, [was])) == []
    assert said(received(this, [was])) == []


def test_a_file_a_month_is_a_way_of_delivering():
    """Each delivery holds its own month alone: the others are known from the history."""
    whole, earlier = steady(4).only("responses"), []
    for month in range(MONTHS - 8, MONTHS + 1):
        frame = whole.upto(month).frames["responses"]
        only = whole.having("responses", frame[newest(frame, "answered")])
        found = received(only, earlier)
        assert said(found) == []
        earlier.append(kept(found, f"{month:03d}"))
    halves = DELIVERIES[0].plant(only, np.random.default_rng(1))
    assert "another scale" in said(received(halves, earlier[:-1]))
    skipped = received(only, earlier[:-2])
    assert "a period is missing" in said(skipped)


def test_a_rolling_window_is_a_way_of_delivering():
    whole = steady(5).only("responses")

    def last_twelve(month):
        frame = whole.upto(month).frames["responses"]
        months = frame["answered"].dt.to_period("M")
        return whole.having("responses", frame[months > months.max() - 12])

    was = kept(received(last_twelve(MONTHS - 1)))
    assert said(received(last_twelve(MONTHS), [was])) == []


def test_what_it_would_change_is_told():
    found = changed(lambda c: DELIVERIES[0].plant(c, np.random.default_rng(1))).suspicions
    row = found[found["suspicion"] == "another scale"].iloc[0]
    assert row["severity"] == "stop"
    assert row["words"] == "2026-03 uses 0–5; 12 periods before used 0–10"
    assert row["measure"] == "score of recommend"
    sound = next_of(("responses",))[1].upto(MONTHS - 1).frames["responses"]["recommend"]
    nps = 100 * ((sound >= 9).mean() - (sound <= 6).mean())
    assert row["after"] == f"{nps:.1f} (n {len(sound):,})"


def test_a_profile_holds_nobody():
    """No id, no name, no comment: what it says is counted from the frame a second way."""
    sound = next_of(("responses",))[1]
    engaged, frame = received(sound), sound.frames["responses"]
    told = engaged.delivery["tables"]["responses"]
    text = json.dumps(engaged.delivery)
    assert not [c for c in frame["cust"].unique() if c in text]
    assert "a comment" not in text
    march = frame[newest(frame, "answered")]
    part = told["periods"]["2026-03"]
    assert part["rows"] == told["counts"]["2026-03"] == len(march)
    speed = part["columns"]["speed"]
    assert speed["blank"] == pytest.approx(march["speed"].isna().mean())
    assert speed["mean"] == pytest.approx(march["speed"].astype(float).mean())
    both = march[["speed", "recommend"]].astype(float)
    assert speed["r"] == pytest.approx(both.corr().iloc[0, 1])
    assert part["columns"]["region"]["counts"] == march["region"].value_counts().to_dict()
    assert part["columns"]["customer"]["shapes"] == {"T-9": 1.0}


def quiet_months(seed: int, tables: tuple[str, ...], first: int = 3, months: int = MONTHS):
    """The suspicions of each month of a sound client, each delivery held against all before it."""
    whole, earlier, found = steady(seed, months).only(*tables), [], []
    for month in range(first, months + 1):
        brought = whole.upto(month)
        engagement = received(brought, earlier)
        earlier.append(kept(engagement, f"{month:03d}"))
        found.append(engagement.suspicions)
    return found


def false_ones(found) -> int:
    """Months in which a sound client was stopped."""
    return sum(bool((f["severity"] == "stop").any()) for f in found)


def test_quiet_months_are_not_stopped():
    found = quiet_months(2, ("responses",), first=16)
    assert false_ones(found) == 0
    assert sum(len(f[f["severity"] == "warn"]) for f in found) == 0


@pytest.mark.slow
def test_a_hundred_quiet_months_and_more():
    """At most one false stop in a hundred; measured on 20 clients of 20 months."""
    found = [f for seed in range(100, 120) for f in quiet_months(seed, TABLES)]
    assert false_ones(found) <= 0.01 * len(found), pd.concat(found).to_string()


def test_so_few_rows_as_never_before_are_told_where_they_hardly_vary():
    """Three fifths of what came in every month: a channel is missing."""
    parts = [steady(seed, season=0, growth=0).only("responses") for seed in range(1, 7)]
    whole = pd.concat([p.frames["responses"] for p in parts])
    many = replace(parts[0], frames={"responses": whole})
    was = kept(received(many.upto(MONTHS - 1)))
    now = newest(whole, "answered")
    fewer = pd.concat([whole[~now], whole[now].sample(frac=0.6, random_state=1)])
    assert said(received(many.having("responses", fewer), [was])) == ["fewer rows"]
    assert said(received(many, [was])) == []
