"""The sample client, as it travels with the kit, through the edge."""

import pytest

from cxlib.drafting import start, unconfirmed
from cxlib.engagement import load
from cxlib.engagement.contracts.tables import CONTRACTS, with_period
from cxlib.resources import kit


@pytest.fixture(scope="module")
def sample():
    return load(kit("sample_data"))


def test_every_row_of_every_table_is_accounted_for(sample):
    quality = sample.quality
    for name in sample.config.tables:
        rows = quality[quality["table"] == name]
        counts = rows.set_index("check")["n"]
        left = rows[rows["check"].str.match("(?:excluded|outside): ")]["n"].sum()
        assert counts["rows in"] == counts["rows used"] + left, name
    assert not quality.duplicated(["table", "column", "check"]).any()


def test_every_table_has_its_contracts_columns_and_kinds(sample):
    for name in CONTRACTS:
        if name == "interactions":
            continue
        for frame in (sample.table(name), sample.whole(name)):
            for column, rule in with_period(name).items():
                assert str(frame[column].dtype) == rule.dtype, (name, column)


def test_no_guess_is_left_unconfirmed():
    assert unconfirmed(kit("sample_data")) == []


def test_the_clients_files_alone_are_enough_to_draft_a_folder_that_loads(tmp_path):
    data = kit("sample_data") / "data"
    files = ["survey_2026.xlsx", "interactions.parquet", "customers.csv", "purchases.csv"]
    start(tmp_path / "acme", [data / name for name in files])
    drafted = load(tmp_path / "acme")
    assert set(drafted.config.tables) == {
        "responses", "interactions", "customers", "purchases", "variables"}  # fmt: skip
    assert drafted.config.main_outcome == "recommend"
    found = drafted.table("customers")
    assert found["start"].notna().all()
    assert found["value"].between(1, 1000).all()
