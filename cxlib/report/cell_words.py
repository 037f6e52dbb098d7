"""What a cell of the workbook says of a name or a word of the kit's: its label, never an id.

A claim is told by its sentence, a moment by its place and kind, a row of another sheet by its heads
and labels. The ids that join the tables stay in the result files, which machines read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import pandas as pd

from cxlib.language import Voice
from cxlib.release.once import once_per_view
from cxlib.release.view import View
from cxlib.results import REGISTRY, Kind
from cxlib.results.kinds import MONEY, NAME, PERIOD, TERM

# columns of the kit's own words that are no terms of the method, and where the catalogue has them
CONTEXTS = {"step": "step|", "as": "role|", "refuter": "term|refuter ", "result": "term|",
            "unit": "term|", "better": "term|", "audience": "audience|"}  # fmt: skip
EVERYWHERE = ("overall", "all")
UNMAPPED, NO_MORE = "not on the map", "no further contact"  # words among names that are ours
ENTRY = "entry"
OURS = {("", "stage"): UNMAPPED, ("", "proposed_stage"): UNMAPPED,  # and in which columns
        ("leavers", "next"): NO_MORE, ("channel_moves", "source"): ENTRY}  # fmt: skip
SCORE, TWINS = "score: ", " = "  # in `backstage.acts_on`, in `drivers.group`
MOMENTS = ("truth", "friction", "delight")
TABLE, KEY = "table", "key"  # of `finding_rows`: the sheet of a row, and which one it is
BETWEEN = "; "


def head(voice: Voice, table: str, column: str) -> str:
    """A column's head in words: what it is called in its table, else in every one.

    >>> head(Voice(), "drivers", "p_adjusted"), head(Voice(), "kpis", "target")
    ('adjusted p', 'target')
    """
    own = f"column|{table}|{column}"
    return voice.say(own if voice.knows(own) else f"column|{column}")


def worded(shown: View, table: str, frame: pd.DataFrame, name: str, kind: Kind) -> pd.Series:
    """A column's names and words as a person reads them; what the client wrote as it is."""
    values = frame[name]
    if name == KEY:
        pairs = zip(frame[TABLE], values, strict=True)
        return pd.Series([_row(shown, *pair) for pair in pairs], values.index, dtype="string")
    if kind not in (TERM, NAME, PERIOD):
        return values
    ours = {OURS.get((table, name)), OURS.get(("", name))} - {None}
    told = {
        word: shown.voice.term(word) if word in ours else _told(shown, name, kind, str(word))
        for word in values.dropna().unique()
        if word
    }
    return values.map(told).astype("string")


def _told(shown: View, name: str, kind: Kind, word: str) -> str:
    """One cell's word."""
    if kind is PERIOD:
        return shown.voice.period(word)
    if kind is NAME and name in LABELS:
        return LABELS[name](shown, word)
    return _word(shown.voice, name, kind, word)


def _word(voice: Voice, name: str, kind: Kind, word: str) -> str:
    """One of the kit's words, in the reader's language; a client's name as it is."""
    context = f"{CONTEXTS.get(name, '')}{word}"
    if name in CONTEXTS and voice.knows(context):
        return voice.say(context)
    return voice.term(word) if kind is TERM or word in EVERYWHERE else word


def _segment(shown: View, word: str) -> str:
    """A segment by its column and value, or the column alone."""
    return shown.voice.segment(word) if "=" in word else shown.voice.term(word)


def _anything(shown: View, word: str) -> str:
    """A touchpoint, a variable, a KPI or a segment: whatever moved, or is to be looked at."""
    if "=" in word or word in EVERYWHERE:
        return shown.voice.scope(word)
    known = word in shown.voice.names.variables or word in shown.voice.names.outcomes
    return shown.voice.kpi(word) if known else word


def _acted_on(shown: View, word: str) -> str:
    outcome = word.removeprefix(SCORE)
    return shown.voice.term(word) if outcome == word else shown.voice.kpi(outcome)


def _claim(shown: View, finding_id: str) -> str:
    """What a finding claims; a test of what is not claimed in the end says so."""
    return _claims(shown).get(finding_id) or shown.voice.say("cell|not claimed")


def _link(shown: View, word: str) -> str:
    """The next link of the evidence chain: a claim, a moment, a KPI or an initiative."""
    if word in _claims(shown):
        return _claims(shown)[word]
    if word.rpartition(":")[2] in MOMENTS:
        return moment(shown.voice, word)
    kpis = shown["kpis"]["kpi"]
    return shown.voice.kpi(word) if (kpis == word).any() else _anything(shown, word)


@once_per_view
def _claims(shown: View) -> Mapping[str, str]:
    found = shown["findings"]
    return dict(zip(found["finding_id"], found["statement"], strict=True))


def _row(shown: View, table: str, key: str) -> str:
    """A row of another sheet, by its heads and what stands under them."""
    kinds = REGISTRY[table].columns
    told = {
        head(shown.voice, table, name): _under(shown, name, kinds[name], word)
        for name, word in json.loads(key).items()
        if word is not None
    }
    return BETWEEN.join(f"{name}: {word}" for name, word in told.items())


def _under(shown: View, name: str, kind: Kind, word: object) -> str:
    if kind is MONEY:
        return shown.voice.money(word)
    if isinstance(word, (int, float)):
        return shown.voice.count(word) if word == round(word) else shown.voice.number(word)
    return _told(shown, name, kind, str(word))


LABELS: dict[str, Callable[[View, str], str]] = {
    "variable": lambda shown, word: shown.variable_label(word),
    "over": lambda shown, word: shown.variable_label(word),
    "group": lambda shown, word: TWINS.join(map(shown.variable_label, word.split(TWINS))),
    "outcome": lambda shown, word: shown.label(word),
    "kpi": lambda shown, word: shown.label(word),
    "scope": lambda shown, word: shown.voice.scope(word),
    "moment_id": lambda shown, word: moment(shown.voice, word),
    "segment": _segment, "kind": _segment, "name": _anything, "subject": _anything,
    "question": _anything,
    "acts_on": _acted_on, "leads_to": _link, "finding_id": _claim,
}  # fmt: skip


def moment(voice: Voice, moment_id: str) -> str:
    """A moment by its touchpoint and kind.

    >>> moment(Voice(), "SIM: delivery:friction")
    'SIM: delivery (friction)'
    """
    touchpoint, _, kind = moment_id.rpartition(":")
    return voice.say("cell|moment", touchpoint=touchpoint, kind=voice.term(kind))
