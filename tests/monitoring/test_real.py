"""Step 5 on four open data sets that nobody here made."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from cxlib.engagement import load
from cxlib.monitoring import run

HERE = Path(__file__).parents[1] / "real"
DATA = Path(os.environ.get("CX_SHARED_DATA", HERE.parents[2] / "shared" / "data"))
FILES = {"ae": "ae_attendances", "airline": "airline_passenger_satisfaction",
         "helpdesk": "helpdesk", "telco": "telco_churn"}  # fmt: skip

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the open data sets are not on this machine"),
]


@pytest.fixture(scope="module")
def told(tmp_path_factory, written):
    """Engagement and tables of a set."""

    def monitored(name: str):
        home = shutil.copytree(HERE / name, tmp_path_factory.mktemp(name) / name)
        (home / "data").mkdir()
        shutil.copy(DATA / f"{FILES[name]}.csv.gz", home / "data")
        engagement = load(home)
        tables = run(engagement, {})
        return engagement, written(tables)

    return monitored


def test_emergency_departments_do_not_cry_wolf(told):
    engagement, tables = told("ae")
    kpis = tables["kpis"]
    counts = engagement.whole("kpis").groupby(["scope", "period"])[["numerator", "denominator"]]
    joined = kpis.join(counts.sum(), on=["scope", "period"])
    pooled = joined.groupby("scope")[["numerator", "denominator"]].transform("sum")
    centre = pooled["numerator"] / pooled["denominator"]
    error = np.sqrt(centre * (1 - centre) / joined["denominator"])
    naive = (joined["value"].astype(float) - centre).abs() > 3 * error
    outside = kpis["signal"].str.contains("outside")
    assert naive.mean() > 0.5
    assert outside.mean() < 0.05
    assert tables["alerts"]["scope"].nunique() <= 5
    assert {"seasonal", "charted"} <= set(tables["notes"]["code"])


@pytest.mark.parametrize("name", ["airline", "helpdesk", "telco"])
def test_every_set_goes_through(told, name):
    tables = told(name)[1]
    assert len(tables["kpis"])
    assert len(tables["notes"])


def test_churn_of_the_telco_is_one_figure(told):
    kpis = told("telco")[1]["kpis"].set_index(["kpi", "scope"])
    assert kpis.loc[("churn", "overall"), "value"] == pytest.approx(1869 / 7043)
