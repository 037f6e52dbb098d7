"""What a delivery looks like from here: outcomes as they come out, files read, columns not used."""

from __future__ import annotations

import pandas as pd

from cxlib.engagement.model import Engagement

DIGITS = 4  # significant ones of a score
LEFT_OUT = "left out: "
NOTHING = "nothing is made of it"
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
