"""Faults of the points of a scale, and answers that nobody meant."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.training.faults.frame import Brought, Fault

SURVEY, SCORE, TIME = "responses", "recommend", "answered_at"


def groups_from_zero(client: Brought, rng: np.random.Generator) -> Brought:
    """Detractors, passives and promoters are exported as 0, 1 and 2 in place of the score."""
    score = client.frames[SURVEY][SCORE]
    group = pd.Series(np.select([score >= 9, score >= 7], [2.0, 1.0], 0.0)).where(score.notna())
    return client.with_column(SURVEY, SCORE, group)


def yes_and_no(client: Brought, rng: np.random.Generator) -> Brought:
    """The question was asked with yes and no, exported as 10 and 0."""
    score = client.frames[SURVEY][SCORE]
    return client.with_column(SURVEY, SCORE, (10.0 * (score >= 7)).where(score.notna()))


def six_points_spread(client: Brought, rng: np.random.Generator) -> Brought:
    """Six boxes, each worth two points."""
    return client.with_column(SURVEY, SCORE, client.frames[SURVEY][SCORE] // 2 * 2)


def turned_for_a_time(client: Brought, rng: np.random.Generator) -> Brought:
    """For seven months 1 was the best answer."""
    frame = client.frames[SURVEY]
    turned = frame[TIME].between("2025-05-01", "2025-12-01")
    return client.with_column(SURVEY, SCORE, frame[SCORE].mask(turned, 10 - frame[SCORE]))


def one_row_off(client: Brought, rng: np.random.Generator) -> Brought:
    """The scores were pasted beside the other answers one row too low."""
    frame = client.frames[SURVEY].sort_values(TIME, kind="stable").reset_index(drop=True)
    return client.having(SURVEY, frame.assign(**{SCORE: frame[SCORE].shift(1)}))


def mean_of_two(client: Brought, rng: np.random.Generator) -> Brought:
    """Who was asked twice got the mean of both answers."""
    score = client.frames[SURVEY][SCORE]
    again = rng.random(len(score)) < 0.3
    return client.with_column(SURVEY, SCORE, (score - 0.5).clip(lower=0).where(again, score))


def mean_filled_in(client: Brought, rng: np.random.Generator) -> Brought:
    score = client.frames[SURVEY][SCORE]
    blank = rng.random(len(score)) < 0.15
    return client.with_column(SURVEY, SCORE, score.mask(blank, round(score.mean(), 2)))


def rounded_mean_filled_in(client: Brought, rng: np.random.Generator) -> Brought:
    score = client.frames[SURVEY][SCORE]
    blank = rng.random(len(score)) < 0.3
    return client.with_column(SURVEY, SCORE, score.mask(blank, score.mean().round()))


def ticked_down_the_stairs(client: Brought, rng: np.random.Generator) -> Brought:
    """1, 2, 3, 4, 5 and on from 1, down the whole battery."""
    frame = client.frames[SURVEY]
    items = [c for c in client.frames["variables"]["variable"] if c in frame]
    ticked = rng.random(len(frame)) < 0.15
    cells = {c: frame[c].mask(ticked & frame[c].notna(), 1.0 + i % 5) for i, c in enumerate(items)}
    return client.having(SURVEY, frame.assign(**cells))


def few_questions_ticked(client: Brought, rng: np.random.Generator) -> Brought:
    """Five questions are asked, and a third tick them straight down, wherever."""
    frame, variables = client.frames[SURVEY], client.frames["variables"]
    short = variables[variables["variable"].isin(frame.columns)].head(5)
    ticked, where = rng.random(len(frame)) < 0.35, pd.Series(rng.integers(2, 6, len(frame)) * 1.0)
    cells = {c: where.where(ticked & frame[c].notna(), frame[c]) for c in short["variable"]}
    return client.having(SURVEY, frame.assign(**cells)).having("variables", short)


def robot_by_the_clock(client: Brought, rng: np.random.Generator) -> Brought:
    """A test tool sends an answer every eleven seconds, for an hour of the night."""
    frame = client.frames[SURVEY]
    sent = frame.sample(330, random_state=int(rng.integers(1 << 30)), replace=True)
    times = pd.date_range("2026-05-04 02:07:13", periods=len(sent), freq="11s")
    people = [f"R{i:05d}" for i in range(len(sent))]
    sent = sent.assign(**{TIME: times, "cust_no": people})
    return client.having(SURVEY, pd.concat([frame, sent], ignore_index=True))


ANOTHER, CODE = "on another scale than declared", "a code among the answers"
FAULTS = tuple(
    Fault(suspicion, SURVEY, column, happens, plant)
    for suspicion, column, happens, plant in (
        (ANOTHER, SCORE, "promoters' groups are exported as 0, 1, 2", groups_from_zero),
        (ANOTHER, SCORE, "yes and no are exported as 10 and 0", yes_and_no),
        (ANOTHER, SCORE, "six boxes of two points each", six_points_spread),
        ("runs the other way in one group", SCORE, "for some months 1 was the best answer",
         turned_for_a_time),
        ("goes with another row", SCORE, "a column is pasted one row too low", one_row_off),
        ("answers between the points", SCORE, "two answers of one person are averaged",
         mean_of_two),
        (CODE, SCORE, "the mean is filled in for blanks", mean_filled_in),
        (CODE, SCORE, "the rounded mean is filled in for blanks", rounded_mean_filled_in),
        ("one pattern of answers many times", "", "a battery is ticked down the stairs",
         ticked_down_the_stairs),
        ("the same answer to every question", "", "five questions are ticked straight down",
         few_questions_ticked),
        ("very many answers within minutes", "time", "a test tool sends an answer every 11 seconds",
         robot_by_the_clock),
    )
)  # fmt: skip
