"""Topics of a set of comments: NMF of TF-IDF weights (Lee & Seung 1999), checked for stability.

A topic model finds something in any text. Therefore it is fitted again from several random starts,
on four fifths of the comments each time, and only the topics that come back are kept (Greene,
O'Callaghan & Cunningham 2014). And a topic's terms must occur together more often than chance has
it (normalised pointwise mutual information, Bouma 2009): a word that is merely frequent comes back
every time without being a topic. As many topics are sought as leave the most that pass both.
"""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.diagnosis.voice.phrases import in_phrases
from cxlib.diagnosis.voice.redaction import MARKER
from cxlib.stats.resampling import stream

CANDIDATES = (2, 3, 4, 6, 8, 10, 12, 16)  # numbers of topics tried
STARTS = 4  # random starts per candidate
SUBSAMPLE = 0.8  # of the comments in each: Greene et al. (2014) use the same share
TOP_TERMS = 10  # terms by which two topics are compared
STABLE = 0.5  # half of a topic's top terms must come back
COHERENT = 0.1  # mean NPMI of a topic's first terms: 0 is chance, 1 always together
COHERENCE_TERMS = 4
MEMBER = 0.3  # of a comment's weight: it can be about three things at most
LABEL_TERMS = 3
ITERATIONS = 200
TOLERANCE = 1e-3  # relative; topics are read by their first ten terms, not by the fifth decimal
FILLERS = frozenset({
    "honestly", "frankly", "sadly", "sorry", "say", "said", "saying", "thank", "thanks", "please",
    "really", "quite", "bit", "lot", "just", "get", "got", "getting", "does", "did", "doing", "don",
    "won", "isn", "wasn", "ve", "ll", "re",
})  # fmt: skip  # words that open or soften a remark, and halves of contractions


class Topics(NamedTuple):
    """Topics found: labels, which comment is about which (bool, comments x topics), stability."""

    labels: list[str]
    members: np.ndarray
    stability: np.ndarray
    dropped: int


class Fit(NamedTuple):
    """NMF with one number of topics: weights of comments and terms, and which topics are kept."""

    about: np.ndarray
    parts: np.ndarray
    stability: np.ndarray
    kept: np.ndarray


def topics(texts: pd.Series, seed: int, fewest: int) -> Topics | None:
    """Stable topics of the texts, or None where too few words are shared by `fewest` comments."""
    weights, terms = _weights(texts, fewest)
    sizes = [k for k in CANDIDATES if 2 * k <= min(weights.shape)] if weights is not None else []
    if not sizes:
        return None
    fits = [_fitted(weights, terms, k, seed) for k in sizes]
    best = max(fits, key=lambda fit: int(fit.kept.sum()))  # the first, and smallest, of the best
    if not best.kept.any():
        return None
    share = best.about * np.linalg.norm(best.parts, axis=1)
    total = share.sum(axis=1, keepdims=True)
    share = np.divide(share, total, out=np.zeros_like(share), where=total > 0)
    members = (share >= MEMBER)[:, best.kept]
    said = [texts[about].tolist() for about in members.T]
    labels = _labels(best.parts[best.kept], terms, said, fewest)
    return Topics(labels, members, best.stability[best.kept], int((~best.kept).sum()))


def _fitted(weights, terms: np.ndarray, k: int, seed: int) -> Fit:
    about, parts = _factor(weights, k, init="nndsvd", seed=seed)
    stability = own_stability(parts, _starts(weights, k, seed))
    holds = coherence(weights, parts, terms) >= COHERENT
    return Fit(about, parts, stability, (stability >= STABLE) & holds)


def _hollow() -> frozenset[str]:
    """The words that mean nothing by themselves."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return ENGLISH_STOP_WORDS | FILLERS


def _weights(texts: pd.Series, fewest: int):
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectoriser = TfidfVectorizer(
        stop_words=sorted(_hollow()),
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


def own_stability(parts: np.ndarray, starts: list[np.ndarray]) -> np.ndarray:
    """Each topic's mean share of top terms found again over the starts, 0 to 1."""
    return np.mean([_matched(parts, other) for other in starts], axis=0)


def coherence(weights, parts: np.ndarray, terms: np.ndarray) -> np.ndarray:
    """Each topic's mean normalised pointwise mutual information of its first terms, -1 to 1."""
    said = (weights > 0).astype(float)
    scores = []
    for row in parts:
        first = _telling(row, terms)[:COHERENCE_TERMS]
        together = (said[:, first].T @ said[:, first]).toarray() / said.shape[0]
        scores.append(_npmi(together))
    return np.array(scores)


def _npmi(together: np.ndarray) -> float:
    """Mean over pairs; `together` holds shares of comments with both terms, own shares diagonal."""
    a, b = np.triu_indices(len(together), 1)
    own, both = np.diag(together), together[a, b]
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(both / (own[a] * own[b])) / -np.log(both)
    return float(np.where(both > 0, np.where(both < 1, npmi, 1.0), -1.0).mean())


def _telling(row: np.ndarray, terms: np.ndarray) -> list[int]:
    """A topic's first terms, those left out that repeat a word of one before."""
    kept: list[int] = []
    for number in np.argsort(-row, kind="stable")[: 2 * TOP_TERMS]:
        words = set(terms[number].split())
        if not any(words & set(terms[other].split()) for other in kept):
            kept.append(int(number))
    return kept


def _labels(parts: np.ndarray, terms: np.ndarray, said: list[list[str]], fewest: int) -> list[str]:
    """Each topic by its first telling words, in the phrases of those who wrote of it."""
    hollow = _hollow()
    labels: list[str] = []
    for row, texts in zip(parts, said, strict=True):
        telling = [terms[number] for number in _telling(row, terms)]
        words = in_phrases(telling, texts, hollow, fewest)
        size = LABEL_TERMS
        while (label := ", ".join(words[:size])) in labels and size < len(words):
            size += 1
        labels.append(label if label not in labels else f"{label} ({len(labels) + 1})")
    return labels
