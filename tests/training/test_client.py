import pandas as pd

from cxlib.engagement.contracts.tables import CONTRACTS
from cxlib.training import generate


def test_the_seed_gives_the_same_client(sector):
    one, other, another = (generate(sector, 600, seed) for seed in (3, 3, 4))
    for name, frame in one.tables.items():
        pd.testing.assert_frame_equal(frame, other.tables[name])
    assert not one.tables["customers"].equals(another.tables["customers"])


def test_every_table_of_the_contract_save_identities_is_there(client):
    assert set(client.tables) == set(CONTRACTS) - {"identities"}


def test_the_quiet_client_has_the_same_people(client, quiet):
    same = ["cust_no", "region", "plan", "start", "margin_month", "contact_ok"]
    one, other = client.tables["customers"], quiet.tables["customers"]
    pd.testing.assert_frame_equal(one[same], other[same])


def test_customers_end_after_they_start(client):
    people = client.tables["customers"]
    start, end = (pd.to_datetime(people[c], format="%d/%m/%Y") for c in ("start", "end"))
    assert (end.dropna() >= start[end.notna()]).all()
    assert end.isna().mean() > 0.4
    assert (end.dropna() >= "2023-10-01").all()


def test_the_base_neither_grows_nor_shrinks_much(client):
    people = client.tables["customers"]
    start, end = (pd.to_datetime(people[c], format="%d/%m/%Y") for c in ("start", "end"))
    months = pd.period_range("2023-10", "2026-09", freq="M")
    active = [((start <= m.end_time) & (end.isna() | (end >= m.start_time))).sum() for m in months]
    assert max(active) / min(active) < 1.12


def test_purchases_are_the_confirmed_orders(client):
    events = client.tables["interactions"]
    assert len(client.tables["purchases"]) == events["touchpoint"].eq("order confirmation").sum()
    assert (client.tables["purchases"]["value"] > 0).all()
