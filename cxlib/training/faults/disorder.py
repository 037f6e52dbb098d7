"""Faults that put answers out of their order: on the scale, down the rows, in one group."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from cxlib.training.faults.frame import Brought, Fault

SURVEY, SCORE, ITEM, TIME = "responses", "recommend", "bill_clarity", "answered_at"


def _scored(how: Callable[[pd.Series, np.random.Generator], pd.Series]):
    def plant(client: Brought, rng: np.random.Generator) -> Brought:
        return client.with_column(SURVEY, SCORE, how(client.frames[SURVEY][SCORE], rng))

    return plant


def by_alphabet(client: Brought, rng: np.random.Generator) -> Brought:
    """Average, excellent, fair, good, poor: 1 to 5 by their alphabet."""
    words = np.ceil(client.frames[SURVEY][ITEM] / 7 * 5)
    numbered = client.with_column(SURVEY, ITEM, words.map({1: 5, 2: 3, 3: 1, 4: 4, 5: 2}))
    known = numbered.frames["variables"]
    own = known["variable"] == ITEM
    return numbered.with_column("variables", "scale_high", known["scale_high"].mask(own, 5))


def _filled_down(cells: pd.Series, rng: np.random.Generator) -> pd.Series:
    return cells.mask(rng.random(len(cells)) < 0.75).ffill()


def zero_left_blank(client: Brought, rng: np.random.Generator) -> Brought:
    """A tool whose zero is the empty cell; people at the lower end are not rare."""
    lower = (client.frames[SURVEY][SCORE] - 3).clip(lower=0)
    return client.with_column(SURVEY, SCORE, lower.where(lower > 0))


def only_the_content(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames[SURVEY]
    return client.having(SURVEY, frame[~(frame[SCORE] < 7)])


def sorted_by_itself(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames[SURVEY].sort_values(TIME, kind="stable")
    return client.having(SURVEY, frame.assign(**{SCORE: np.sort(frame[SCORE].to_numpy())}))


def _largest(client: Brought, column: str) -> pd.Series:
    cells = client.frames[SURVEY][column]
    return cells == cells.mode()[0]


def one_answer_in_a_region(client: Brought, rng: np.random.Generator) -> Brought:
    score = client.frames[SURVEY][SCORE]
    return client.with_column(SURVEY, SCORE, score.mask(_largest(client, "region"), 10.0))


def turned_in_a_region(client: Brought, rng: np.random.Generator) -> Brought:
    score = client.frames[SURVEY][SCORE]
    return client.with_column(SURVEY, SCORE, score.mask(_largest(client, "region"), 10 - score))


def robot(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames[SURVEY]
    rows = frame.sample(frac=0.15, random_state=int(rng.integers(1 << 30)))
    burst = pd.Timestamp("2026-02-03 03:00") + pd.to_timedelta(
        rng.uniform(0, 300, len(rows)).round(1), unit="s"
    )
    again = rows.assign(cust_no=[f"09{i:05d}" for i in range(len(rows))], **{TIME: burst})
    return client.having(SURVEY, pd.concat([frame, again], ignore_index=True))


def joined_to_several(client: Brought, rng: np.random.Generator) -> Brought:
    """Each answer stands by everybody of its account."""
    frame = client.frames[SURVEY]
    rows = frame.sample(frac=0.12, random_state=int(rng.integers(1 << 30)))
    others = rows.assign(cust_no=[f"08{i:05d}" for i in range(len(rows))])
    return client.having(SURVEY, pd.concat([frame, others], ignore_index=True))


def archived(client: Brought, rng: np.random.Generator) -> Brought:
    """Some answers carry the day on which the tool's clock begins."""
    times = client.frames[SURVEY][TIME]
    rows = rng.random(len(times)) < 0.05
    return client.with_column(SURVEY, TIME, times.mask(rows, pd.Timestamp("2001-01-01 00:00:03")))


FAULTS = tuple(
    Fault(kind, SURVEY, column, happens, plant)
    for kind, column, happens, plant in (
        ("answers out of their order", ITEM, "words became numbers by their alphabet",
         by_alphabet),
        ("answers stop short of an end", SCORE, "a 10 is cut to a 1",
         _scored(lambda cells, _: cells.replace(10, 1))),
        ("answers stop short of an end", SCORE, "only the content were asked", only_the_content),
        ("the worst answers are blank", SCORE, "a 0 is exported as blank", zero_left_blank),
        ("the answer of the row above", SCORE, "blanks were filled from above",
         _scored(_filled_down)),
        ("sorted without its rows", SCORE, "a column was sorted by itself", sorted_by_itself),
        ("one answer in one group", SCORE, "somebody answered for a region",
         one_answer_in_a_region),
        ("runs the other way in one group", SCORE, "one region's scale is turned round",
         turned_in_a_region),
        ("very many answers within minutes", "time", "a robot answered", robot),
        ("the same answers at one moment", "", "an answer is joined to several people",
         joined_to_several),
        ("long before all others", "time", "a clock that was never set", archived),
    )
)  # fmt: skip
