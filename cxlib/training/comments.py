"""Comments in plain English that fit the scores, drawn from the sector's grammar."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cxlib.stats.resampling import stream
from cxlib.training.sector import Sector

UNHAPPY, HAPPY = 6, 8  # recommend: up to, from
SPEAKS_OF_IT = 0.75  # share of those with a recent experience who write about it
GENERAL = 0.12
PERSONAL = 0.02
SLOT = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")


class Writer:
    """Writes sentences from the grammar with one random stream."""

    def __init__(self, grammar: Mapping, rng: np.random.Generator):
        self.grammar, self.rng = grammar, rng

    def pick(self, options: Sequence[str]) -> str:
        return options[int(self.rng.integers(len(options)))]

    def sentence(self, core: str, mood: str) -> str:
        """A core statement with an opener, a closer, and now and then something personal."""
        plain = mood == "neutral" or core.endswith("?")
        text = core if plain else self.pick(self.grammar["openers"][mood]) + core
        text = text[0].upper() + text[1:] + ("" if text.endswith("?") else ".")
        if mood != "neutral":
            text += self.pick(self.grammar["closers"][mood])
        if self.rng.random() < PERSONAL:
            text += self.pick(self.grammar["personal"])
        return SLOT.sub(lambda slot: self._fill(slot[1]), text)

    def _fill(self, slot: str) -> str:
        if slot in self.grammar["slots"]:
            return self.pick(self.grammar["slots"][slot])
        name = self.pick(self.grammar["names"])
        number = int(self.rng.integers(100_000, 999_999))
        made = {"mail": f"{name.lower()}@example.com", "number": f"07700 {number}", "name": name}
        return made[slot]


def comments(
    sector: Sector, ratings: pd.DataFrame, recent: Mapping[str, np.ndarray], seed: int
) -> list[str | None]:
    """One comment or None for each answer.

    Parameters
    ----------
    ratings : recommend and the overalls of every block, as recorded (N/A missing)
    recent : for each experience, whether it lies within memory
    """
    rng = stream(seed, "comments")
    writer = Writer(sector.comments, rng)
    writes = np.flatnonzero(rng.random(len(ratings)) < sector.survey["commented"])
    worst, best = _extremes(sector, ratings)
    written: list[str | None] = [None] * len(ratings)
    scores = ratings["recommend"].to_numpy()
    for row in writes:
        mood = "bad" if scores[row] <= UNHAPPY else "good" if scores[row] >= HAPPY else "neutral"
        happened = [name for name in recent if recent[name][row]]
        about = {"bad": worst, "good": best}.get(mood, best)[row]
        written[row] = writer.sentence(_core(writer, mood, happened, about), mood)
    for number, text in enumerate(sector.comments["hostile"]):
        if len(writes) > 10 * len(sector.comments["hostile"]):
            written[writes[-1 - 7 * number]] = text
    return written


def _core(writer: Writer, mood: str, happened: list[str], about: str | None) -> str:
    grammar = writer.grammar
    wanted = [n for n in happened if (n == "delight") == (mood == "good") and mood != "neutral"]
    if wanted and writer.rng.random() < SPEAKS_OF_IT:
        return writer.pick(grammar["experiences"][wanted[0]])
    if mood == "neutral" or about is None or writer.rng.random() < GENERAL:
        return writer.pick(grammar["general"][mood])
    return writer.pick(grammar["touchpoints"][about][mood])


def _extremes(sector: Sector, ratings: pd.DataFrame) -> tuple[list, list]:
    """The touchpoint rated worst and the one rated best in each answer, against their means."""
    known = [b for b in sector.blocks if b["touchpoint"] in sector.comments["touchpoints"]]
    names = [b["touchpoint"] for b in known]
    scores = ratings[[b["overall"]["variable"] for b in known]].to_numpy(float)
    centred = scores - np.array([b["overall"]["mean"] for b in known])
    nothing = np.isnan(centred).all(axis=1)
    worst = np.where(np.isnan(centred), np.inf, centred).argmin(axis=1)
    best = np.where(np.isnan(centred), -np.inf, centred).argmax(axis=1)

    def named(places: np.ndarray) -> list:
        return [None if n else names[p] for p, n in zip(places, nothing, strict=True)]

    return named(worst), named(best)
