"""What a slot of a sentence holds: a unit and its value, as plain data.

A figure is a mapping of one unit to its value: `{"share": 0.33}`, `{"share": [0.33, 0.29, 0.37]}`
with its interval (where that is not printed, `"alone"` is true),
`{"touchpoint": "activation"}`, `{"listed": [...]}`. A coded text is a mapping with a `code` (its
context in the catalogue) and its slots; several coded texts are a list.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

Figure = Mapping[str, object]

NUMBERS = {
    "number", "signed", "share", "points", "nps", "money", "count", "of100", "seconds", "months",
    "p", "day", "period", "level", "shift",
}  # fmt: skip
NAMES = {"text", "touchpoint", "variable", "outcome", "kpi", "segment", "scope", "term", "path"}
WHOLE = {"listed", "coded"}
UNITS = NUMBERS | NAMES | WHOLE


def parsed(text: object) -> object | None:
    """A coded text as data; None where it is no coded text.

    >>> parsed('{"code": "a|b", "n": {"count": 3}}')["n"], parsed("just words")
    ({'count': 3}, None)
    """
    if not isinstance(text, str) or not text.startswith(("{", "[")):
        return None
    try:
        found = json.loads(text)
    except ValueError:
        return None
    parts = found if isinstance(found, list) else [found]
    coded = bool(parts) and all(isinstance(p, dict) and "code" in p for p in parts)
    return found if coded else None
