"""Leads: claims that pass alone and may be chance among all that a report asks.

They are told apart from the findings, each with the cheapest check that would settle it.
"""

from __future__ import annotations

import pandas as pd
from scipy.special import ndtri

from cxlib.findings.kinds import BY_NAME
from cxlib.findings.order import in_order
from cxlib.language import missing
from cxlib.release.once import once_per_view
from cxlib.release.view import View
from cxlib.results.coded import coded, count, nested

COUNTED = ("answers", "visits", "journeys", "runs", "customers")  # more of these can be had
MOST_TIMES = 5.0  # as many as there are: beyond it, waiting is cheaper than asking


@once_per_view
def leads(view: View) -> pd.DataFrame:
    """The claims that do not stand among all that the report asks, the weightiest first.

    Returns
    -------
    DataFrame
        Rows of `findings`, and `check`: what would settle it, a sentence.
    """
    found = view["findings"]
    found = found[~found["stands"].fillna(True).astype(bool) & found["kind"].isin(list(BY_NAME))]
    found = in_order(view, found)
    checks = [_check(view, row) for row in found.itertuples()]
    return found.assign(check=pd.Series(checks, index=found.index, dtype=object))


def _check(view: View, row: object) -> str:
    more = more_needed(row.n, row.p_report, view.policy.fdr)
    if more is None or row.n_of not in COUNTED:
        return view.voice.say("lead|again")
    return view.voice.say("lead|more", base=nested(coded(f"base|{row.n_of}", n=count(more))))


def more_needed(n: object, p: object, level: float) -> int | None:
    """How many more it takes for an effect of this size to stand; None for more than can be asked.

    The standard error falls with the root of n, so n grows with the square of z.

    >>> more_needed(400, 0.08, 0.05), more_needed(400, 0.9, 0.05)
    (102, None)
    """
    if missing(n) or missing(p) or not 0 < float(p) < 1:
        return None
    times = (ndtri(level / 2) / ndtri(float(p) / 2)) ** 2 - 1
    return None if not 0 < times <= MOST_TIMES else int(-(-float(n) * times // 1))
