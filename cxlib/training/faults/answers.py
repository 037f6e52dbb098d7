"""Faults of questionnaires and of what their tools export."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from cxlib.training.faults.frame import Brought, Fault

SURVEY = "responses"
ITEM, OVERALL = "bill_clarity", "bill_overall"


def _rows(client: Brought, share: float, rng: np.random.Generator) -> np.ndarray:
    return rng.random(len(client.frames[SURVEY])) < share


def _changed(column: str, how: Callable[[pd.Series, np.random.Generator], pd.Series]):
    def plant(client: Brought, rng: np.random.Generator) -> Brought:
        return client.with_column(SURVEY, column, how(client.frames[SURVEY][column], rng))

    return plant


def _declared(client: Brought, column: str, **cells: object) -> Brought:
    """The same with another line in the variables table, or with a line more."""
    known = client.frames["variables"]
    if column not in set(known["variable"]):
        line = {"variable": column, "label": column, "kind": "attribute", "better": "high"}
        known = pd.concat([known, pd.DataFrame([line])], ignore_index=True)
    own = known["variable"] == column
    return client.having("variables", known.assign(**{
        c: known[c].astype(object).mask(own, v) for c, v in cells.items()
    }))  # fmt: skip


def group_of_the_outcome(client: Brought, rng: np.random.Generator) -> Brought:
    score = client.frames[SURVEY]["recommend"]
    group = pd.Series(np.select([score >= 9, score >= 7], [3.0, 2.0], 1.0)).where(score.notna())
    added = client.with_column(SURVEY, "nps_group", group)
    return _declared(added, "nps_group", scale_low=1, scale_high=3)


def same_question_twice(client: Brought, rng: np.random.Generator) -> Brought:
    """The tool exported one question twice, the second time turned round."""
    score = 8 - client.frames[SURVEY][ITEM]
    added = client.with_column(SURVEY, "bill_clarity_recoded", score)
    return _declared(added, "bill_clarity_recoded", scale_low=1, scale_high=7)


def segment_from_the_outcome(client: Brought, rng: np.random.Generator) -> Brought:
    score = client.frames[SURVEY]["recommend"]
    words = pd.Series(np.where(score >= 9, "fan", "other")).where(score.notna())
    added = client.with_column(SURVEY, "mood", words)
    tables = {**added.config["tables"]}
    tables[SURVEY] = {**tables[SURVEY], "segments": [*tables[SURVEY]["segments"], "mood"]}
    return Brought({**added.config, "tables": tables}, added.frames)


def index_of_the_items(client: Brought, rng: np.random.Generator) -> Brought:
    items = client.frames[SURVEY][["bill_clarity", "bill_fairness", "network_coverage"]]
    mean = items.mean(axis=1).where(items.notna().all(axis=1)).round(1)
    added = client.with_column(SURVEY, "bill_index", mean)
    return _declared(added, "bill_index", scale_low=1, scale_high=10)


def outcome_in_groups(client: Brought, rng: np.random.Generator) -> Brought:
    """The tool's own index 0-10 stands as the outcome, the question beside it as a variable."""
    score = client.frames[SURVEY]["recommend"]
    rated = client.with_column(SURVEY, "would_recommend", score)
    rated = _declared(rated, "would_recommend", scale_low=0, scale_high=10)
    return rated.with_column(SURVEY, "recommend", (score // 3 * 3).clip(upper=9))


def dont_know_as_nine(client: Brought, rng: np.random.Generator) -> Brought:
    cells = client.frames[SURVEY]["app_clarity"].clip(upper=5)
    coded = client.with_column(SURVEY, "app_clarity", cells.mask(_rows(client, 0.12, rng), 9.0))
    return _declared(coded, "app_clarity", scale_high=10)


def dont_know_as_eight(client: Brought, rng: np.random.Generator) -> Brought:
    """Eight boxes in the tool, the last of them "cannot say", exported as 8."""
    cells = client.frames[SURVEY][ITEM]
    coded = client.with_column(SURVEY, ITEM, cells.mask(_rows(client, 0.12, rng), 8.0))
    return _declared(coded, ITEM, scale_high=8)


def not_answered_as_zero(client: Brought, rng: np.random.Generator) -> Brought:
    cells = client.frames[SURVEY]["recommend"]
    return client.with_column(SURVEY, "recommend", cells.mask(_rows(client, 0.1, rng), 0.0))


def slider_default(client: Brought, rng: np.random.Generator) -> Brought:
    """A slider that nobody moved is exported where it stood, in the middle."""
    cells = client.frames[SURVEY]["recommend"]
    return client.with_column(SURVEY, "recommend", cells.mask(_rows(client, 0.25, rng), 5.0))


def five_points_as_nps(client: Brought, rng: np.random.Generator) -> Brought:
    score = client.frames[SURVEY]["recommend"]
    return client.with_column(SURVEY, "recommend", (score / 2).round().clip(1, 5))


def one_wave_on_five_points(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames[SURVEY]
    own = frame["region"] == frame["region"].mode()[0]
    score = frame["recommend"].mask(own, (frame["recommend"] / 2).round().clip(1, 5))
    return client.with_column(SURVEY, "recommend", score)


def best_is_one(client: Brought, rng: np.random.Generator) -> Brought:
    return client.with_column(SURVEY, "recommend", 10 - client.frames[SURVEY]["recommend"])


def item_turned_round(client: Brought, rng: np.random.Generator) -> Brought:
    return client.with_column(SURVEY, OVERALL, 10 - client.frames[SURVEY][OVERALL])


def outcome_lost(client: Brought, rng: np.random.Generator) -> Brought:
    return client.with_column(SURVEY, "ease", pd.Series(np.nan, client.frames[SURVEY].index))


def constant_written(client: Brought, rng: np.random.Generator) -> Brought:
    cells = client.frames[SURVEY][ITEM]
    return client.with_column(SURVEY, ITEM, cells.where(cells.isna(), 4.0))


def straight_lining(client: Brought, rng: np.random.Generator) -> Brought:
    """A long battery on a telephone: a fifth tick the middle column all the way down."""
    frame = client.frames[SURVEY]
    items = [c for c in client.frames["variables"]["variable"] if c in frame]
    low = pd.Series(3.0, frame.index)
    lined = _rows(client, 0.2, rng)
    cells = {c: low.where(lined & frame[c].notna(), frame[c]) for c in items}
    return client.having(SURVEY, frame.assign(**cells))


def wave_sent_twice(client: Brought, rng: np.random.Generator) -> Brought:
    """A wave was exported again after the customer numbers had been changed."""
    frame = client.frames[SURVEY]
    again = frame.tail(len(frame) // 6)
    renamed = again.assign(cust_no=[f"9{c}" for c in again["cust_no"]])
    return client.having(SURVEY, pd.concat([frame, renamed], ignore_index=True))


def pages_saved_apart(client: Brought, rng: np.random.Generator) -> Brought:
    """The tool saves the survey again whenever somebody goes back a page."""
    frame = client.frames[SURVEY]
    again = frame[_rows(client, 0.08, rng)]
    later = again["answered_at"] + pd.Timedelta(minutes=2)
    score = (again["recommend"] + 1).clip(upper=10)
    return client.having(
        SURVEY, pd.concat([frame, again.assign(answered_at=later, recommend=score)])
    )


def population_as_weight(client: Brought, rng: np.random.Generator) -> Brought:
    """The column called weight holds how many customers a row stands for, one row for a million."""
    size = rng.lognormal(0, 2.5, len(client.frames[SURVEY])).round(3)
    return client.with_column(SURVEY, "weight", size)


def id_as_segment(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames[SURVEY]
    return client.with_column(SURVEY, "region", [f"{c}-{i}" for i, c in enumerate(frame.cust_no)])


def columns_exchanged_in_one_plan(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames[SURVEY]
    one, other = "app_overall", "network_overall"
    there = frame["plan"].eq(frame["plan"].mode()[0])
    first = client.with_column(SURVEY, one, frame[one].mask(there, frame[other]))
    return first.with_column(SURVEY, other, frame[other].mask(there, frame[one]))


FOLLOWS, COMPUTED, CODE = (
    "follows from another column",
    "computed from other columns",
    "a code among the answers",
)
ANOTHER, MIXED, REVERSED = (
    "on another scale than declared",
    "two scales in one column",
    "runs the other way",
)
FAULTS = tuple(
    Fault(suspicion, SURVEY, column, happens, plant)
    for suspicion, column, happens, plant in (
        (FOLLOWS, "nps_group", "the tool exports promoters' groups beside the score",
         group_of_the_outcome),
        (FOLLOWS, "bill_clarity_recoded", "a question is exported twice, once turned round",
         same_question_twice),
        (FOLLOWS, "mood", "the groups of the score stand as a segment", segment_from_the_outcome),
        (COMPUTED, "bill_index", "the tool adds an index of its items", index_of_the_items),
        (FOLLOWS, "recommend", "the outcome is the question put into groups", outcome_in_groups),
        (CODE, "app_clarity", "don't know is exported as 9", dont_know_as_nine),
        (CODE, ITEM, "don't know is the box after the last", dont_know_as_eight),
        (CODE, "recommend", "not answered is exported as 0", not_answered_as_zero),
        (CODE, "recommend", "an untouched slider is exported as 5", slider_default),
        (ANOTHER, "recommend", "1 to 5 is declared as NPS", five_points_as_nps),
        (MIXED, "recommend", "one region was asked on five points", one_wave_on_five_points),
        (REVERSED, "recommend", "1 is the best answer", best_is_one),
        (REVERSED, OVERALL, "one question is coded the other way round", item_turned_round),
        ("two questions change places in one group", "network_overall",
         "one plan's questionnaire has two columns exchanged", columns_exchanged_in_one_plan),
        ("no answers", "ease", "the column of an outcome was renamed and exported empty",
         outcome_lost),
        ("the same answer to every question", "", "a battery is ticked straight down",
         straight_lining),
        ("the same answers again", "", "a wave is sent twice under new numbers", wave_sent_twice),
        ("answered twice at once", "customer", "each page is saved as an answer",
         pages_saved_apart),
        ("few answers carry most of the weight", "weight", "a number of customers as a weight",
         population_as_weight),
        ("as many levels as people", "region", "an id is declared as a segment", id_as_segment),
        ("always the same answer", ITEM, "the export wrote a constant", constant_written),
    )
)  # fmt: skip
