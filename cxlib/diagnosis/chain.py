"""The next link of the evidence chain: from what was found at a touchpoint to its moment."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from cxlib.diagnosis.cells import EVERYWHERE
from cxlib.engagement.model import Engagement

TOUCHPOINT = re.compile(r"touchpoint=([^,\]]+)")
VARIABLE = re.compile(r"variable=([^,\]]+)")


def chained(engagement: Engagement, found: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables with every open finding led to the moment of its touchpoint, where there is one.

    The touchpoint is the one the evidence points at, or that its variable belongs to; of several
    moments there it is the first in rank.
    """
    moments, findings = found["moments"], found["findings"]
    variables = engagement.table("variables").dropna(subset="touchpoint")
    home = variables.drop_duplicates("variable").set_index("variable")["touchpoint"]
    first = moments.sort_values(["rank", "moment_id"]).drop_duplicates("touchpoint")
    moment = first.set_index("touchpoint")["moment_id"].to_dict()
    target = [moment.get(touchpoint_of(e, home)) for e in findings["evidence"].astype(str)]
    own = findings["leads_to"].astype(object)
    leads_to = own.where(own.notna(), pd.Series(target, index=findings.index, dtype=object))
    return dict(found) | {"findings": findings.assign(leads_to=leads_to)}


def touchpoint_of(evidence: str, home: Mapping[str, str] | pd.Series) -> str | None:
    """The touchpoint that a pointer speaks of.

    >>> touchpoint_of("drivers[scope=overall,variable=app_overall]", {"app_overall": "app"})
    'app'
    """
    named = TOUCHPOINT.search(evidence)
    if named and named[1] != EVERYWHERE:
        return named[1]
    variable = VARIABLE.search(evidence)
    return home.get(variable[1]) if variable else None
