"""Who is meant, and where the client's own files hold them: small clients, counted by hand."""

import hashlib
import hmac

import pandas as pd
import pytest

from cxlib.engagement.config.yml import read_config
from cxlib.erasing.persons import sought

CONFIG = """\
client: Acme
outcomes: {recommend: {kind: nps}}
tables:
  responses:
    source: answers.csv
    columns: {customer: cust_no}
    comment: [why, more]
    where: {kept: ["yes"]}
  interactions: {source: EVENTS, columns: {customer: visitor}}
"""
IDENTITIES = "  identities: {source: same.csv}\n"


@pytest.fixture
def folder(tmp_path):
    write(
        tmp_path,
        "answers.csv",
        cust_no=["A", "A", "B"],
        recommend=[1, 2, 3],
        why=["call me on 0171 234567", "", "fine"],
        more=["now", "x", ""],
        kept=["yes", "no", "yes"],
    )
    return tmp_path


def write(folder, name, **columns):
    frame = pd.DataFrame(columns)
    to = frame.to_parquet if name.endswith("parquet") else frame.to_csv
    to(folder / name, index=False)


def look(folder, *ids, events="events.csv", more=""):
    days = pd.date_range("2025-01-01", periods=4).astype(str)
    write(folder, events, visitor=["v1", "A", "v2", "B"], time=days, touchpoint=["shop"] * 4)
    text = CONFIG.replace("EVENTS", events) + more
    (folder / "engagement.yml").write_text(text, encoding="utf-8")
    return sought(folder, read_config(folder), frozenset(ids))


@pytest.mark.parametrize("events", ["events.csv", "events.parquet"])
def test_rows_are_counted_in_every_file_whatever_where_leaves_out(folder, events):
    found = look(folder, "A", events=events)
    assert found.held == {"answers.csv (responses)": 2, f"{events} (interactions)": 1}
    assert found.unread == ()


def test_the_words_are_sought_as_written_together_and_redacted(folder):
    comments = look(folder, "A").traces.comments
    assert {"call me on 0171 234567", "now", "call me on 0171 234567 now"} <= comments
    assert any(text.startswith("call me on [") for text in comments)
    assert "fine" not in comments


@pytest.mark.parametrize("events", ["events.csv", "events.parquet"])
def test_an_id_of_any_system_means_the_customer_and_all_ids(folder, events):
    write(folder, "same.csv", id=["v1", "v2", "v2"], system=["interactions"] * 3,
          customer=["A", "B", "C"])  # fmt: skip
    found = look(folder, "v1", events=events, more=IDENTITIES)
    assert found.traces.ids == {"v1", "A"}
    assert found.held == {
        "answers.csv (responses)": 2, "same.csv (identities)": 1, f"{events} (interactions)": 2
    }  # fmt: skip


def test_a_quotation_that_an_earlier_kit_redacted_otherwise(folder):
    written = folder / "runs/2025-01/001/results/themes.parquet"
    written.parent.mkdir(parents=True)
    texts = ["Ｃall  me on <number> [phone number]…", "call me on [phone] now", "fine", None]
    pd.DataFrame({"example": [*texts, "call me at [phone] now"]}).to_parquet(written)
    (written.parents[2] / "002/results").mkdir(parents=True)
    (written.parents[2] / "002/results/themes.parquet").write_bytes(b"torn")
    comments = look(folder, "A").traces.comments
    assert "call me on [phone] now" in comments
    assert not {"call me at [phone] now", "fine", texts[0]} & comments


def test_an_id_that_names_two_customers_means_neither(folder):
    write(folder, "same.csv", id=["v2", "v2"], customer=["B", "C"])
    assert look(folder, "v2", more=IDENTITIES).traces.ids == {"v2"}


def test_identities_that_cannot_be_read_hinder_nothing(folder):
    write(folder, "same.csv", number=["v1"], customer=["A"])
    assert look(folder, "A", more=IDENTITIES).held["answers.csv (responses)"] == 2


def test_both_keys_that_may_have_been_used_are_tried(folder, monkeypatch):
    (folder / ".cx").mkdir()
    (folder / ".cx/id.key").write_bytes(b"folder")
    monkeypatch.setenv("CX_ID_KEY", "operator")
    expected = {
        hmac.new(key, b"A", hashlib.sha256).hexdigest()[:16] for key in (b"folder", b"operator")
    }
    assert look(folder, "A").traces.hashes == expected


def test_the_names_of_id_columns_are_the_client_s(folder):
    assert look(folder, "A").traces.columns == {"customer", "id", "cust_no", "visitor"}
