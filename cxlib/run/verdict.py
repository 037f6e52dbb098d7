"""The verdict of a run: may this report be sent, and if not, why not."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.language import catalogue
from cxlib.monitoring.restated import restated

STOP, WARNED = "stop", "warn"  # severities of a suspicion
SEND, WARN, DO_NOT_SEND = "send", "send with warnings", "do not send"
MOST_NAMED = 3  # texts that a language lacks, by their contexts
MOST_EXCLUDED = 0.20  # share of rows; above it the report speaks of a remainder
FEWEST_ROWS = 0.5  # of the usual number, the median of the periods before
USUAL_PERIODS = 12
LEAST_HISTORY = 3  # periods before "usual" means anything
COUNTED = ("responses", "purchases", "kpis")


@dataclass(frozen=True)
class Verdict:
    """What the run concludes about itself: a word and the reasons, the gravest first."""

    word: str
    reasons: tuple[str, ...] = ()


def judge(
    engagement: Engagement,
    results: Mapping[str, pd.DataFrame],
    earlier: Sequence[Mapping] = (),
    unconfirmed: Sequence[str] = (),
    broken: Sequence[str] = (),
) -> Verdict:
    """Judge a run by the rules of the kit.

    Parameters
    ----------
    engagement, results : the input and what the steps made of it
    earlier : manifests of complete runs, oldest first
    unconfirmed : guesses in engagement.yml that nobody confirmed
    broken : broken links of the evidence chain
    """
    stops = [
        *_suspected(engagement, STOP),
        *_nothing_to_show(engagement, results),
        *_same_as_last(engagement, earlier),
        *_too_few_rows(engagement),
        *_too_many_excluded(engagement),
        *_restated(engagement, results),
    ]
    if stops:
        return Verdict(DO_NOT_SEND, tuple(stops))
    warnings = [
        *_suspected(engagement, WARNED),
        *_low_base(engagement, results),
        *(f"Unconfirmed guess: {guess}" for guess in unconfirmed),
        *_missing_tables(engagement),
        *_provisional(results),
        *_untranslated(engagement),
        *broken,
    ]
    return Verdict(WARN if warnings else SEND, tuple(warnings))


def fingerprint(engagement: Engagement, period: str | None) -> str:
    """What the client's data says of one period, its date apart; "" where it says nothing."""
    digest = hashlib.sha256()
    empty = True
    for name in COUNTED:
        rows = engagement.whole(name)
        rows = rows[rows["period"] == period] if "period" in rows else rows.iloc[:0]
        said = rows.drop(columns=["time", "period"], errors="ignore")
        hashes = pd.util.hash_pandas_object(said.astype("string"), index=False)
        digest.update(name.encode() + np.sort(hashes.to_numpy()).tobytes())
        empty = empty and rows.empty
    return "" if empty else digest.hexdigest()


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


def _same_as_last(engagement: Engagement, earlier: Sequence[Mapping]) -> list[str]:
    now = fingerprint(engagement, engagement.period)
    labels = list(engagement.periods)
    before = labels[-2] if len(labels) > 1 else None
    others = {m["period"]: m.get("fingerprint") for m in earlier}
    others.pop(engagement.period, None)
    same = {p for p, value in others.items() if value == now}
    if before and fingerprint(engagement, before) == now:
        same.add(before)
    if not now or not same:
        return []
    return [f"The data of {engagement.period} is identical to that of {', '.join(sorted(same))}."]


def _too_few_rows(engagement: Engagement) -> list[str]:
    lines = []
    for name, rows in _rows_by_period(engagement).items():
        counts = rows.reindex(list(engagement.periods), fill_value=0)
        usual = counts.iloc[:-1].tail(USUAL_PERIODS)
        usual = usual[usual.cumsum() > 0]
        if len(usual) < LEAST_HISTORY or counts.iloc[-1] >= FEWEST_ROWS * usual.median():
            continue
        lines.append(
            f"{name}: {counts.iloc[-1]:,} rows in {engagement.period}, "
            f"fewer than half the usual {usual.median():,.0f}."
        )
    return lines


def _rows_by_period(engagement: Engagement) -> dict[str, pd.Series]:
    counts = {
        name: engagement.whole(name)["period"].dropna().value_counts()
        for name in ("responses", "purchases")
        if "period" in engagement.whole(name)
    }
    if engagement.events_history is not None:
        events = engagement.events_history
        grouped = events.group_by("period").agg(n=events.count()).to_pandas()
        counts["interactions"] = grouped.dropna().set_index("period")["n"]
    return {name: rows for name, rows in counts.items() if len(rows)}


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


def _restated(engagement: Engagement, results: Mapping[str, pd.DataFrame]) -> list[str]:
    if "kpis" not in results or engagement.past_kpis.empty:
        return []
    moved = restated(engagement.past_kpis, results["kpis"], engagement.period)
    moved = moved[~moved["period"].isin(engagement.policy.restated)]
    if moved.empty:
        return []
    periods = ", ".join(sorted(set(moved["period"])))
    return [f"{len(moved)} past values changed ({periods}) without a reason in policy.restated."]


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
        f"The catalogue of '{language}' lacks {len(lacking)} texts, which are said in English: "
        f"{first}{more}; 'python -m cxlib.language {language}' lists them."
    ]
