"""What was promised, and what is missing to judge it."""

import pandas as pd

from cxlib.alignment.ledger import ledger
from cxlib.language import Voice


def test_what_is_missing_is_named():
    road = pd.DataFrame(
        {"initiative": ["x", "y"], "owner": "ann", "kpi": ["nps", None], "status": "planned",
         "expected_change": [2.0, None], "start": pd.NaT, "end": pd.NaT, "depends_on": None,
         "expected_by": [pd.Timestamp("2027-01-01"), pd.NaT]}
    )  # fmt: skip
    chosen = pd.DataFrame({"initiative": ["x", "y"], "benefit": 1.0, "low": 0.0, "high": 2.0,
                           "unit": "GBP"})  # fmt: skip
    given = pd.DataFrame({"initiative": ["x", "y"], "rollout": ["region=North from 2026-10", None]})
    found = ledger(road, chosen, given).set_index("initiative").missing
    assert pd.isna(found["x"])
    assert Voice().coded(found["y"]) == (
        "a KPI; the change expected; the date it is expected by; who gets it first and from when "
        "(a comparison group)"
    )
