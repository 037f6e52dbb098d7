"""Weighted load, counted by hand."""

import pandas as pd

from cxlib.alignment.load import loads


def test_load_counts_each_letter_once():
    rows = [("x", "IT", "A"), ("x", "IT", "A"), ("x", "IT", "R"), ("y", "IT", "C"),
            ("y", "Care", "I")]  # fmt: skip
    table = loads(pd.DataFrame(rows, columns=["subject", "department", "letter"]))
    assert table.set_index("department").loc["IT"].to_dict() == {
        "load": 6.0, "accountable": 1, "responsible": 1, "consulted": 1,
    }  # fmt: skip
    assert table.set_index("department").load["Care"] == 0
