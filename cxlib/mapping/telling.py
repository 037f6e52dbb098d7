"""How events became journeys, in notes: what cut them, and where each silence comes from."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from ibis import _

from cxlib.mapping.declared import Declared
from cxlib.mapping.instances import Instances
from cxlib.mapping.paths import Walks
from cxlib.mapping.silences import NO_SILENCE, Silence
from cxlib.results.coded import Figure, coded, listed, nested, note, seconds, text

HOUSE = {"audience": "consultant"}


def told_silences(
    made: Instances, walked: Walks, declared: Declared
) -> Iterator[dict[str, object]]:
    """What cut the journeys that were met, with their silences, and where each comes from."""
    mine = _met(made, walked, declared)
    lengths = {name: found for name, found in mine.items() if np.isfinite(found.seconds)}
    cut_by = made.cut_by
    if cut_by == "journey_id and gap" and not lengths:
        cut_by = "journey_id and none"
    if len({found.seconds for found in lengths.values()}) > 1:
        cut_by = cut_by.replace("gap", "gaps")
    yield note("journeys", f"cut by {cut_by}", **HOUSE, **_gap(lengths))
    for origin in dict.fromkeys(found.origin for found in mine.values()):
        part = {name: found for name, found in mine.items() if found.origin == origin}
        told = {name: found for name, found in part.items() if np.isfinite(found.seconds)}
        each = "gap" if len({found.seconds for found in told.values()}) <= 1 else "gaps"
        yield note("journeys", f"{each} from {origin}", **HOUSE, **_gap(told))


def _met(made: Instances, walked: Walks, declared: Declared) -> dict[str, Silence]:
    """The silence of each journey that somebody walked."""
    met = walked.paths.group_by("journey").agg(n=_.n.sum()).to_pandas().journey
    names = dict(zip(declared.journeys.code, declared.journeys.journey, strict=True))
    return {names[code]: made.silences.get(code, NO_SILENCE) for code in sorted(met)}


def _gap(told: dict[str, Silence]) -> dict[str, Figure]:
    """One silence for all, else each journey with its own."""
    lengths = {found.seconds for found in told.values()}
    if not lengths:
        return {}
    if len(lengths) == 1:
        return {"gap": seconds(lengths.pop())}
    each = [
        nested(coded("journeys|own gap", journey=text(name), gap=seconds(found.seconds)))
        for name, found in told.items()
    ]
    return {"gap": listed(each)}
