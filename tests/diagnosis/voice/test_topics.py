"""Topics come back, hold together, and are not made of noise."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.diagnosis.voice import topics as module
from cxlib.diagnosis.voice.topics import own_stability, topics


def _planted(seed: int = 1, n: int = 400) -> pd.Series:
    rng = np.random.default_rng(seed)
    own = [
        ["queue", "waited", "hours", "desk"],
        ["price", "basket", "list", "differs"],
        ["signal", "coverage", "village", "drops"],
        ["parcel", "courier", "late", "lost"],
    ]
    filler = ["today", "phone", "asked", "number", "people", "week"]
    about = rng.integers(0, len(own), n)
    return pd.Series(
        [" ".join([*rng.permutation(own[a])[:3], *rng.choice(filler, 3)]) for a in about]
    )


def test_planted_topics_are_found_and_their_members() -> None:
    texts = _planted()
    found = topics(texts, 7, 10)
    labels = {frozenset(label.split(", ")) for label in found.labels}
    assert any(label <= {"signal", "coverage", "village", "drops"} for label in labels)
    assert any(label <= {"price", "basket", "list", "differs"} for label in labels)
    which = next(i for i, label in enumerate(found.labels) if "basket" in label)
    said = texts.str.contains("basket|differs|price").to_numpy()
    assert (found.members[:, which] == said).mean() > 0.95


def test_the_same_seed_gives_the_same_topics() -> None:
    one, other = topics(_planted(), 3, 10), topics(_planted(), 3, 10)
    assert one.labels == other.labels
    assert (one.members == other.members).all()


def test_noise_has_no_topics_and_the_guard_is_what_says_so(monkeypatch) -> None:
    rng = np.random.default_rng(2)
    words = np.array([a + b for a in "bcdfghklmnprst" for b in ("alo", "iru", "ebu")])
    shares = 1 / np.arange(1, words.size + 1)
    texts = pd.Series(
        [" ".join(rng.choice(words, 10, p=shares / shares.sum())) for _ in range(400)]
    )
    found = topics(texts, 1, 10)
    assert found is None or len(found.labels) <= 1
    monkeypatch.setattr(module, "COHERENT", -1.0)
    assert len(topics(texts, 1, 10).labels) > 2


def test_too_few_shared_words_are_no_topics() -> None:
    assert topics(pd.Series(["alpha", "beta", "gamma"] * 3), 1, 10) is None


def test_stability_is_one_for_the_same_parts_in_another_order() -> None:
    parts = np.random.default_rng(0).random((5, 40))
    assert own_stability(parts, [parts[::-1]]).tolist() == [1.0] * 5
