"""Topics of a set of comments: NMF of TF-IDF weights (Lee & Seung 1999), checked for stability.

A topic model finds something in any text. Therefore it is fitted again from several random starts,
on four fifths of the comments each time, and only the topics that come back are kept; how many
topics are sought is decided the same way (Greene, O'Callaghan & Cunningham 2014).
"""

from __future__ import annotations

import re
import warnings
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.stats.resampling import stream

CANDIDATES = (4, 6, 8, 10, 12)  # numbers of topics tried
STARTS = 4  # random starts per candidate
SUBSAMPLE = 0.8  # of the comments in each: Greene et al. (2014) use the same share
TOP_TERMS = 10  # terms by which two topics are compared
STABLE = 0.5  # half of a topic's top terms must come back
MEMBER = 0.3  # of a comment's weight: it can be about three things at most
LABEL_TERMS = 3
ITERATIONS = 200
TOLERANCE = 1e-3  # relative; topics are read by their first ten terms, not by the fifth decimal
MARKER = re.compile(r"\[(?:name|number|link|e-mail)\]")


class Topics(NamedTuple):
    """Topics found: labels, which comment is about which (bool, comments x topics), stability."""

    labels: list[str]
    members: np.ndarray
    stability: np.ndarray
    dropped: int


def topics(
    texts: pd.Series, seed: int, fewest: int, unsaid: frozenset[str] = frozenset()
) -> Topics | None:
    """Stable topics of the texts, or None where too few words are shared by `fewest` comments.

    `unsaid` are words that tell no topic: those of the touchpoints' own names, since where a
    comment was made is known already.
    """
    weights, terms = _weights(texts, fewest, unsaid)
    sizes = [k for k in CANDIDATES if 2 * k <= min(weights.shape)] if weights is not None else []
    if not sizes:
        return None
    starts = {k: _starts(weights, k, seed) for k in sizes}
    best = max(sizes, key=lambda k: (round(agreement(starts[k]), 2), k))
    about, parts = _factor(weights, best, init="nndsvd", seed=seed)
    own = own_stability(parts, starts[best])
    kept = own >= STABLE
    if not kept.any():
        return None
    share = about * np.linalg.norm(parts, axis=1)
    total = share.sum(axis=1, keepdims=True)
    share = np.divide(share, total, out=np.zeros_like(share), where=total > 0)
    labels = _labels(parts[kept], terms)
    return Topics(labels, (share >= MEMBER)[:, kept], own[kept], int((~kept).sum()))


def _weights(texts: pd.Series, fewest: int, unsaid: frozenset[str]):
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

    vectoriser = TfidfVectorizer(
        stop_words=sorted(ENGLISH_STOP_WORDS | unsaid),
        preprocessor=lambda text: MARKER.sub(" ", text).lower(),
        token_pattern=r"(?u)\b[^\W\d_]{2,}\b",
        ngram_range=(1, 2),
        min_df=fewest,
        sublinear_tf=True,
        dtype=np.float64,
    )
    try:
        weights = vectoriser.fit_transform(texts)
    except ValueError:  # scikit-learn's way to say that no term is left
        return None, None
    return weights, vectoriser.get_feature_names_out()


def _starts(weights, k: int, seed: int) -> list[np.ndarray]:
    rng = stream(seed, "topics", k)
    rows = weights.shape[0]
    size = max(2 * k, round(SUBSAMPLE * rows))
    found = []
    for start in range(STARTS):
        picked = np.sort(rng.permutation(rows)[:size])
        found.append(_factor(weights[picked], k, init="random", seed=seed + start)[1])
    return found


def _factor(weights, k: int, init: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    model = NMF(k, init=init, random_state=seed % 2**32, max_iter=ITERATIONS, tol=TOLERANCE)
    with warnings.catch_warnings():
        # A topic that has not settled is caught by its stability, below.
        warnings.simplefilter("ignore", ConvergenceWarning)
        about = model.fit_transform(weights)
    return about, model.components_


def _top(parts: np.ndarray) -> list[set[int]]:
    order = np.argsort(-parts, axis=1, kind="stable")[:, :TOP_TERMS]
    return [set(row) for row in order.tolist()]


def overlap(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Share of top terms in common between every topic of one fit and of another."""
    return np.array([[len(a & b) / len(a) for b in _top(other)] for a in _top(one)])


def _matched(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    from scipy.optimize import linear_sum_assignment

    shared = overlap(one, other)
    rows, columns = linear_sum_assignment(-shared)
    return shared[rows, columns]


def agreement(starts: list[np.ndarray]) -> float:
    """Mean share of top terms that matched topics of every two starts have in common, 0 to 1."""
    pairs = [(a, b) for i, a in enumerate(starts) for b in starts[i + 1 :]]
    return float(np.mean([_matched(a, b).mean() for a, b in pairs]))


def own_stability(parts: np.ndarray, starts: list[np.ndarray]) -> np.ndarray:
    """Each topic's mean share of top terms found again over the starts, 0 to 1."""
    return np.mean([_matched(parts, other) for other in starts], axis=0)


def _labels(parts: np.ndarray, terms: np.ndarray) -> list[str]:
    labels: list[str] = []
    for row in parts:
        words: list[str] = []
        for term in terms[np.argsort(-row, kind="stable")[: 2 * TOP_TERMS]]:
            told = any(set(term.split()) & set(w.split()) for w in words)
            if not told:
                words.append(term)
        size = LABEL_TERMS
        while (label := ", ".join(words[:size])) in labels and size < len(words):
            size += 1
        labels.append(label if label not in labels else f"{label} ({len(labels) + 1})")
    return labels
