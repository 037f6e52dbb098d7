"""Whether a finding's direction is what the result row it rests on says, worked out a second way.

The sentence that a reader gets is chosen by the direction; a true subject with a false direction
tells nobody the truth. Each rule reads the result tables alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import pandas as pd

from cxlib.results.coded import code_of

Results = Mapping[str, pd.DataFrame]
Senses = Mapping[str, float]  # by name: 1 where more is better, −1 where less is; else 1
EVERYWHERE, BREAKDOWN, HERE, SPLIT = "overall", "breakdown", " here", ", not everywhere"
SOURCES = {"events": "failed", "survey": "rated", "operations": "late", "breakdown": "breaks down",
           "given": "stays"}  # fmt: skip
BENT = {"friction": "hurts", "delight": "pleases"}  # a moment that rests on a bend
JUDGED = {
    "realised": {"kept", "kept unpromised"},
    "not realised": {"not kept", "fell short", "did harm"},
    "not yet knowable": {"not yet", "not yet, dated"},
}
MOVES = {"mix": {"mix", "mix alone"}, "both": {"mix and within"}}


def row_of(results: Results, table: str, key: Mapping[str, object]) -> pd.Series | None:
    """The first row of a table with this key; None where there is none."""
    rows = results.get(table, pd.DataFrame())
    for column, value in key.items():
        if column not in rows:
            return None
        rows = rows[rows[column].isna() if value is None else rows[column].astype("str") == value]
    return rows.iloc[0] if len(rows) else None


def agrees(
    results: Results,
    kind: str,
    direction: str,
    table: str,
    key: Mapping[str, object],
    senses: Senses,
) -> bool:
    """Whether a finding says what its row holds; a kind without a rule here is not judged.

    Parameters
    ----------
    results : result tables by name
    kind, direction : of the finding
    table, key : one of the rows it rests on; judged where it is a row of the kind's own table
    """
    of, rule = RULES.get(kind, ("", None))
    if rule is None or of != table:
        return True
    row = row_of(results, table, key)
    return row is not None and bool(rule(direction, row, results, senses))


REFUTED = {  # by direction: the refuter, and what it found left
    "turns up": ("inside segments", "turned"),
    "turns down": ("inside segments", "turned"),
    "vanishes": ("inside segments", "gone"),
    "habit": ("without straight answers", None),
}


def _driver(direction: str, row: pd.Series, results: Results, senses: Senses) -> bool:
    """Its sign for a better outcome; a place only where the interval of its rank carries it."""
    if direction in REFUTED:
        return _refuted(direction, row, results, senses)
    if not row["critical"]:
        return False
    outcomes = set(results["scores"]["outcome"]) if "scores" in results else set()
    here = row["scope"] != EVERYWHERE and row["outcome"] in outcomes
    if direction.endswith(HERE) != here:
        return False
    place, ahead = direction.removesuffix(HERE).removesuffix(SPLIT), row["rank_high"]
    if direction.endswith(SPLIT) != _split(row, results):
        return False
    better = senses.get(row["outcome"], 1.0) * row["effect"]
    if place == "falls" or better < 0:
        return place == "falls" and better < 0
    all_of_them = results["drivers"].query("outcome == @row.outcome and scope == @row.scope")
    among = (all_of_them["level"].ne("group") & all_of_them["importance"].notna()).sum()
    best = {"strongest": 1, "among the strongest": (among + 1) / 2, "rises": float("inf")}[place]
    return (pd.isna(ahead) and place == "rises") or bool(ahead <= best)


def _split(row: pd.Series, results: Results) -> bool:
    """Whether it runs the other way in some groups, so that a place over everybody is nobody's."""
    mine = f"driver:{row['outcome']}:{row['scope']}:{row['variable']}"
    tried = results["refutations"] if "refutations" in results else pd.DataFrame()
    if tried.empty:
        return False
    turned = (tried["refuter"] == "in every group") & (tried["result"] == "failed")
    return bool((turned & (tried["finding_id"] == mine)).any())


