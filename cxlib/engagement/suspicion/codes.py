"""Codes for "don't know" and filled-in answers among the numbers: they stand for no answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc

from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import STOP, WARN, Measure, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.survey import RESPONSES, answers
from cxlib.engagement.suspicion.trend import FEWEST, MOST_POINTS, Trend, trends

CODE = "a code among the answers"
APART = 2  # scale points between which nobody answered
SURE = 4.0  # standard errors; some thirty columns with two ends each are looked at
TURNED, BACK = 2.0, 0.2  # standard errors, and part of the whole trend, behind its neighbour
BESIDE = 0.25  # of the whole trend: how far from it those who gave an answer at an end stand
TREND = 0.25  # standard scores between the two ends of the scale: less carries no comparison
SPIKED = 4.0  # standard errors; few values stand out so far
SPIKE = 2.0  # times the larger of its neighbours, for an answer inside the scale
WIDER, RARELY = 1.25, 1e-6  # times the spread (squared) of the others, and the chance of it
NOBODY = 0.0  # the standing of people drawn without looking


def apart(seen: Seen) -> Iterator[Suspicion]:
    """A number at the end of a scale beyond points that nobody chose: 9 on a scale of 1 to 5."""
    for name, (values, counts) in answers(seen).counts.items():
        for value, n, rest in _beyond_a_hole(values, counts):
            words = (
                f"{value:g} was answered {n:,} times and nothing between it and {rest}: it looks "
                "like a code for don't know"
            )
            yield coded(seen, name, value, n, words, STOP)


def _beyond_a_hole(values: np.ndarray, counts: np.ndarray) -> Iterator[tuple[float, int, str]]:
    """The last value, where the others are a whole scale from 0 or 1 on, of four points or more."""
    others, gap = values[:-1], values[-1] - values[-2] if len(values) > 1 else 0
    scale = 4 <= len(others) <= MOST_POINTS and others[0] in (0, 1) and np.all(np.diff(others) == 1)
    if scale and gap > APART and counts[-1] >= FEWEST:
        yield values[-1], int(counts[-1]), f"{others[0]:g} to {others[-1]:g}"


def off_the_trend(seen: Seen) -> Iterator[Suspicion]:
    """An answer whose givers stand elsewhere in all other answers than its place on the scale says.

    Compared is the mean standing (standard scores of all other columns) of those who gave it. At an
    end of the scale against a line through the other values: a code for don't know stands near the
    middle of everybody, a true answer beyond "very good" would not; and it stands behind its own
    neighbour, for a trend may flatten at its end. Inside the scale, where a value
    was given far more often than its neighbours, against the line between these two: a slider that
    nobody moved stands in the middle too.
    """
    for name, trend in trends(seen).items():
        strays = [*_at_the_ends(trend), *_inside(trend)]
        if strays:
            yield _stray(seen, name, max(strays, key=lambda s: s.errors))


@dataclass(frozen=True)
class Stray:
    """An answer off the trend: where its givers stand, where they would, and in standard errors."""

    value: float
    stand: float
    expected: float
    errors: float
    end: bool


def off_trend(trend: Trend) -> bool:
    """Whether one of the answers is a code, by where its givers stand."""
    return bool([*_at_the_ends(trend), *_inside(trend)])


def _at_the_ends(trend: Trend) -> Iterator[Stray]:
    """The first and the last value, each against a line through all others by their counts."""
    for at in (0, len(trend.values) - 1):
        rest = np.arange(len(trend.values)) != at
        x, y, w = trend.values[rest], trend.means[rest], trend.counts[rest].astype(float)
        middle, level = np.average(x, weights=w), np.average(y, weights=w)
        wide = np.sum(w * (x - middle) ** 2)
        slope = np.sum(w * (x - middle) * y) / wide
        whole = abs(slope) * np.ptp(x)
        if not trend.large(at) or whole < TREND or abs(slope) * np.sqrt(wide) < SURE * trend.spread:
            continue
        away = trend.values[at] - middle
        expected = level + slope * away
        error = trend.spread * np.sqrt(1 / trend.counts[at] + 1 / w.sum() + away**2 / wide)
        bent = np.sqrt(np.average((y - level - slope * (x - middle)) ** 2, weights=w))
        up = np.sign(slope * away)
        short = (expected - trend.means[at]) * up
        sure = max(BESIDE * whole, SURE * np.hypot(error, bent))
        if short > sure and _back(trend, at, up) > BACK * whole:
            yield _strayed(trend, at, expected, error, True)


def _back(trend: Trend, at: int, up: float) -> float:
    """By how much the trend turns back at its end, where that is more than chance.

    One that flattens there, and by chance turns a little, is no code: who gave a code stands in the
    middle, half the trend away.
    """
    beside = 1 if at == 0 else at - 1
    error = trend.spread * np.sqrt(1 / trend.counts[at] + 1 / trend.counts[beside])
    turned = float((trend.means[beside] - trend.means[at]) * up)
    return turned if turned > TURNED * error else 0.0


def _inside(trend: Trend) -> Iterator[Stray]:
    """A value given far more often than its neighbours, against the line between them."""
    for at in range(1, len(trend.values) - 1):
        near = trend.counts[[at - 1, at + 1]]
        if not trend.large(at) or near.min() < FEWEST or trend.counts[at] < SPIKE * near.max():
            continue
        gaps = np.abs(trend.values[[at - 1, at + 1]] - trend.values[at])
        share = gaps[::-1] / gaps.sum()
        expected = float(share @ trend.means[[at - 1, at + 1]])
        error = trend.spread * np.sqrt(1 / trend.counts[at] + np.sum(share**2 / near))
        toward = abs(trend.means[at] - NOBODY) < abs(expected - NOBODY)
        away = toward and abs(trend.means[at] - expected) > SPIKED * error
        if away or _anybody(trend, at):
            yield _strayed(trend, at, expected, error, False)


def _anybody(trend: Trend, at: int) -> bool:
    """Whether those who gave an answer are more unlike one another than the givers of the others:
    a mean that was filled in stands where it should, and is given by everybody (F test)."""
    n, rest = trend.counts[at], np.arange(len(trend.counts)) != at
    m = trend.counts[rest].sum()
    others = np.average(trend.spreads[rest] ** 2, weights=trend.counts[rest])
    times = trend.spreads[at] ** 2 / others if others > 0 else 0.0
    return bool(times >= WIDER and fdtrc(n - 1, m - 1, times) < RARELY)


def _strayed(trend: Trend, at: int, expected: float, error: float, end: bool) -> Stray:
    stand = float(trend.means[at])
    return Stray(float(trend.values[at]), stand, expected, abs(stand - expected) / error, end)


def _stray(seen: Seen, name: str, stray: Stray) -> Suspicion:
    n = int((seen.frame(RESPONSES)[name] == stray.value).sum())
    if not stray.end and stray.errors <= SPIKED:
        words = (
            f"{stray.value:g} was answered {n:,} times, twice as often as either answer beside it, "
            "by people who have less in common than those of any other answer: it looks like an "
            "answer that was filled in"
        )
    else:
        words = (
            f"{stray.value:g} was answered {n:,} times by people who otherwise stand "
            f"{abs(stray.stand - stray.expected):.1f} standard scores away from where that answer "
            f"lies ({stray.errors:.0f} standard errors): it looks like "
            + ("a code for don't know" if stray.end else "an answer that was filled in")
        )
    how = STOP if name in answers(seen).outcomes else WARN
    return coded(seen, name, stray.value, n, words, how)


def coded(seen: Seen, name: str, value: float, n: int, words: str, severity: str) -> Suspicion:
    theirs = seen.tables[RESPONSES].client_name(name)
    key = f"tables: {{responses: {{na: {{{theirs}: [{value:g}]}}}}}}"
    remedy = f"ask what {value:g} means; if don't know: {key}"
    frame = seen.frame(RESPONSES)
    rows = frame.index[frame[name] == value]
    change = measure(seen, name)
    return in_rows(seen, CODE, RESPONSES, name, rows, severity, words, remedy, change, blank=True)


def measure(seen: Seen, name: str) -> Measure:
    return (
        effects.outcome(name) if name in answers(seen).outcomes else effects.mean(RESPONSES, name)
    )


def all_missing(seen: Seen) -> Iterator[Suspicion]:
    """An outcome or variable that nobody answered, or everybody in the same way."""
    for name, (values, counts) in answers(seen).counts.items():
        own = name in answers(seen).outcomes
        if len(values) == 0:
            words, severity = "nobody answered it", STOP if own else WARN
            kind, remedy = "no answers", "see whether its column was exported under another name"
        elif len(values) == 1 and counts[0] >= 10 * FEWEST:
            words = f"all {counts[0]:,} answers are {values[0]:g}"
            kind, severity = "always the same answer", STOP if own else WARN
            remedy = "see whether the export wrote a constant; leave the column out if so"
        else:
            continue
        yield Suspicion(kind, RESPONSES, name, int(counts.sum()), severity, words, remedy)


RULES = (apart, off_the_trend, all_missing)
