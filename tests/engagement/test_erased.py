"""Rows of people on the list are left out of every table, however they are called there."""

import hashlib
import hmac

import pandas as pd
import pytest

from cxlib.engagement import load
from cxlib.engagement.log import erased

KEY = b"k" * 32
CONFIG = """\
client: Acme
outcomes: {recommend: {kind: nps}}
tables:
  responses: {source: answers.csv}
  purchases: {source: bought.csv}
  interactions: {source: EVENTS}
"""
GONE = "C3"


@pytest.fixture(params=["events.csv", "events.parquet"])
def folder(tmp_path, request):
    days = pd.date_range("2025-01-01", periods=60, freq="D").astype(str)
    customers = [f"C{i % 12}" for i in range(60)]
    base = pd.DataFrame({"customer": customers, "time": days})
    base.assign(recommend=[i % 11 for i in range(60)]).to_csv(tmp_path / "answers.csv", index=False)
    base.assign(value=range(60)).to_csv(tmp_path / "bought.csv", index=False)
    events = base.assign(touchpoint="shop")
    if request.param.endswith("csv"):
        events.to_csv(tmp_path / request.param, index=False)
    else:
        events.to_parquet(tmp_path / request.param)
    text = CONFIG.replace("EVENTS", request.param)
    (tmp_path / "engagement.yml").write_text(text, encoding="utf-8")
    return tmp_path


def listed(folder, *ids):
    private = folder / ".cx"
    private.mkdir(exist_ok=True)
    (private / "id.key").write_bytes(KEY)
    names = [hmac.new(KEY, b"cx forget\0" + i.encode(), hashlib.sha256).hexdigest() for i in ids]
    (private / "forgotten").write_text("\n".join(names), encoding="ascii")


def told(engagement):
    quality = engagement.quality
    mine = quality[quality["check"] == "outside: erased on request"]
    return dict(zip(mine["table"], mine["n"], strict=True))


def test_they_are_left_out_of_tables_and_log_and_counted(folder):
    before = load(folder)
    listed(folder, GONE, "somebody else")
    after = load(folder)
    for name in ("responses", "purchases"):
        rows = before.whole(name)
        expected = rows[rows["customer"] != GONE]["customer"].tolist()
        assert after.whole(name)["customer"].tolist() == expected
    assert told(after) == dict.fromkeys(("responses", "purchases", "interactions"), 5)
    left = after.events_history.execute()["customer"]
    assert sorted(left) == sorted(
        c for c in before.events_history.execute()["customer"] if c != GONE
    )


def test_an_id_of_another_system_means_the_same_customer(folder):
    pd.DataFrame({"id": ["S-9"], "customer": [GONE]}).to_csv(folder / "same.csv", index=False)
    text = (folder / "engagement.yml").read_text(encoding="utf-8")
    more = "  identities: {source: same.csv}\n"
    (folder / "engagement.yml").write_text(text + more, encoding="utf-8")
    answers = pd.read_csv(folder / "answers.csv").replace({"customer": {GONE: "S-9"}})
    answers.to_csv(folder / "answers.csv", index=False)
    listed(folder, GONE)
    assert told(load(folder))["responses"] == 5


def test_where_nobody_is_listed_nobody_is_looked_for(folder, monkeypatch):
    def never(*_):
        raise AssertionError("looked for")

    monkeypatch.setattr(erased, "name_of", never)
    assert told(load(folder)) == {}
    listed(folder)
    assert told(load(folder)) == {}
    listed(folder, GONE)
    with pytest.raises(AssertionError, match="looked for"):
        load(folder)


def test_the_list_is_kept_apart_from_what_is_shown(folder):
    from cxlib.monitoring.shown_ids import hashed

    assert not erased.name_of(GONE, KEY).startswith(hashed(GONE, KEY))
