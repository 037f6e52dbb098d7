import pytest


def test_conversion_is_counted_from_the_events(client):
    events = client.tables["interactions"]
    trips = events[events["journey"].eq("upgrade")]
    month = trips["time"].groupby(trips["journey_id"]).min().dt.strftime("%Y-%m")
    tried = trips.loc[trips["touchpoint"].eq("upgrade checkout"), "journey_id"].unique()
    ordered = trips.loc[trips["touchpoint"].eq("order confirmation"), "journey_id"].unique()
    kpi = client.tables["kpis"].query("kpi == 'upgrade conversion' and scope == 'overall'")
    kpi = kpi.set_index("period")
    assert (month[tried].value_counts().sort_index() == kpi["denominator"]).all()
    assert (month[ordered].value_counts().sort_index() == kpi["numerator"]).all()


def test_regions_add_up_to_the_whole(client):
    kpi = client.tables["kpis"].query("kpi == 'upgrade conversion'")
    parts = kpi[kpi["scope"].ne("overall")].groupby("period")["numerator"].sum()
    whole = kpi[kpi["scope"].eq("overall")].set_index("period")["numerator"]
    assert (parts == whole).all()


def test_calls_are_counted_from_the_events(client):
    calls = client.tables["interactions"].query("touchpoint == 'support call'")
    kpi = client.tables["kpis"].query("kpi == 'calls per customer'")
    assert kpi["numerator"].sum() == len(calls)


def test_delivery_days_come_from_the_dispatch_runs(client):
    runs = client.tables["operations"].query("activity == 'parcel dispatch'")
    days = runs["duration"].groupby(runs["time"].dt.strftime("%Y-%m")).mean() / 1440
    kpi = client.tables["kpis"].query("kpi == 'delivery days'").set_index("period")["value"]
    assert kpi.to_dict() == pytest.approx(days.round(2).to_dict())
