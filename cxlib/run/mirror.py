"""What a delivery looks like from here: outcomes as they come out, files read, columns not used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from cxlib.engagement.model import Engagement

if TYPE_CHECKING:
    from cxlib.report.showing import Picture

DIGITS = 4  # significant ones of a score
LEFT_OUT = "left out: "
NOTHING = "nothing is made of it"
ABSENT = "missing table"
MOST_ANSWERS, MOST_LEFT = 11, 12
METRICS = {
    "nps": "NPS",
    "top2": "share of the two best answers",
    "share": "share of the good answer",
    "mean": "mean",
}
SHEET = ", sheet '"  # how a sheet is told behind its workbook


def outcomes(engagement: Engagement) -> list[dict[str, object]]:
    """Each outcome as the report would score it: outcome, kind, metric, n, score, better.

    An NPS runs from -100 to 100, shares (csat and ces: of the two best answers) from 0 to 1. The
    score of fewer than `policy.privacy_n` answers is None.
    """
    from cxlib.diagnosis.scores import METRICS, scores

    found = scores(engagement).get("scores", pd.DataFrame(columns=["touchpoint", "segment"]))
    whole = found[(found["touchpoint"] == "overall") & (found["segment"] == "all")]
    scored = {(row["outcome"], row["metric"]): row for row in whole.to_dict("records")}
    told = []
    for name, outcome in engagement.outcomes.items():
        metric = METRICS[outcome.kind][0]
        row = scored.get((name, metric), {"n": 0})
        shown = row["n"] > 0 and row["n"] >= engagement.policy.privacy_n
        told.append({
            "outcome": name, "kind": outcome.kind, "metric": metric, "n": int(row["n"]),
            "score": float(f"{row['score']:.{DIGITS}g}") if shown else None,
            "better": outcome.better,
        })  # fmt: skip
    return told


def sources(engagement: Engagement) -> list[dict[str, object]]:
    """Each file read: table, file, sheet (None where it has none), rows, used (in the window), and
    how many of those hold an answer to each outcome."""
    told = []
    for source in engagement.sources:
        file, sheet, name = source.file.partition(SHEET)
        place = {"table": source.table, "file": file, "sheet": name[:-1] if sheet else None}
        counts = {"rows": source.rows, "used": source.used, "answers": dict(source.answers)}
        told.append(place | counts)
    return told


def lines(engagement: Engagement) -> list[str]:
    """The mirror, to be read in a minute: each file with its rows, each outcome with its question,
    its answers and their counts, its good end and its score; what is not used, and not supplied."""
    return [*_files(engagement), *_scored(engagement), *_beside(engagement)]


def pictures(engagement: Engagement) -> list[Picture]:
    """The answers to each outcome, drawn as the report draws them; none of an outcome whose answers
    are too many for a bar each, or too few to be shown."""
    from cxlib.diagnosis.answers import answers
    from cxlib.release.view import view
    from cxlib.report.showing import picture

    shown = view(engagement, answers(engagement))
    drawn = (picture(shown, "answers", outcome=name) for name in engagement.outcomes)
    return [one for one in drawn if one.figure is not None]


def _files(engagement: Engagement) -> Iterator[str]:
    for source in engagement.sources:
        answers = ", ".join(f"{name} {n:,}" for name, n in source.answers.items())
        rests = f"; answers to {answers}" if answers else ""
        used = "" if source.used is None else f", {source.used:,} used"
        yield f"{source.table}: {source.file}: {source.rows:,} rows{used}{rests}"


def _scored(engagement: Engagement) -> Iterator[str]:
    rows = engagement.table("responses")
    for told in outcomes(engagement):
        name = told["outcome"]
        given = rows[name].dropna().value_counts().sort_index() if name in rows else []
        counts = ", ".join(f"{value:g}: {n:,}" for value, n in given.items()) if len(given) else ""
        label = engagement.outcomes[name].label
        yield (
            f"{name}{f' ({label})' if label else ''}: {_score(told)}, n {told['n']:,}, the "
            f"{'higher' if told['better'] == 'high' else 'lower'} the better"
            f"{f'; answers {counts}' if len(given) <= MOST_ANSWERS and counts else ''}"
        )


def _score(told: dict[str, object]) -> str:
    """A score in words, as a person says it.

    >>> _score({"metric": "nps", "score": -25.83}), _score({"metric": "nps", "score": None})
    ('NPS −25.83', 'too few to say')
    """
    if told["score"] is None:
        return "too few to say"
    return f"{METRICS[told['metric']]} {told['score']:g}".replace("-", "−")


def _beside(engagement: Engagement) -> Iterator[str]:
    left = [f"{one['table']}.{one['column']} ({one['why']})" for one in unused_columns(engagement)]
    if left:
        more = f" and {len(left) - MOST_LEFT} more" if len(left) > MOST_LEFT else ""
        yield f"not used: {'; '.join(left[:MOST_LEFT])}{more}"
    quality = engagement.quality
    absent = quality.loc[quality["check"].str.startswith(ABSENT), "table"]
    if len(absent):
        yield f"not supplied, so that what rests on them is not shown: {', '.join(absent)}"


def unused_columns(engagement: Engagement) -> list[dict[str, object]]:
    """Each column of the files that the report does not rest on: table, column, why."""
    quality = engagement.quality
    left = quality[quality["check"].str.startswith(LEFT_OUT)]
    why = {(row.table, row.column): row.check.removeprefix(LEFT_OUT) for row in left.itertuples()}
    return [
        {"table": table, "column": column, "why": why.get((table, column), NOTHING)}
        for table, columns in engagement.unused.items()
        for column in columns
    ]
