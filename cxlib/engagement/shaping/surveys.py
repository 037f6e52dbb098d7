"""Responses: outcomes and variables as numbers, with N/A missing and scales held to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from cxlib.engagement.config import Config, Outcome
from cxlib.engagement.contracts import values
from cxlib.engagement.contracts.names import several
from cxlib.engagement.contracts.problems import at_rows, missing_column, refused_cells
from cxlib.engagement.contracts.quality import Note, warn
from cxlib.engagement.contracts.remedies import for_scale
from cxlib.engagement.contracts.tables import empty_table
from cxlib.engagement.shaping.cells import as_number, remedy_for
from cxlib.engagement.shaping.choices import choice_columns, choice_named, chosen
from cxlib.engagement.shaping.prepared import (
    Prepared,
    labelled,
    without_na,
)
from cxlib.engagement.shaping.proposing import hidden_code, proposed
from cxlib.engagement.shaping.scales import judge
from cxlib.errors import Problem


def survey(table: Prepared, config: Config, described: pd.DataFrame | None) -> Prepared:
    """Responses with outcomes, variables, segments and comments; nothing else is kept.

    `described` is the client's `variables` table; without one, variables are proposed.
    """
    table = _outcomes(table, config)
    table = _texts(chosen(table), config)
    declared = described if described is not None else empty_table("variables")
    table, found = _declared(table, declared)
    if described is None:
        table, found = proposed(table, config)
    kept = [*table.canonical, *config.outcomes, *found, *table.options.segments]
    kept += [c for q in table.options.choice for c in choice_columns(table.frame, q).values()]
    kept = list(dict.fromkeys([*kept, *table.options.texts, config.policy.contact_allowed]))
    return table.having(table.frame[[c for c in kept if c in table.frame.columns]])


def _texts(table: Prepared, config: Config) -> Prepared:
    """Segment and comment columns as text, and the one that says who may be contacted."""
    allowed = config.policy.contact_allowed
    added = {allowed: values.as_text(table.frame[allowed])} if allowed in table.frame else {}
    options = table.options
    translations = list(options.translated.values())
    kinds = {"segments": options.segments, "comment": options.comment, "translated": translations}
    for kind, columns in kinds.items():
        for column in columns:
            made = choice_named(table, column) if kind == "segments" else None
            if column in table.frame.columns:
                cells, _ = without_na(table, column)
                added[column] = values.as_text(cells)
            elif made is not None:
                added[column] = _who_chose(table.frame[made], config.language)
            if column in added:
                if kind == "segments":
                    table = table.having(notes=_one_group(table, column, added[column]))
            else:
                declared = f"tables.{table.name}.{kind}"
                table = table.having(problems=[missing_column(table.raw, column, declared)])
    return table.having(table.frame.assign(**added))


def _who_chose(made: pd.Series, language: str) -> pd.Series:
    """Two groups: who made a choice, and who was asked and did not."""
    from cxlib.language import Voice

    words = {one: Voice.of(language).term(word) for one, word in ((1.0, "yes"), (0.0, "no"))}
    return made.map(words).astype("object")


def _one_group(table: Prepared, column: str, cells: pd.Series) -> list[Note]:
    """A segment of which all rows are one group divides nobody."""
    if len(values.distinct(cells)) > 1 or len(cells) < 2:
        return []
    words = "a segment with one group, or none: it divides nobody"
    return [warn(table.name, column, words, int(cells.notna().sum()), "take it out of segments")]


def segmented(table: Prepared, config: Config) -> Prepared:
    """Any other table with its segment columns as text and its unknown columns dropped."""
    table = _texts(table, config)
    named = [*table.options.segments, config.policy.contact_allowed]
    kept = dict.fromkeys([*table.canonical, *named])
    return table.having(table.frame[[c for c in kept if c in table.frame.columns]])


def _outcomes(table: Prepared, config: Config) -> Prepared:
    for name, outcome in config.outcomes.items():
        if name not in table.frame.columns:
            where = f"outcomes.{name} (or give its column under tables.responses.columns.{name})"
            table = table.having(problems=[missing_column(table.raw, name, where)])
            continue
        cells, notes = without_na(table, name)
        if outcome.good is not None:
            table = _by_good_answers(table.having(notes=notes), name, outcome, cells)
        else:
            limits = outcome.limits or (None, None)
            table = _numeric(table.having(notes=notes), name, cells, *limits)
    return table


def _by_good_answers(table: Prepared, name: str, outcome: Outcome, cells: pd.Series) -> Prepared:
    """1 where the answer is one of the good ones, 0 where there is another answer."""
    good = values.matching(cells, outcome.good)
    present = cells.notna() & values.as_text(cells).notna()
    if present.any() and not good.any():
        listed = ", ".join(f"'{g}'" for g in outcome.good)
        rule = f"none of the answers listed under outcomes.{name}.good occurs ({listed})"
        seen = Problem(table.raw.file, table.client_name(name), None, rule, "list them as written")
        return table.having(problems=[seen])
    return table.having(table.frame.assign(**{name: good.astype("float64").where(present)}))


def _numeric(
    table: Prepared, name: str, cells: pd.Series, low: float | None, high: float | None
) -> Prepared:
    """A column of scores: labels and numbers, text refused, the scale held to."""
    cells = labelled(table, name, cells)
    if (low, high) == (0.0, 1.0) and not values.is_number(cells):
        cells = cells.map(lambda c: _as_digit(c), na_action="ignore")
    numbers, refused = as_number(table, cells)
    client = table.client_name(name)
    problems = refused_cells(
        table.raw, cells.rename(name), refused, client, remedy_for("number", client)
    )
    outside = pd.Series(False, index=numbers.index)
    if low is not None and not np.isnan(low):
        outside |= numbers < low - 1e-9
    if high is not None and not np.isnan(high):
        outside |= numbers > high + 1e-9

    def rule(position: int) -> str:
        return f"{values.quotable(numbers.at[position])} lies outside the scale {_scale(low, high)}"

    if outside.any():
        reached = float(numbers.min()), float(numbers.max())
        remedy = for_scale(values.distinct(numbers[outside]), reached, client)
        problems += at_rows(table.raw, numbers.index[outside], client, rule, remedy)
    if not problems and (low is None or high is None or np.isnan(low) or np.isnan(high)):
        problems = hidden_code(table, name, judge(numbers.dropna().to_numpy(), zero_declared=True))
    return table.having(table.frame.assign(**{name: numbers}), problems=problems)


def _scale(low: float | None, high: float | None) -> str:
    ends = {"from": low, "to": high}
    known = [f"{word} {end:g}" for word, end in ends.items() if end is not None and end == end]
    return " ".join(known)


def _as_digit(cell: object) -> object:
    try:
        return str(int(values.parse_flag(str(cell))))
    except ValueError:
        return cell


def _declared(table: Prepared, described: pd.DataFrame) -> tuple[Prepared, list[str]]:
    found = []
    for row in described.itertuples():
        name = row.variable
        if name not in table.frame.columns:
            words = "variable described, but no such column in the responses"
            table = table.having(notes=[warn("variables", str(name), words)])
            continue
        if name in table.options.segments:
            rule = "is a segment in engagement.yml and a variable in the variables table"
            clash = Problem(table.raw.file, table.client_name(name), None, rule, "make it one")
            table = table.having(problems=[clash])
            continue
        table = _with_codes(table, name, several(row.na_codes))
        cells, notes = without_na(table, name)
        table = _numeric(table.having(notes=notes), name, cells, row.scale_low, row.scale_high)
        found.append(name)
    return table, found


def _with_codes(table: Prepared, name: str, codes: list[str]) -> Prepared:
    """N/A codes from the variables table, added to those of engagement.yml."""
    if not codes:
        return table
    na = table.options.na | {name: [*table.options.na.get(name, []), *codes]}
    return replace(table, options=table.options.model_copy(update={"na": na}))


def variables(responses: Prepared, described: pd.DataFrame | None) -> pd.DataFrame:
    """The variables table that steps read: as described, or as proposed, scales filled in."""
    return _with_scales(named_variables(responses, described), responses.frame)


def named_variables(responses: Prepared, described: pd.DataFrame | None) -> pd.DataFrame:
    """The variables among the answers, as described, or as proposed without their scales."""
    frame = responses.frame
    if described is not None:
        return described[described["variable"].isin(frame.columns)].reset_index(drop=True)
    names = [name for name in _proposed_names(responses) if name in frame.columns]
    blank = empty_table("variables").reindex(range(len(names)))
    labels = [responses.raw.questions.get(responses.client_name(n), n) for n in names]
    given = {"variable": names, "label": labels, "kind": "attribute", "better": "high"}
    return blank.assign(
        **{c: pd.Series(v, index=blank.index, dtype="str") for c, v in given.items()}
    )


def _proposed_names(responses: Prepared) -> list[str]:
    told = [n for n in responses.notes if str(n["check"]).startswith("proposed as a variable")]
    return [str(n["column"]) for n in told]


def _with_scales(described: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    low, high = described["scale_low"].copy(), described["scale_high"].copy()
    for position, name in described["variable"].items():
        judged = judge(frame[name].dropna().to_numpy(), zero_declared=True)
        if judged.kind == "variable":
            low[position] = judged.low if np.isnan(low[position]) else low[position]
            high[position] = judged.high if np.isnan(high[position]) else high[position]
    return described.assign(scale_low=low, scale_high=high)
