"""Johnson's relative weights: close to LMG at any number of variables (Johnson 2000).

The predictors are replaced by the nearest uncorrelated variables; the outcome's variance that
each of those explains is handed back to the predictors by their squared loadings.
"""

from __future__ import annotations

import numpy as np

SINGULAR = 1e-10  # eigenvalues below this belong to copies: their direction carries nothing


def weights(correlations: np.ndarray) -> np.ndarray:
    """Relative weights of every predictor; they add up to the R² of all of them.

    Parameters
    ----------
    correlations : array (..., p + 1, p + 1)
        Correlation matrices, outcome first.

    Returns
    -------
    array (..., p)

    Examples
    --------
    >>> weights(np.array([[1.0, 0.6, 0.4], [0.6, 1.0, 0.5], [0.4, 0.5, 1.0]])).round(4)
    array([0.2867, 0.0867])
    """
    matrices = np.asarray(correlations, float)
    predictors, outcome = matrices[..., 1:, 1:], matrices[..., 1:, 0]
    values, vectors = np.linalg.eigh(predictors)
    root = np.sqrt(np.clip(values, 0, None))
    inverse = np.divide(1.0, root, out=np.zeros_like(root), where=values > SINGULAR)
    transposed = np.swapaxes(vectors, -1, -2)
    loadings = (vectors * root[..., None, :]) @ transposed
    explained = (vectors * inverse[..., None, :]) @ transposed @ outcome[..., None]
    return (loadings**2 @ explained**2)[..., 0]
