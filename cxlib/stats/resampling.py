"""Random streams and resampling: the same seed and names give the same draws everywhere."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import ArrayLike


def stream(seed: int, *names: object) -> np.random.Generator:
    """An independent random stream for a purpose: adding a purpose changes no other's draws.

    >>> a, b = stream(1, "drivers", "overall"), stream(1, "drivers", "overall")
    >>> a.integers(1000) == b.integers(1000)
    np.True_
    """
    digest = hashlib.sha256("\x1f".join(str(n) for n in names).encode()).digest()
    words = np.frombuffer(digest, dtype="<u4")
    return np.random.default_rng(np.random.SeedSequence([seed, *map(int, words)]))


def multinomial_counts(rng: np.random.Generator, n: int, draws: int) -> np.ndarray:
    """How often each of n rows is drawn, for each bootstrap sample: an array (draws, n).

    >>> multinomial_counts(stream(1, "x"), 5, 3).sum(axis=1)
    array([5, 5, 5])
    """
    picked = rng.integers(0, n, size=(draws, n))
    picked += np.arange(draws)[:, None] * n
    return np.bincount(picked.ravel(), minlength=draws * n).reshape(draws, n)


def percentile(
    draws: ArrayLike, confidence: float = 0.95, axis: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """The percentile bootstrap interval (Efron 1979); missing draws are left out.

    >>> [round(float(v), 1) for v in percentile(np.arange(101.0), 0.9)]
    [5.0, 95.0]
    """
    tail = 50 * (1 - confidence)
    low, high = np.nanpercentile(np.asarray(draws, float), [tail, 100 - tail], axis=axis)
    return low, high


def turned(rng: np.random.Generator, rows: np.ndarray) -> np.ndarray:
    """1 or −1 for each column (k) of rows (n, k): a mirrored column has the other sign.

    What is drawn for columns of these signs is drawn for the mirrored data too, mirrored.

    >>> rows = np.array([[1.0, 2.0], [3.0, -1.0]])
    >>> (turned(stream(1, "x"), rows) * turned(stream(1, "x"), rows * [1, -1])).tolist()
    [1.0, -1.0]
    """
    return np.copysign(1.0, rng.standard_normal(len(rows)) @ rows)


def normal(rng: np.random.Generator, rows: np.ndarray, draws: int) -> np.ndarray:
    """Draws (draws, k) from the normal distribution with the covariance rows'rows of (n, k).

    An eigenvector's sign is nobody's; taken from the rows, mirrored columns get the same draws,
    mirrored.

    >>> rows = stream(2, "rows").standard_normal((50, 3))
    >>> plain, mirrored = (normal(stream(1, "x"), part, 9) for part in (rows, rows * [1, -1, 1]))
    >>> bool(np.allclose(plain * [1, -1, 1], mirrored))
    True
    """
    values, vectors = np.linalg.eigh(rows.T @ rows)
    sign = np.copysign(1.0, rng.standard_normal(len(rows)) @ rows @ vectors)
    root = vectors * sign * np.sqrt(np.clip(values, 0, None))
    return rng.standard_normal((draws, len(values))) @ root.T
