"""Personal data out of comments, before anything is stored.

A comment is first read as a person sees it (`seen`): full-width signs are plain ones, what cannot
be seen is gone. Then each kind of personal text is looked for by its form and by the words that
give it away, in the forms of several countries: addresses of the net (`online`), numbers
(`numbers`), plates (`plates`), streets and postcodes (`homes`), names (`names`, and as lists have
them `listed`). What is found is
replaced by its kind; all else stays letter for letter.

A name that no title, greeting, signature or phrase gives away cannot be told from any other word by
rule: therefore themes are made only of words that many comments use, and examples are shown only
where the policy allows it.
"""

from __future__ import annotations

import re

import pandas as pd

from cxlib.diagnosis.voice.redaction import homes, listed, names, numbers, online, plates
from cxlib.diagnosis.voice.redaction.marks import KINDS, joined
from cxlib.diagnosis.voice.redaction.seen import seen

MARKER = re.compile(rf"\[(?:{'|'.join(KINDS)})\]")  # what stands in a redacted comment
LOOKING = (online.found, numbers.found, plates.found, homes.found, names.found, listed.found)


def redact(text: str) -> str:
    """The text without what tells who wrote it or whom it is about.

    Its time grows with the length of the text and no faster.

    >>> redact("Mail jo@x.org or ring +44 20 7946 0018, said Dr. van Helsing in 2024")
    'Mail [e-mail] or ring [number], said Dr. [name] in 2024'
    >>> redact("I waited 45 minutes for 12.50 pounds")
    'I waited 45 minutes for 12.50 pounds'
    """
    plain = seen(text)
    marks = joined(mark for look in LOOKING for mark in look(plain.text))
    kept, last = [], 0
    for mark in marks:
        start, end = plain.original(mark.start, mark.end)
        kept += [text[last:start], f"[{mark.kind}]"]
        last = end
    return "".join([*kept, text[last:]])


def redacted(comments: pd.Series) -> pd.Series:
    """Every comment redacted; missing stays missing."""
    return comments.map(redact, na_action="ignore")
