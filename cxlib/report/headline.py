"""The first page: what matters, how sure, what to do, who owns it, what it is worth."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report.commentary import Commentary, without_hidden
from cxlib.report.figures.moments import MONEY, stake

MOST_ROWS, MOST_OTHERS, MOST_TILES = 5, 4, 4
LONGEST = 230  # characters of a statement on the first page: it must stay one page
SURE = {
    "both": "behaviour and answers agree",
    "events": "seen in behaviour",
    "survey": "said by customers",
    "opinion": "believed by the team",
}
OTHERS_FROM = ("monitoring", "mapping", "diagnosis", "strategy", "alignment")


@dataclass(frozen=True)
class Matter:
    """One row of the first page."""

    place: str
    kind: str
    statement: str
    sure: str
    do: str
    owner: str
    worth: str
    comments: tuple[str, ...]


@dataclass(frozen=True)
class Tile:
    """One number at the head of the first page."""

    name: str
    value: str
    detail: str


@dataclass(frozen=True)
class Headline:
    """Everything on the first page."""

    tiles: tuple[Tile, ...]
    matters: tuple[Matter, ...]
    others: tuple[dict, ...]
    unknown: int


def headline(view: View, said: Commentary) -> Headline:
    """The first page of this engagement."""
    findings = without_hidden(view["findings"], said)
    hidden = set(view["findings"]["finding_id"]) - set(findings["finding_id"])
    moments = view["moments"].sort_values("rank")
    moments = moments[[not _hidden(view, m, hidden) for m in moments["moment_id"]]]
    told = [_of_moment(view, row, findings, said) for _, row in moments.head(MOST_ROWS).iterrows()]
    used = {finding for _, finding in told}
    others = _others(findings[~findings["finding_id"].isin(used)])
    unknown = view["notes"]["note"].nunique()
    return Headline(tuple(tiles(view)), tuple(m for m, _ in told), tuple(others), unknown)


def as_dicts(frame: pd.DataFrame) -> list[dict]:
    """Findings for the template: id, statement, how sure."""
    return [
        {"id": row.finding_id, "statement": row.statement, "sure": SURE.get(row.grade, row.grade)}
        for row in frame.itertuples()
    ]


def _hidden(view: View, moment_id: str, hidden: set[str]) -> bool:
    about = _about(view["findings"], moment_id)
    return len(about) > 0 and set(about["finding_id"]) <= hidden


def _about(findings: pd.DataFrame, moment_id: str) -> pd.DataFrame:
    """Findings about a moment: the moment's own first, then those that lead to it."""
    own = findings["finding_id"].eq(f"moment:{moment_id}")
    points = findings["evidence"].fillna("").str.contains(f"moment_id={moment_id}", regex=False)
    leads = findings["leads_to"].eq(moment_id).fillna(False)
    about = findings[own | leads | points]
    return about.assign(own=own).sort_values("own", ascending=False, kind="stable")


def _of_moment(
    view: View, moment: pd.Series, findings: pd.DataFrame, said: Commentary
) -> tuple[Matter, str | None]:
    about = _about(findings, moment["moment_id"])
    own = about.iloc[0] if len(about) else None
    plans = view["portfolio"]
    plans = plans[plans["moment_id"].eq(moment["moment_id"]).fillna(False)]
    plan = plans.sort_values(["chosen", "benefit"], ascending=False).head(1)
    matter = Matter(
        place=moment["touchpoint"],
        kind=moment["moment"],
        statement=_sentence(moment["why"] if own is None else own["statement"], moment["why"]),
        sure=_sureness(moment),
        do=_what_to_do(view, moment["touchpoint"], plan),
        owner=_owner(view, moment["touchpoint"], plan),
        worth=_worth(view, moment),
        comments=tuple(said.at(*about["finding_id"])),
    )
    return matter, None if own is None else own["finding_id"]


