import pandas as pd
import pytest

from cxlib.engagement import from_frames

TIMES = pd.date_range("2026-01-01", periods=20, freq="h")


def build(ids, web="web", crm="crm"):
    log = pd.DataFrame({"customer": [f"{web}{i % 5}" for i in range(20)], "time": TIMES,
                        "touchpoint": "app"})  # fmt: skip
    bought = pd.DataFrame({"customer": [f"{crm}{i % 5}" for i in range(20)]})
    bought = bought.assign(time=TIMES, value=1)
    config = {"client": "A", "period": "none"}
    return from_frames(config, {"interactions": log, "purchases": bought,
                                "identities": pd.DataFrame(ids)})  # fmt: skip


def rates(built):
    rows = built.quality[built.quality["check"] == "ids matched to customers"]
    return rows.set_index("table")[["n", "example", "severity"]].to_numpy().tolist()


def test_ids_of_two_systems_become_one_customer_and_the_rate_is_told():
    known = [{"id": f"web{i}", "system": "web shop", "customer": f"crm{i}"} for i in range(4)]
    built = build(known)
    assert set(built.events.customer.execute()) == {"crm0", "crm1", "crm2", "crm3", "web4"}
    assert set(built.table("purchases")["customer"]) == {f"crm{i}" for i in range(5)}
    assert rates(built) == [[4, "80%", "info"], [4, "80%", "info"]]


def test_a_low_rate_is_a_warning():
    built = build([{"id": "web0", "system": None, "customer": "crm0"}])
    assert rates(built) == [[1, "20%", "warning"], [1, "20%", "warning"]]


def test_the_same_id_may_mean_two_people_in_two_systems():
    ids = [{"id": "7", "system": "interactions", "customer": "ann"},
           {"id": "7", "system": "purchases", "customer": "bob"}]  # fmt: skip
    frames = {
        "interactions": pd.DataFrame({"customer": "7", "time": TIMES, "touchpoint": "app"}),
        "purchases": pd.DataFrame({"customer": "7", "time": TIMES, "value": range(20)}),
        "identities": pd.DataFrame(ids),
    }
    built = from_frames({"client": "A", "period": "none"}, frames)
    assert set(built.events.customer.execute()) == {"ann"}
    assert set(built.table("purchases")["customer"]) == {"bob"}


@pytest.mark.parametrize("system", [None, "web"])
def test_an_id_that_names_two_people_is_passed_over(system):
    ids = [{"id": "web0", "system": system, "customer": c} for c in ("ann", "bob")]
    assert "web0" in set(build(ids).events.customer.execute())
