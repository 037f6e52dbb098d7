"""What became of a finding that was to be refuted."""

from __future__ import annotations

import json
from typing import NamedTuple

from cxlib.release.view import View
from cxlib.results.coded import Figure


class Tried(NamedTuple):
    """A refuter's verdict with its figures."""

    held: bool
    figures: dict[str, Figure]


def tried(view: View, refuter: str, finding_id: str) -> Tried | None:
    """What a refuter says of a finding; None where it was not tried on it."""
    table = view["refutations"]
    mine = table[(table["finding_id"] == finding_id) & (table["refuter"] == refuter)]
    if mine.empty:
        return None
    row = mine.iloc[0]
    return Tried(row["result"] == "survived", json.loads(row["figures"]))
