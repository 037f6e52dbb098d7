"""The findings that may be told: they stand, and the consultant has not hidden them."""

from __future__ import annotations

import pandas as pd

from cxlib.findings import order
from cxlib.release.once import once_per_view
from cxlib.release.view import View
from cxlib.report.commentary import Commentary, without_hidden


@once_per_view
def standing(view: View, said: Commentary) -> pd.DataFrame:
    """The findings that may be told, in their order."""
    found = without_hidden(view["findings"], said)
    return order.in_order(view, found[found["stands"].fillna(False).astype(bool)])


@once_per_view
def about(view: View, said: Commentary, tables: tuple[str, ...]) -> pd.DataFrame:
    """Those whose kind tells of these tables."""
    found = standing(view, said)
    return found[found["finding_id"].isin(order.about(view, tables)["finding_id"])]
