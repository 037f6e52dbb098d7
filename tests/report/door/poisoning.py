"""Result tables with payloads in every text that a client wrote."""

from __future__ import annotations

import json
from functools import partial

import pandas as pd

from cxlib.language.figure import parsed
from cxlib.language.voice import EVERYWHERE
from cxlib.results import REGISTRY, Kind
from cxlib.results.kinds import CODED, FIGURES, TERM

WORDS_OF_THE_KIT = {  # beside those of the method (TERM)
    "metric", "kind", "step", "section", "code", "audience", "period", "outcome", "finding_id",
    "severity", "level", "kpi", "unit", "better",
}  # fmt: skip
NAMED = {"segment", "scope"}  # column and value: the values are the client's
CLIENTS = {"text", "touchpoint", "variable", "segment", "scope", "path"}  # figures that hold them


def poisoned(frame: pd.DataFrame, name: str, bomb: str) -> pd.DataFrame:
    """Every client text of the table followed by the payloads; equal texts stay equal."""
    columns = {
        c: kind
        for c, kind in REGISTRY[name].columns.items()
        if kind.dtype == "text" and kind is not TERM and c not in WORDS_OF_THE_KIT
    }
    return frame.assign(
        **{c: frame[c].map(partial(spoiled, c, kind, bomb)) for c, kind in columns.items()}
    )


def spoiled(column: str, kind: Kind, bomb: str, text: object) -> object:
    """One cell with the payloads: in the figures of a code, before the kind of a moment."""
    if pd.isna(text) or text in EVERYWHERE:
        return text
    if kind is FIGURES or (kind is CODED and parsed(text) is not None):
        return json.dumps(in_figures(json.loads(text), bomb))
    if column == "moment_id":
        touchpoint, _, moment = text.rpartition(":")
        return f"{touchpoint} {bomb}:{moment}"
    return text if column in NAMED and "=" not in text else f"{text} {bomb}"


def in_figures(told: object, bomb: str) -> object:
    if isinstance(told, list):
        return [in_figures(one, bomb) for one in told]
    if not isinstance(told, dict):
        return told
    return {
        k: f"{v} {bomb}" if k in CLIENTS and isinstance(v, str) else in_figures(v, bomb)
        for k, v in told.items()
    }
