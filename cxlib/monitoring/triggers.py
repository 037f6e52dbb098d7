"""Strategy's written rules for well-timed help, as far as there are any."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

COLUMNS = ["attempts", "within_days", "score_at_most", "suggestion", "owner", "due_days"]


class Triggers:
    """The rules of one use ("stuck" or "follow_up"), one per touchpoint."""

    def __init__(self, results: Mapping[str, pd.DataFrame], use: str):
        rules = results["triggers"] if "triggers" in results else pd.DataFrame()
        mine = rules[(rules["use"] == use) & rules["touchpoint"].notna()] if len(rules) else rules
        self._rules = (
            mine.drop_duplicates("touchpoint").set_index("touchpoint").reindex(columns=COLUMNS)
            if len(mine)
            else pd.DataFrame(columns=COLUMNS)
        )

    @property
    def touchpoints(self) -> list[str]:
        return self._rules.index.tolist()

    def at(self, touchpoints: pd.Series, column: str, otherwise: object) -> pd.Series:
        """What the rule of each touchpoint says; `otherwise` (a value or a series) without one."""
        said = self._rules[column].dropna().to_dict()
        other = otherwise if isinstance(otherwise, pd.Series) else None
        return pd.Series(
            [
                said.get(name, otherwise if other is None else other.loc[i])
                for i, name in touchpoints.items()
            ],
            index=touchpoints.index,
            dtype="object",
        )
