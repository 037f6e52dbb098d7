"""The verdict of a run: may this report be sent, and if not, why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from cxlib.drafting import Guess
from cxlib.engagement.model import Engagement
from cxlib.language import catalogue
from cxlib.run import restating

STOP, WARNED = "stop", "warn"  # severities of a suspicion
SEND, WARN, DO_NOT_SEND = "send", "send with warnings", "do not send"
MOST_NAMED = 3  # texts that a language lacks, by their contexts
MOST_EXCLUDED = 0.20  # share of rows; above it the report speaks of a remainder


@dataclass(frozen=True)
class Verdict:
    """What the run concludes about itself: a word, and the reasons, the gravest first; then what
    is told and changes nothing."""

    word: str
    reasons: tuple[str, ...] = ()

    def warned(self, *more: str) -> Verdict:
        """The same with more warnings, which come first unless it is not to be sent anyway.

        >>> Verdict(SEND).warned("Low base.")
        Verdict(word='send with warnings', reasons=('Low base.',))
        """
        if not more or self.word == DO_NOT_SEND:
            return Verdict(self.word, (*self.reasons, *more))
        return Verdict(WARN, (*more, *self.reasons))


def judge(
    engagement: Engagement,
    results: Mapping[str, pd.DataFrame],
    unconfirmed: Sequence[Guess] = (),
    broken: Sequence[str] = (),
) -> Verdict:
    """Judge a run by the rules of the kit.

    Parameters
    ----------
    engagement, results : the input and what the steps made of it
    unconfirmed : guesses in engagement.yml that nobody confirmed
    broken : broken links of the evidence chain
    """
    stops = [
        *_suspected(engagement, STOP),
        *(first_told(guess) for guess in unconfirmed if guess.first),
        *_nothing_to_show(engagement, results),
        *_too_many_excluded(engagement),
        *restating.unexplained(engagement, results),
    ]
    if stops:
        return Verdict(DO_NOT_SEND, tuple(stops))
    warnings = [
        *_suspected(engagement, WARNED),
        *_waits(engagement),
        *_low_base(engagement, results),
        *(f"Unconfirmed guess: {guess}" for guess in unconfirmed if not guess.first),
        *_missing_tables(engagement),
        *_provisional(results),
        *_untranslated(engagement),
        *_shared_by_name(engagement),
        *broken,
    ]
    told = restating.told(engagement, results)
    return Verdict(WARN if warnings else SEND, (*warnings, *told))


def first_told(guess: Guess) -> str:
    """That nobody confirmed what everything rests on, and how it is done."""
    return (
        f"Nobody confirmed {guess.key}: {guess.why}. Remedy: cx confirm FOLDER {guess.key}, or "
        f"{guess.key}=VALUE."
    )


def _suspected(engagement: Engagement, severity: str) -> list[str]:
    found = engagement.suspicions
    return [said(row) for row in found[found["severity"] == severity].itertuples()]


def said(row) -> str:
    """A suspicion in one line: where, what, what it would change, and what to do."""
    where = f"{row.table}{f', column {row.column!r}' if row.column else ''}"
    at = f" ({row.example})" if isinstance(row.example, str) and row.example else ""
    change = (
        f" Without it: {row.measure} {row.before} → {row.after}."
        if isinstance(row.measure, str) and row.measure
        else ""
    )
    return f"{where}: {row.suspicion}: {row.words}{at}.{change} Remedy: {row.remedy.rstrip('.')}."


def _nothing_to_show(engagement: Engagement, results: Mapping[str, pd.DataFrame]) -> list[str]:
    least = engagement.policy.privacy_n
    shown = [
        (results[name]["n"].fillna(least) >= least).any()
        for name in ("scores", "journeys", "kpis")
        if name in results
    ]
    return [] if any(shown) else [f"No outcome or KPI rests on {least} or more answers."]


def _too_many_excluded(engagement: Engagement) -> list[str]:
    quality = engagement.quality
    came = quality[quality["check"] == "rows in"].groupby("table")["n"].sum()
    faulty = quality["check"].str.startswith("excluded:")
    lost = (quality[faulty].groupby("table")["n"].sum() / came).dropna()
    return [
        f"{table}: {share:.0%} of the rows were excluded; see the quality table."
        for table, share in lost.items()
        if share > MOST_EXCLUDED
    ]


def _waits(engagement: Engagement) -> list[str]:
    """Where groups of a few accounts are shown, or it is asked for, somebody looks first."""
    policy = engagement.policy
    if not engagement.config.waits:
        return []
    few = f"Profile b2b shows groups of {policy.privacy_n} accounts"
    return [
        f"{few if policy.profile == 'b2b' else 'publish.approve is set'}: the page is not "
        "published by itself. Remedy: read it in the run's folder, then 'cx approve FOLDER'."
    ]


def _low_base(engagement: Engagement, results: Mapping[str, pd.DataFrame]) -> list[str]:
    scores, least = results["scores"], engagement.policy.reliability_n
    whole = scores[(scores["touchpoint"] == "overall") & (scores["segment"] == "all")]
    low = whole[whole["n"] < least]
    return [f"Low base: '{row.outcome}' rests on {row.n} answers." for row in low.itertuples()]


def _missing_tables(engagement: Engagement) -> list[str]:
    quality = engagement.quality
    missing = quality.loc[quality["check"] == "missing table", "table"]
    return [f"Not supplied: {', '.join(sorted(missing))}."] if len(missing) else []


def _provisional(results: Mapping[str, pd.DataFrame]) -> list[str]:
    notes = results["notes"]
    young = (notes["section"] == "kpis") & (notes["code"] == "provisional")
    return ["Some control limits are provisional; see step 5."] if young.any() else []


def _untranslated(engagement: Engagement) -> list[str]:
    """Texts that the engagement's language lacks: they are said in English."""
    language = engagement.config.language
    lacking = catalogue(language).lacking
    if not lacking:
        return []
    first = ", ".join(f"'{context}'" for context in lacking[:MOST_NAMED])
    more = f" and {len(lacking) - MOST_NAMED} more" if len(lacking) > MOST_NAMED else ""
    return [
        f"The catalogue of '{language}' lacks {len(lacking)} of its texts; in English are said: "
        f"{first}{more}; 'python -m cxlib.language {language}' lists them."
    ]


def _shared_by_name(engagement: Engagement) -> list[str]:
    """A history that others write to as well, and nothing but the client's name to tell them by."""
    config = engagement.config
    if config.history is None or config.id is not None:
        return []
    return [
        "engagement.yml has no id, so the shared history is kept by the client's name, which "
        "another folder may bear too. Remedy: id: a name of its own; what is kept so far is taken "
        "over."
    ]
