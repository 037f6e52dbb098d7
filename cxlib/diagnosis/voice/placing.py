"""Where a comment belongs that came without a touchpoint: told by its words, or left unknown.

A touchpoint's name leads, or a telling word of it. Where no name is said, two different words do
that only the questions about one touchpoint use: one alone ("quality") is said of anything.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from itertools import chain

import pandas as pd

SHORT_WORD = 3  # letters: shorter words of a touchpoint's name say nothing by themselves
FEWEST_WORDS = 2  # of a touchpoint's questions, where its name is not said
WORD = re.compile(r"[^\W\d_]+")


def placed(rows: pd.DataFrame, touchpoints: pd.DataFrame, variables: pd.DataFrame) -> pd.DataFrame:
    """Comments without a touchpoint placed where the words of exactly one touchpoint lead.

    Parameters
    ----------
    rows : touchpoint, text.
    touchpoints : touchpoint.
    variables : touchpoint, label.

    Returns
    -------
    DataFrame
        The rows with `touchpoint` filled where its words told it, and `assigned` (whether so).
    """
    unknown = rows["touchpoint"].isna()
    names = touchpoints["touchpoint"]
    if not unknown.any() or names.empty:
        return rows.assign(assigned=False)
    texts = rows.loc[unknown, "text"].str.lower()
    named = {name: texts.str.contains(pattern) for name, pattern in keywords(names).items()}
    by_name = pd.DataFrame(named, index=texts.index)
    silent = texts[~by_name.any(axis=1)]
    asked = {t: words for t, words in question_words(variables).items() if t in set(names)}
    found = pd.concat([_leading(by_name), _leading(_asked(silent, asked))])
    touchpoint = rows["touchpoint"].astype(object)
    touchpoint[found.index] = found
    return rows.assign(touchpoint=touchpoint, assigned=rows.index.isin(found.index))


def _leading(said: pd.DataFrame) -> pd.Series:
    """The one touchpoint that is spoken of, for the comments that speak of exactly one."""
    one = said[said.sum(axis=1) == 1]
    return one.idxmax(axis=1) if len(one) else pd.Series(dtype=object)


def _asked(texts: pd.Series, words: Mapping[str, frozenset[str]]) -> pd.DataFrame:
    said = texts.map(lambda text: frozenset(WORD.findall(text)))
    enough = {
        name: said.map(lambda spoken, own=own: len(spoken & own) >= FEWEST_WORDS).astype(bool)
        for name, own in words.items()
    }
    return pd.DataFrame(enough, index=texts.index)


def keywords(touchpoints: pd.Series) -> dict[str, str]:
    """A pattern per touchpoint: its whole name, or a telling word of it that no other name has.

    >>> patterns = keywords(pd.Series(["monthly bill", "first bill", "support chat"]))
    >>> print(patterns["support chat"], patterns["first bill"])
    \\b(?:support chat|support|chat)\\b \\b(?:first bill)\\b
    """
    names = [str(t).lower() for t in touchpoints.dropna()]
    own = _own_words(dict(zip(names, names, strict=True)))
    patterns = {}
    for touchpoint, name in zip(touchpoints.dropna(), names, strict=True):
        said = [name, *(w for w in WORD.findall(name) if w in own[name] and w != name)]
        spelled = "|".join(re.escape(w).replace("\\ ", " ") for w in said)
        patterns[touchpoint] = rf"\b(?:{spelled})\b"
    return patterns


def question_words(variables: pd.DataFrame) -> dict[str, frozenset[str]]:
    """The telling words that only the questions about one touchpoint use.

    >>> asked = pd.DataFrame({"touchpoint": ["bill", "bill", "app"],
    ...     "label": ["Fair charges", "Charges easy to see", "Screens easy to see"]})
    >>> sorted(question_words(asked)["bill"])
    ['charges', 'fair']
    """
    known = variables.dropna(subset=["touchpoint", "label"])
    return _own_words(
        {name: " ".join(labels) for name, labels in known.groupby("touchpoint")["label"]}
    )


def _own_words(texts: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """For each text its words that are long enough, no stop words, and in no other text."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    words = {name: frozenset(WORD.findall(text.lower())) for name, text in texts.items()}
    counts = Counter(chain.from_iterable(words.values()))
    telling = {w for w, n in counts.items() if n == 1 and len(w) > SHORT_WORD} - ENGLISH_STOP_WORDS
    return {name: own & telling for name, own in words.items()}
