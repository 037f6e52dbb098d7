"""The airline survey, where it is there: zeros are N/A, and what comes of scoring them."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from cxlib.diagnosis.drivers import Way, drivers, explain

DATA = Path(os.environ.get("CX_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
SURVEY = DATA / "airline_passenger_satisfaction.csv.gz"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not SURVEY.exists(), reason=f"no airline survey in {DATA}"),
]


@pytest.fixture(scope="module")
def importance(engaged):
    rows = pd.read_csv(SURVEY).sample(20_000, random_state=1)
    rated = list(rows.columns[9:23])

    def ranked(zero_is_na: bool) -> list[str]:
        described = pd.DataFrame({"variable": rated, "scale_low": int(zero_is_na), "scale_high": 5})
        survey = {"source": "r", "columns": {"satisfied": "Satisfaction"}}
        survey |= {"na": {name: [0] for name in rated}} if zero_is_na else {}
        engagement = engaged(
            {"responses": rows, "variables": described},
            period="none",
            outcomes={"satisfied": {"kind": "binary", "good": ["Satisfied"]}},
            tables={"responses": survey, "variables": {"source": "v"}},
        )
        table = drivers(engagement, explain(engagement, Way(draws=50)))["drivers"]
        return table.sort_values("importance", ascending=False).variable.tolist()

    return ranked


def test_wifi_leads_where_zero_is_na_and_not_where_it_is_a_score(importance):
    assert importance(True)[:2] == ["Online Boarding", "In-flight Wifi Service"]
    assert importance(False).index("In-flight Wifi Service") >= 4
