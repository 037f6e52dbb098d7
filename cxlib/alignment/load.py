"""How much each department carries."""

from __future__ import annotations

import pandas as pd

WEIGHTS = {"A": 3.0, "R": 2.0, "C": 1.0, "I": 0.0}  # answering for > doing > advising; to know: 0


def loads(raci: pd.DataFrame) -> pd.DataFrame:
    """The weighted load of each department over all subjects.

    Returns
    -------
    DataFrame
        department, load, accountable, responsible, consulted (counts of letters).

    >>> matrix = pd.DataFrame({"subject": "x", "department": ["A", "A"], "letter": ["A", "R"]})
    >>> float(loads(matrix).load[0])
    5.0
    """
    single = raci.drop_duplicates(["subject", "department", "letter"])
    counts = pd.crosstab(single.department, single.letter).reindex(
        columns=list(WEIGHTS), fill_value=0
    )
    table = pd.DataFrame({
        "load": (counts * pd.Series(WEIGHTS)).sum(axis=1), "accountable": counts["A"],
        "responsible": counts["R"], "consulted": counts["C"],
    })  # fmt: skip
    return table.rename_axis("department").reset_index()
