"""A kind of finding on trial: a client of whom it is true, turned round, and with the tie cut."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.findings.budget import of_the_report
from cxlib.findings.claim import Claim
from cxlib.findings.families import asked
from cxlib.findings.kinds import BY_NAME
from cxlib.release.view import View, in_words, voice_of
from cxlib.results import REGISTRY, conform, empty
from cxlib.results.registry import SHARED
from cxlib.stats.resampling import stream

AS_IT_IS, REVERSED, PERMUTED = WAYS = ("as it is", "reversed", "permuted")
LEVEL = 0.05
SEED = 2026
Told = tuple[Engagement, Mapping[str, pd.DataFrame]]
Client = Callable[[np.random.Generator, str], Told]


@dataclass(frozen=True)
class Case:
    """One claim that a kind can make, and the data that bear it out.

    Attributes
    ----------
    name : what is tried
    kind : the kind of finding
    client : from a random stream and a way (`WAYS`) to an engagement and the result tables that the
        step made of it. Reversed, whatever the sentence says is turned round; permuted, what
        carries it is shuffled among the rows, all margins kept.
    says : the directions that make this claim, whose verb the data bear out as they are
    also : directions that assert something of the same data: permuted, none of them stands either,
        reversed they may (a claim that flips)
    subject : what the claim's subject begins with
    turned : how the data are reversed, in words
    shuffled : what is permuted, in words; of a claim that there is no difference, that one which
        just matters is put in
    way_of : of a claim whose direction does not say which way, whether it says what the data do
    level : of the rule that chooses the verb
    """

    name: str
    kind: str
    client: Client
    says: tuple[str, ...]
    also: tuple[str, ...] = ()
    subject: str = ""
    turned: str = ""
    shuffled: str = ""
    way_of: Callable[[Claim], bool] = lambda _claim: True
    level: float = LEVEL

    @property
    def asserts(self) -> tuple[str, ...]:
        return (*self.says, *self.also)

    def is_said_by(self, claim: Claim) -> bool:
        return (
            claim.direction in self.says
            and claim.subject.startswith(self.subject)
            and self.way_of(claim)
        )


def claims(case: Case, way: str, run: int = 0) -> list[tuple[Claim, bool]]:
    """What the kind claims of the case's client, each with whether it stands in the report."""
    shown = _shown(case.client, way, run)
    made = list(BY_NAME[case.kind].find(shown))
    judged = of_the_report(made, asked(shown.engagement), shown.policy.fdr)
    stands = (claim.family is None or p is None or p <= shown.policy.fdr
              for claim, p in zip(made, judged, strict=True))  # fmt: skip
    return list(zip(made, stands, strict=True))


@lru_cache(maxsize=len(WAYS))  # several cases ask the same client
def _shown(client: Client, way: str, run: int) -> View:
    return bare(*client(stream(SEED, "reversal", client.__qualname__, run), way))


def is_told(case: Case, found: list[tuple[Claim, bool]]) -> bool:
    """Whether the claim as the data bear it out stands."""
    return any(stands and case.is_said_by(claim) for claim, stands in found)


def is_asserted(case: Case, found: list[tuple[Claim, bool]]) -> bool:
    """Whether anything is asserted that a test should have held back, even as a lead."""
    return any(claim.direction in case.asserts for claim, _stands in found)


def bare(engagement: Engagement, tables: Mapping[str, pd.DataFrame]) -> View:
    """The tables as a view of which nothing is hidden: no group of these clients is small."""
    held = {name: empty(name) for name in REGISTRY}
    for name, frame in tables.items():
        if name != "notes":
            written = frame.assign(step="any") if name in SHARED else frame
            held[name] = conform(name, written.reindex(columns=list(REGISTRY[name].columns)))
    marked = {name: frame.assign(base_note="") for name, frame in held.items()}
    voice = voice_of(engagement)
    return View(engagement, {n: in_words(n, f, voice) for n, f in marked.items()}, marked)
