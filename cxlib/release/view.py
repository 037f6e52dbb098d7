"""What may be shown of an engagement: every figure, table and sentence is drawn from here.

Because suppression happens while the view is made, no picture can forget it; because codes are
worded here, none can word them in its own way.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from cxlib.engagement.config import Policy
from cxlib.engagement.model import Engagement
from cxlib.language import Names, Voice, short
from cxlib.language.voice import counted
from cxlib.release import suppression
from cxlib.release.accounts import accounts
from cxlib.release.first import untold
from cxlib.release.last import as_declared, published, window_of
from cxlib.results import REGISTRY
from cxlib.results.coded import PLAIN
from cxlib.results.kinds import CODED

LONGEST_CURRENCY = 8  # characters: a code or a sign
METRICS = {"nps": "nps", "csat": "top2", "ces": "top2", "binary": "share"}


@dataclass(frozen=True)
class View:
    """The result tables as they may be shown, and the voice that words them.

    Attributes
    ----------
    engagement : Engagement
        The client's data: catalogue, policy, currency, outcomes.
    tables : mapping of name to DataFrame
        Every result table of the registry (empty where a step has not run), small groups hidden,
        codes in words, with the column `base_note`.
    codes : mapping of name to DataFrame
        The same tables with their codes as the steps gave them.
    voice : Voice
        Numbers, names and sentences in the engagement's language.
    """

    engagement: Engagement
    tables: Mapping[str, pd.DataFrame]
    codes: Mapping[str, pd.DataFrame] = field(default_factory=dict, repr=False)

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]

    @cached_property
    def voice(self) -> Voice:
        return voice_of(self.engagement)

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

    @cached_property
    def client(self) -> str:
        """The client's name as it stands over a page."""
        return short(self.engagement.config.client)

    @property
    def interactions(self) -> float:
        """How many there are at all touchpoints, one included whose own number is hidden."""
        at_each = self.tables["touchpoint_map"]["interactions"]
        read = self.tables["quality"]
        own = (read["table"] == "interactions") & (read["check"] == "rows used")
        used = read.loc[own, "n"].dropna()
        hidden = at_each.isna().any() and len(used)
        return float(used.iloc[0] if hidden else at_each.fillna(0).sum())

    def money(self, value: object) -> str:
        return self.voice.money(value)

    def label(self, outcome: str) -> str:
        """What an outcome or a KPI is called in front of the client."""
        return self.voice.kpi(outcome)

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
        return self.voice.names.variable(variable)


def voice_of(engagement: Engagement) -> Voice:
    """The voice in which an engagement is reported: its language, currency and labels."""
    config = engagement.config
    outcomes = {name: o.label for name, o in engagement.outcomes.items() if o.label}
    catalogue = engagement.table("variables").dropna(subset=["label"])
    variables = dict(zip(catalogue["variable"], catalogue["label"], strict=True))
    currency = short(config.currency, LONGEST_CURRENCY)
    segments = dict.fromkeys(s for table in config.tables.values() for s in table.segments)
    return Voice.of(config.language, currency, Names(outcomes, variables, tuple(segments)))


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
        The results of the last published run: what was hidden there stays hidden, and where
        tables only ever grow, so are rows that grew by fewer than `privacy_n` people.
    """
    whole = {name: as_declared(name, results) for name in REGISTRY}
    window = window_of(engagement.config, engagement.period, engagement.periods)
    before = None if earlier is None else published(engagement, earlier, window)
    tables = suppression.released(
        whole,
        engagement.policy,
        window,
        before,
        accounts(engagement, whole),
        untold=untold(engagement),
    )
    voice = voice_of(engagement)
    worded = {name: in_words(name, frame, voice) for name, frame in tables.items()}
    return View(engagement, worded, tables)


def in_words(name: str, frame: pd.DataFrame, voice: Voice) -> pd.DataFrame:
    """The table with its codes worded; notes gain their sentence."""
    if name == "notes":
        return frame.assign(note=[_note(row, voice) for row in frame.to_dict("records")])
    coded = [c for c, kind in REGISTRY[name].columns.items() if kind is CODED]
    return frame.assign(**{c: _worded(frame[c], voice) for c in coded}) if coded else frame


def _worded(cells: pd.Series, voice: Voice) -> pd.Series:
    told = [None if pd.isna(cell) else voice.coded(cell) for cell in cells]
    return pd.Series(told, index=cells.index, dtype=cells.dtype)


def _note(row: Mapping[str, object], voice: Voice) -> str:
    if row["code"] == PLAIN:
        return str(row["subject"])
    slots = json.loads(row["figures"]) if isinstance(row["figures"], str) else {}
    return voice.say(f"note|{row['section']}|{row['code']}", counted(slots), **slots)
