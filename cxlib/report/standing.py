"""The findings that may be told: they stand, and the consultant has not hidden them."""

from __future__ import annotations

import pandas as pd

from cxlib.findings import order
from cxlib.release.view import View
from cxlib.report.commentary import Commentary, without_hidden


def standing(view: View, said: Commentary) -> pd.DataFrame:
    """The findings that may be told, the weightiest first; of equals, those of the main outcome."""
    found = without_hidden(view["findings"], said)
    found = found[found["stands"].fillna(False).astype(bool)]
    found = found.assign(main=[str(s).partition(":")[0] == view.main for s in found["subject"]])
    ranked = found.sort_values(["weight", "main"], ascending=False, kind="stable")
    return ranked.drop(columns="main")


def about(view: View, said: Commentary, tables: tuple[str, ...]) -> pd.DataFrame:
    """Those whose kind tells of these tables."""
    found = standing(view, said)
    return found[found["finding_id"].isin(order.about(view, tables)["finding_id"])]
