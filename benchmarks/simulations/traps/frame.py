"""What a trap is, and what a reader is told of a client that falls into it or not."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib import STEPS
from cxlib.engagement import from_frames
from cxlib.engagement.model import Engagement
from cxlib.findings import FINDINGS, released
from cxlib.release.view import View
from cxlib.results import Results
from cxlib.session import step_module
from cxlib.stats.resampling import stream

SEED = 2026
FAR = 1.5  # times half its interval: a level further off than that misleads, chance alone or not


@dataclass(frozen=True)
class Told:
    """What stands in a client's report: each finding with its directions, figures and rows."""

    view: View

    @property
    def standing(self) -> pd.DataFrame:
        found = self.view["findings"]
        return found[found["stands"].fillna(True).astype(bool)]

    def of(self, kind: str, *directions: str, about: str = "") -> pd.DataFrame:
        """The standing findings of a kind, of these directions (any), whose subject names this."""
        found = self.standing[self.standing["kind"] == kind]
        if directions:
            found = found[found["direction"].isin(directions)]
        return found[found["subject"].str.contains(about, regex=False)] if about else found

    def has(self, kind: str, *directions: str, about: str = "") -> bool:
        return len(self.of(kind, *directions, about=about)) > 0

    def noted(self, table: str, code: str) -> bool:
        """Whether a note of a section says this, to whomever."""
        notes = self.view["notes"]
        return bool(((notes["section"] == table) & (notes["code"] == code)).any())

    def counted(self, check: str) -> bool:
        """Whether the account of the data's quality, or a suspicion, names this."""
        quality, suspected = self.view["quality"]["check"], self.view.engagement.suspicions
        return bool((quality == check).any() or (suspected["suspicion"] == check).any())


class Read(NamedTuple):
    """One trap in one client: what misleads, and whether the right answer is told."""

    misled: list[str]
    right: bool


@dataclass(frozen=True)
class Trap:
    """A planted structure that fools a method.

    Attributes
    ----------
    name : of the structure
    client : a random stream -> the client, and what is true of it
    read : what stands in its report, and what is true -> what a reader makes of it
    cheap : whether it takes a few seconds only
    """

    name: str
    client: Callable[[np.random.Generator], tuple[Engagement, Mapping[str, object]]]
    read: Callable[[Told, Mapping[str, object]], Read]
    cheap: bool = False

    def sprung(self, seed: int) -> Read:
        """One client of it, through all steps, and how its report is read."""
        engagement, truth = self.client(stream(SEED, "trap", self.name, seed))
        return self.read(told(engagement), truth)


def told(engagement: Engagement) -> Told:
    """The report of a client: all steps, small groups suppressed, claims judged together."""
    with tempfile.TemporaryDirectory() as folder:
        results = Results(Path(folder, "results"))
        kept = {"quality": engagement.quality, "suspicions": engagement.suspicions}
        results.write("engagement", kept)
        for step in STEPS:
            results.write(step, step_module(step).run(engagement, results))
        shown = released(engagement, results)
        for name in FINDINGS:
            results.write("findings", {name: shown[name].drop(columns="base_note")})
        for name in results:  # read while the folder is there
            shown[name]
        return Told(shown)


def client(
    frames: Mapping[str, pd.DataFrame], newest: str | None = None, **config: object
) -> Engagement:
    """A client's tables as an engagement of months, reported up to `newest`."""
    return from_frames({"client": "A", "period": "month", **config}, frames, newest)


def ids(found: pd.DataFrame) -> list[str]:
    """Findings as they are named in a list of what misleads."""
    return [f"{row.finding_id}: {row.direction}" for row in found.itertuples()]


def far_off(found: pd.DataFrame, truth: float) -> list[str]:
    """Levels whose interval lies further from the truth than chance would often put it."""
    middle, half = (found["high"] + found["low"]) / 2, (found["high"] - found["low"]) / 2
    return [
        f"{row.finding_id}: {row.value:.3g} ({row.low:.3g} to {row.high:.3g}), true {truth:.3g}"
        for row in found[(middle - truth).abs() > FAR * half].itertuples()
    ]


def figures(found: pd.DataFrame) -> Iterator[Mapping[str, object]]:
    """The figures of each finding's sentences."""
    yield from (json.loads(told) for told in found["figures"])
