"""Are the departments aware, motivated and able? The tables `readiness` and `gates`."""

from __future__ import annotations

import pandas as pd

from cxlib.alignment.telling import finding, findings, notes
from cxlib.engagement.model import Engagement
from cxlib.strategy.horizon import gate, scores


def preparedness(engagement: Engagement) -> dict[str, pd.DataFrame]:
    """Scores with interval and agreement, and what they allow.

    Scores of small groups stay in the table and are suppressed on showing; `gates` holds no score
    and judges no group below the privacy limit.
    """
    if not engagement.has("readiness"):
        said = "Readiness was not asked, so no initiative waits for its department."
        return {"notes": notes("readiness", said)}
    policy = engagement.policy
    table = scores(engagement.table("readiness"), policy.confidence)
    gates = gate(table, policy.privacy_n)
    smallest = table.groupby("department").n.min().rename("n").reset_index()
    gates = gates.merge(smallest, on="department")
    rows = [
        finding(f"readiness:{row.department}", f"{row.department}: {row.reason}; to move it "
                f"forward: {row.forward}.", f"gates[department={row.department}]", row.n)
        for row in gates[gates.horizon.ne("now")].itertuples()
    ]  # fmt: skip
    few = gates.department[gates.n < policy.privacy_n].tolist()
    words = [f"Fewer than {policy.privacy_n} people answered in {', '.join(few)}: "
             "their readiness is neither shown nor judged."] if few else []  # fmt: skip
    return {
        "readiness": table,
        "gates": gates,
        "findings": findings(rows),
        "notes": notes("readiness", *words),
    }
