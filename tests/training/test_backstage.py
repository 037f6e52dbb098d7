import pandas as pd


def test_runs_of_the_guilty_activity_precede_every_purchase_begun(client):
    runs = client.tables["operations"].query("activity == 'price sync'")
    offers = client.tables["interactions"].query("touchpoint == 'upgrade offers'")
    assert len(runs) == offers["journey_id"].nunique()
    assert set(runs["customer"]) == set(offers["customer"])


def test_late_is_what_takes_long(client):
    runs = client.tables["operations"]
    for _, group in runs.groupby("activity"):
        usual = group[group["time"] < "2026-07-01"]
        typical = usual.groupby("ok")["duration"].median()
        assert typical[False] > 1.3 * typical[True]
    assert (runs["duration"] > 0).all()


def test_shares_of_late_runs_are_the_described_ones(client, sector):
    late = 1 - client.tables["operations"].groupby("activity")["ok"].mean()
    for activity in sector.activities:
        assert abs(late[activity["activity"]] - activity["late"]) < 0.03


def test_the_shift_is_in_its_activity_only(client, quiet):
    def ratio(tables: dict[str, pd.DataFrame]) -> pd.Series:
        runs = tables["operations"]
        after = runs["time"] >= "2026-07-01"
        return runs[after].groupby("activity")["duration"].median() / (
            runs[~after].groupby("activity")["duration"].median()
        )

    planted = ratio(client.tables)
    assert planted.pop("parcel dispatch") > 1.35
    assert planted.between(0.8, 1.25).all()
    assert ratio(quiet.tables).between(0.8, 1.25).all()
