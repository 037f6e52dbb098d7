"""Four open data sets that nobody here made, each with nothing but an engagement.yml."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from cxlib.engagement import load

HERE = Path(__file__).parent
DATA = Path(os.environ.get("CX_SHARED_DATA", HERE.parents[2] / "shared" / "data"))

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the open data sets are not on this machine"),
]


@pytest.fixture
def engagement(tmp_path):
    """A copy of a set's folder with its data inside, loaded."""

    def loaded(name: str, file: str):
        home = shutil.copytree(HERE / name, tmp_path / name)
        (home / "data").mkdir()
        shutil.copy(DATA / file, home / "data" / file)
        return load(home)

    return loaded


def test_airline_zeros_are_missing_in_ratings_and_real_in_delays(engagement):
    start = time.perf_counter()
    built = engagement("airline", "airline_passenger_satisfaction.csv.gz")
    assert time.perf_counter() - start < 20
    answers = built.table("responses")
    ratings = built.table("variables").query("scale_high == 5")["variable"]
    assert len(answers) == 129_880
    assert len(ratings) == 14
    assert answers[ratings].min().min() == 1
    assert answers["In-flight Wifi Service"].isna().sum() == 3_916
    assert answers["Arrival Delay"].isna().sum() == 393
    assert (answers["Departure Delay"] == 0).sum() > 70_000
    assert answers["satisfied"].isin([0, 1]).all()
    assert built.period is None


def test_helpdesk_keeps_its_duplicates_and_counts_its_ties(engagement):
    built = engagement("helpdesk", "helpdesk.csv.gz")
    assert int(built.events.count().execute()) == 21_348
    assert int(built.events.journey_id.nunique().execute()) == 4_580
    assert int(built.events.touchpoint.nunique().execute()) == 14
    counts = built.quality.set_index("check")["n"]
    assert counts["exact duplicate events kept"] == 127
    assert counts["events of one customer at the same instant as another"] == 130
    paths = built.events.execute().sort_values(["time", "row"]).groupby("journey_id")["touchpoint"]
    variants = paths.agg(" > ".join).value_counts(normalize=True)
    assert len(variants) == 226
    assert variants.iloc[0] == pytest.approx(0.517, abs=0.0005)
    assert (paths.last() != "Closed").sum() == 23


def test_emergency_departments_are_one_share_per_organisation_and_month(engagement):
    built = engagement("ae", "ae_attendances.csv.gz")
    kpis = built.table("kpis")
    assert kpis["scope"].nunique() == 274
    assert built.periods[0] == "2016-04"
    assert built.period == "2019-03"
    assert kpis["numerator"].sum() < kpis["denominator"].sum()
    assert not kpis.duplicated(["kpi", "scope", "period"]).any()
    counts = built.quality[built.quality["table"] == "kpis"].set_index("check")["n"]
    assert counts["rows in"] == 12_765


def test_telco_is_a_table_of_customers(engagement):
    customers = engagement("telco", "telco_churn.csv.gz").table("customers")
    assert len(customers) == 7_043
    assert customers["left"].mean() == pytest.approx(0.265, abs=0.0005)
    left = customers.groupby("Contract")["left"].mean().round(3)
    assert left.to_dict() == {"Month-to-month": 0.427, "One year": 0.113, "Two year": 0.028}
    assert (customers["tenure"] == 0).sum() == 11