def _refuted(direction: str, row: pd.Series, results: Results, senses: Senses) -> bool:
    """Whether the refuter that it names left of it what the claim says."""
    mine = f"driver:{row['outcome']}:{row['scope']}:{row['variable']}"
    tried = results["refutations"] if "refutations" in results else pd.DataFrame()
    if row["critical"] or tried.empty:
        return False
    refuter, verdict = REFUTED[direction]
    here = (tried["finding_id"] == mine) & (tried["refuter"] == refuter)
    failed = tried[here & (tried["result"] == "failed")]
    if failed.empty:
        return False
    figures = json.loads(failed["figures"].iloc[0])
    left = senses.get(row["outcome"], 1.0) * figures["effect"]["signed"][0]
    turned = {"turns up": left > 0, "turns down": left < 0}.get(direction, True)
    return turned and (verdict is None or figures["verdict"]["text"] == verdict)


def _breakdown(direction: str, row: pd.Series, *_: object) -> bool:
    if row["kind"] != "repeats":
        return direction == row["kind"]
    again, back = (row[f"{way}_rate"] - row[f"{way}_expected"] for way in ("return", "comeback"))
    return direction == ("comes back" if back > again else "repeats")


def _backstage(direction: str, row: pd.Series, *_: object) -> bool:
    what = "failure" if row["measure"] == "failure" else "slowness"
    return direction == f"{what} {'breaks' if row['acts_on'] == BREAKDOWN else 'rates'}"


def _moment(direction: str, row: pd.Series, *_: object) -> bool:
    bent = row["rests_on"] == "asymmetry"
    way = BENT.get(row["moment"]) if bent else SOURCES.get(row["rests_on"])
    return direction == f"{row['moment']} {way}"


def _recovery(direction: str, row: pd.Series, results: Results, _: Senses) -> bool:
    """Who was helped stays more, less, or neither: by the shares still there."""
    well = row_of(results, "recovery", {"group": "failed and recovered"})
    if well is None or direction not in ("keeps", "loses"):
        return True
    return (well["retention"] > row["retention"]) == (direction == "keeps")


def _assumptions(direction: str, _: pd.Series, results: Results, *__: object) -> bool:
    found = set(results["assumption_scores"]["result"]) & {"right", "wrong"}
    return direction == {frozenset({"right"}): "all right", frozenset({"wrong"}): "none right"}.get(
        frozenset(found), "some wrong"
    )


def _mapped(direction: str, row: pd.Series, *_: object) -> bool:
    there = {"never seen": (True, False), "never mapped": (False, True)}.get(direction)
    flags = tuple(bool(pd.notna(row[c]) and row[c]) for c in ("in_catalogue", "in_data"))
    return there is None or flags == there


def _planned(direction: str, row: pd.Series, *_: object) -> bool:
    return str(code_of(row["reason"])).endswith(f"|{direction}")


def _alert(direction: str, row: pd.Series, *_: object) -> bool:
    way = "changed" if pd.isna(row["direction"]) else row["direction"]
    return direction == (f"{way} lately" if row["periods"] > 1 else way)


def _benefit(direction: str, row: pd.Series, *_: object) -> bool:
    return direction in JUDGED[row["result"]]


RULES: dict[str, tuple[str, Callable[[str, pd.Series, Results, Senses], bool]]] = {
    "driver": ("drivers", _driver),
    "asymmetry": ("asymmetry", lambda way, row, *_: way == row["kind"]),
    "breakdown": ("breakdowns", _breakdown),
    "backstage": ("backstage", _backstage),
    "moment": ("moments", _moment),
    "recovery": ("recovery", _recovery),
    "assumptions": ("assumption_scores", _assumptions),
    "map": ("touchpoint_map", _mapped),
    "initiative": ("portfolio", lambda way, row, *_: row["chosen"] and _planned(way, row)),
    "left out": ("portfolio", lambda way, row, *_: not row["chosen"] and _planned(way, row)),
    "raci": ("raci_findings", lambda way, row, *_: way == row["rule"]),
    "alert": ("alerts", _alert),
    "benefit": ("benefits", _benefit),
    "mix": ("mix", lambda way, row, *_: way in MOVES.get(row["verdict"], ())),
}  # fmt: skip