def _sentence(statement: str, why: object) -> str:
    """The moment's reason as a sentence; the finding itself where there is none."""
    text = str(statement if words.missing(why) else why).strip()
    return shortened(f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") else "."))


def shortened(text: str) -> str:
    """The text, cut at a word where it would fill the page.

    >>> shortened("short")
    'short'
    """
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rsplit(" ", 1)[0].rstrip(",;") + " …"


def _sureness(moment: pd.Series) -> str:
    grade = SURE.get(moment["grade"], moment["grade"])
    ends = (moment["effect_on_retention"], moment["low"], moment["high"])
    effect = words.with_interval(*ends, words.points)
    staying = "" if effect == words.MISSING else f"; staying {effect}"
    low = ", low base" if moment["base_note"] == "low base" else ""
    return f"{grade}{staying}, {words.base(moment['n'])}{low}"


def _worth(view: View, moment: pd.Series) -> str:
    columns = stake(view)
    shown = view.money if columns is MONEY else words.count
    value = words.with_interval(*(moment[c] for c in columns), shown)
    if value == words.MISSING:
        return "not known"
    return f"{value} a year at stake" if columns is MONEY else f"{value} customers a year at stake"


def _what_to_do(view: View, touchpoint: str, plan: pd.DataFrame) -> str:
    if len(plan):
        row = plan.iloc[0]
        cost = "" if words.missing(row["cost"]) else f", {view.money(row['cost'])}"
        when = "" if words.missing(row["horizon"]) else f", {row['horizon']}"
        state = "" if row["chosen"] else ", not in the plan"
        return f"{row['initiative']}{cost}{when}{state}"
    strategy = view["strategies"]
    strategy = strategy[strategy["touchpoint"] == touchpoint]
    return str(strategy["posture"].iloc[0]) if len(strategy) else "not yet decided"


def _owner(view: View, touchpoint: str, plan: pd.DataFrame) -> str:
    roadmap = view["roadmap"]
    mine = roadmap[roadmap["initiative"].isin(plan["initiative"])]["owner"].dropna()
    catalogue = view.engagement.table("touchpoints")
    there = catalogue[catalogue["touchpoint"] == touchpoint]["owner"].dropna()
    return next((str(name) for name in [*mine, *there]), "nobody yet")


def _others(findings: pd.DataFrame) -> list[dict]:
    """Further findings, taken in turn from the steps, so that no step fills the page."""
    steps = [findings[findings["step"] == step] for step in OTHERS_FROM]
    turns = [frame.iloc[[k]] for k in range(MOST_OTHERS) for frame in steps if k < len(frame)]
    told = as_dicts(pd.concat(turns[:MOST_OTHERS])) if turns else []
    return [finding | {"statement": shortened(finding["statement"])} for finding in told]


def tiles(view: View) -> list[Tile]:
    """Each outcome's score over everything, then retention or churn where it is measured."""
    made = []
    for outcome in view.engagement.outcomes:
        scores = view.scores(outcome)
        whole = scores[(scores["touchpoint"] == "overall") & (scores["segment"] == "all")]
        made += [_score_tile(view, row) for _, row in whole.dropna(subset=["score"]).iterrows()]
    made += [tile for kpi in ("retention", "churn", "conversion") for tile in _kpi_tile(view, kpi)]
    return made[:MOST_TILES]


def _score_tile(view: View, row: pd.Series) -> Tile:
    shown = words.unit_of(row["metric"])
    low = ", low base" if row["base_note"] == "low base" else ""
    ends = words.interval(row["low"], row["high"], shown)
    kinds = {"nps": "NPS", "top2": "top two answers"}
    name = view.label(row["outcome"])
    kind = kinds.get(row["metric"])
    return Tile(
        f"{name} ({kind})" if kind else name,
        shown(row["score"]),
        f"{ends}, {words.base(row['n'])}{low}",
    )


def _kpi_tile(view: View, kpi: str) -> list[Tile]:
    table = view["kpis"]
    table = table[(table["kpi"] == kpi) & (table["scope"] == "overall")].dropna(subset=["value"])
    table = table[table["complete"].fillna(True)].sort_values("period")
    if table.empty:
        return []
    last = table.iloc[-1]
    ends = words.interval(last["low"], last["high"], words.share)
    told = ", ".join(part for part in (ends, words.base(last["n"])) if part)
    return [Tile(f"{kpi}, {words.period(last['period'])}", words.share(last["value"]), told)]
