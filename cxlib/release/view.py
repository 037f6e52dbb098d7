"""What may be shown of an engagement: every figure, table and sentence is drawn from here.

Because suppression happens while the view is made, no picture can forget it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from cxlib.engagement.config import Policy
from cxlib.engagement.model import Engagement
from cxlib.language import words
from cxlib.release import suppression
from cxlib.results import REGISTRY, empty

METRICS = {"nps": "nps", "csat": "top2", "ces": "top2", "binary": "share"}


@dataclass(frozen=True)
class View:
    """The result tables as they may be shown, and what is needed to word them.

    Attributes
    ----------
    engagement : Engagement
        The client's data: catalogue, policy, currency, outcomes.
    tables : mapping of name to DataFrame
        Every result table of the registry (empty where a step has not run), small groups hidden,
        with the column `base_note`.
    """

    engagement: Engagement
    tables: Mapping[str, pd.DataFrame]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]

    @property
    def policy(self) -> Policy:
        return self.engagement.policy

    @property
    def confidence(self) -> float:
        """The confidence of every interval shown."""
        return self.policy.confidence

    @property
    def currency(self) -> str:
        return self.engagement.config.currency

    @property
    def main(self) -> str | None:
        """The main outcome's name."""
        return self.engagement.config.main_outcome

    def money(self, value: object) -> str:
        return words.money(value, self.currency)

    def label(self, outcome: str) -> str:
        """What an outcome is called in front of the client."""
        declared = self.engagement.outcomes.get(outcome)
        return (declared.label if declared else None) or str(outcome).replace("_", " ")

    def metric(self, outcome: str) -> str:
        """The metric an outcome is told by: nps, top2 or share by its kind, else the mean."""
        declared = self.engagement.outcomes.get(outcome)
        wanted = METRICS.get(declared.kind if declared else "mean", "mean")
        scores = self.tables["scores"]
        there = set(scores.loc[scores["outcome"] == outcome, "metric"])
        return wanted if wanted in there else next(iter(sorted(there)), wanted)

    def scores(self, outcome: str | None = None) -> pd.DataFrame:
        """Rows of `scores` of one outcome, the main one by default, in the metric it is told by."""
        name, table = outcome or self.main, self.tables["scores"]
        return table[(table["outcome"] == name) & (table["metric"] == self.metric(name))]

    def variable_label(self, variable: str) -> str:
        """A variable's label from the catalogue, else its name."""
        return self._variable_labels.get(variable) or str(variable).replace("_", " ")

    @property
    def _variable_labels(self) -> dict[str, str]:
        catalogue = self.engagement.table("variables").dropna(subset=["label"])
        return dict(zip(catalogue["variable"], catalogue["label"], strict=True))


def view(
    engagement: Engagement,
    results: Mapping[str, pd.DataFrame],
    earlier: Mapping[str, pd.DataFrame] | None = None,
) -> View:
    """What may be shown of these results.

    Parameters
    ----------
    engagement : Engagement
    results : mapping of name to DataFrame
        Result tables as the steps wrote them; missing ones count as empty.
    earlier : mapping of name to DataFrame, optional
        The results of the last published run: where tables only ever grow (no `window`), rows
        that grew by fewer than `privacy_n` people are hidden too.
    """
    growing = earlier is not None and engagement.config.window is None
    tables = {}
    for name in REGISTRY:
        frame = results[name] if name in results else empty(name)
        # results of an earlier version may lack a column that was added since
        frame = frame.reset_index(drop=True).reindex(columns=list(REGISTRY[name].columns))
        if name == "findings":
            frame = suppression.sayable(frame, engagement.policy)
        frame = suppression.shown(name, frame, engagement.policy)
        if growing and name in earlier:
            frame = suppression.differenced(name, frame, earlier[name], engagement.policy)
        tables[name] = frame
    return View(engagement, tables)
