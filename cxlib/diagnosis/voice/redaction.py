"""Personal data out of comments, before anything is stored.

E-mail addresses, web addresses, telephone and card numbers, and the names after a title are
replaced by what they were. A name without a title cannot be told from any other word by rule:
therefore themes are made only of words that many comments use, and examples are shown only where
the policy allows it.
"""

from __future__ import annotations

import re

import pandas as pd

E_MAIL = re.compile(r"[\w.+'-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
WEB = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
SHORTEST_NUMBER = 7  # digits: a local telephone number (ITU-T E.164 allows up to 15)
NUMBER = re.compile(rf"(?<!\w)\+?\(?\d(?:[\s().\-/]{{0,2}}\d){{{SHORTEST_NUMBER - 1},}}(?!\w)")
PARTICLES = r"(?:van|von|der|den|de|del|della|di|da|la|le|bin|al|el|ter|zu)"
WORD = r"[^\W\d_][\w'’\-]*"
CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'’\-]*"
INITIAL = r"[A-Z]\.?"
TITLE = r"\b((?i:dr|mrs?|ms|miss|prof)\b\.?)\s+"
NAME = re.compile(
    rf"{TITLE}(?:(?:{INITIAL}\s+)*(?:{PARTICLES}\s+)*{CAPITAL}"
    rf"(?:\s+(?:{PARTICLES}\s+)*{CAPITAL}){{0,2}}|{WORD})"
)


def redact(text: str) -> str:
    """The text without addresses, long numbers and titled names.

    >>> redact("Mail jo@x.org or ring +44 20 7946 0018, said Dr. van Helsing in 2024")
    'Mail [e-mail] or ring [number], said Dr. [name] in 2024'
    """
    text = E_MAIL.sub("[e-mail]", text)
    text = WEB.sub("[link]", text)
    text = NUMBER.sub("[number]", text)
    return NAME.sub(r"\1 [name]", text)


def redacted(comments: pd.Series) -> pd.Series:
    """Every comment redacted; missing stays missing."""
    return comments.map(redact, na_action="ignore")
