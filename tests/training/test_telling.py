import pandas as pd


def test_strangers_are_in_no_customer_table(client):
    events, known = client.tables["interactions"], set(client.tables["customers"]["cust_no"])
    strangers = events[~events["customer"].isin(known)]
    assert set(strangers["journey"]) == {"join"}
    assert 0.2 < strangers["journey_id"].nunique() / len(known) < 0.6


def test_every_new_customer_walked_to_the_first_bill(client):
    events, people = client.tables["interactions"], client.tables["customers"]
    start = pd.to_datetime(people["start"], format="%d/%m/%Y")
    new = set(people.loc[start >= "2023-10-01", "cust_no"])
    assert set(events.loc[events["touchpoint"].eq("first bill"), "customer"]) == new


def test_the_forced_step_stops_nobody(client):
    events = client.tables["interactions"]
    passes = events[events["touchpoint"].eq("credit check")]
    assert passes["completed"].all()
    orders = events[events["touchpoint"].eq("SIM delivery")]
    assert set(orders["journey_id"]) == set(passes["journey_id"])


def test_the_leak_is_completed_by_leavers_only(client):
    events, people = client.tables["interactions"], client.tables["customers"]
    form = events[events["touchpoint"].eq("cancellation form")]
    left = set(people.loc[people["end"].notna(), "cust_no"])
    assert set(form.loc[form["completed"], "customer"]) == left
    assert (~form["completed"]).any()


def test_those_who_begin_to_leave_and_stay_are_a_steady_share(client):
    form = client.tables["interactions"].query("touchpoint == 'cancellation form'")
    half = form["time"] < "2025-04-01"
    share = form.groupby(half)["completed"].mean()
    assert abs(share[True] - share[False]) < 0.06
    assert share.between(0.72, 0.88).all()


def test_visitors_lose_the_same_share_at_every_step(client):
    events = client.tables["interactions"]
    joins = events[events["journey"].eq("join")].sort_values("time", kind="stable")
    last = joins.groupby("journey_id")["touchpoint"].last()
    before = ["advert", "comparison site", "plan pages", "shop visit", "online checkout"]
    visits = joins[joins["touchpoint"].isin(before)].groupby("touchpoint").size()
    lost = last[last.isin(before)].value_counts() / visits
    assert lost.between(0.08, 0.19).all()


def test_nothing_happens_at_night_or_outside_the_months(client):
    time = client.tables["interactions"]["time"]
    assert time.dt.hour.between(8, 23).mean() > 0.995
    assert not time.dt.hour.between(1, 5).any()
    assert time.min() >= pd.Timestamp("2023-10-01")
    assert time.max() < pd.Timestamp("2026-10-01")
