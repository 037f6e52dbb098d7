from cxlib.training.export import DOUBLED, exported


def test_sent_twice_and_in_capitals_but_otherwise_the_same(client):
    events = client.tables["interactions"]
    sent = exported(events, client.seed)
    extra = len(sent) - len(events)
    assert 0 < extra < 3 * DOUBLED * len(events)
    tidy = sent.assign(touchpoint=sent["touchpoint"].str.casefold()).drop_duplicates()
    assert len(tidy) == len(events.drop_duplicates())
    assert set(tidy["touchpoint"]) == set(events["touchpoint"].str.casefold())
    assert {"Support Call", "support call"} <= set(sent["touchpoint"])


def test_the_order_in_time_is_kept(client):
    assert exported(client.tables["interactions"], client.seed)["time"].is_monotonic_increasing
