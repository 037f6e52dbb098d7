"""Ratings with their gaps filled by what the other ratings lead one to expect.

Used for variables that are held constant beside the one in question, never for that one itself.
Filling a gap with its expectation from the other ratings (the outcome is not asked) leaves linear
effects unbiased when N/A has nothing to do with the score (Gourieroux & Monfort 1981); errors must
be robust, and are.
"""

from __future__ import annotations

import numpy as np

from cxlib.diagnosis.drivers.effects import RIDGE


def filled(x: np.ndarray, correlations: np.ndarray) -> np.ndarray:
    """Standardised columns with every gap replaced by its expectation.

    Parameters
    ----------
    x : array (n, p)
        Standardised ratings; NaN is N/A.
    correlations : array (p, p)
        Of the ratings.

    Examples
    --------
    >>> filled(np.array([[2.0, np.nan]]), np.array([[1.0, 0.5], [0.5, 1.0]])).round(3)
    array([[2., 1.]])
    """
    there = np.isfinite(x)
    out = np.where(there, x, 0.0)
    patterns, place = np.unique(there, axis=0, return_inverse=True)
    place = place.ravel()
    for k, known in enumerate(patterns):
        if known.all() or not known.any():
            continue
        rows = np.flatnonzero(place == k)
        among = correlations[np.ix_(known, known)] + RIDGE * np.eye(int(known.sum()))
        lead = np.linalg.solve(among, correlations[np.ix_(known, ~known)])
        out[np.ix_(rows, ~known)] = out[np.ix_(rows, known)] @ lead
    return out
