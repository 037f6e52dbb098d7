"""Step 2, what drives the experience: drivers, priorities, what hurts more than it pleases."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pandas as pd

from cxlib.findings.claim import Claim, Kind, key_of, known, shown
from cxlib.findings.families import PRIORITIES, bends_of, drivers_of
from cxlib.findings.weighing import deviations_of_main, homes, share_of_answers, sure_from_p
from cxlib.language import missing
from cxlib.release.once import once_per_view
from cxlib.release.view import View
from cxlib.results.coded import (
    Figure,
    count,
    listed,
    outcome,
    p,
    points,
    share,
    signed,
    touchpoint,
    variable,
)

EVERYWHERE = "overall"
INSIDE, LINED = "inside segments", "without straight answers"
AMONG = "among the strongest"
EVERY = "in every group"  # of customers: in some it may run the other way
DOUBTS = ("on its own", "model that may bend")  # refuters that a driver can fail and stay one


def drivers(view: View) -> Iterator[Claim]:
    """All critical drivers of every model, each as far up as its rank is certain.

    A page prints the weightiest; the brief of who owns a lesser one tells it there.
    """
    table = shown(view, "drivers")
    table = table[(table["level"] != "group") & ~table["scope"].str.contains("=")]
    for _, model in table.groupby(["outcome", "scope"], sort=False):
        ranked = model.dropna(subset=["importance"])
        ranked = ranked.sort_values("importance", ascending=False, kind="stable")
        last = _last_among(view, ranked)
        for row in ranked.itertuples():
            if known(row.critical):
                yield _driver(view, row, model, len(ranked), last)
            elif known(row.p_adjusted, 1.0) <= view.policy.fdr:
                yield from _of_groups(view, row)


def _last_among(view: View, ranked: pd.DataFrame) -> float:
    """The lowest place that any driver among the strongest may have: one number for all of them.

    Each is certain to lie that far up; told by its own rank's interval, one "among the 4 strongest"
    could stand before another "among the 3 strongest".
    """
    critical = [row for row in ranked.itertuples() if known(row.critical)]
    among = [row.rank_high for row in critical
             if _place(view, row, len(ranked), _splits_of(view, row)) == AMONG]  # fmt: skip
    return max(map(known, among), default=0.0)


def _of_groups(view: View, row: object) -> Iterator[Claim]:
    """What passes over everybody and is gone, or turned round, inside the groups of customers."""
    subject = f"{row.outcome}:{row.scope}:{row.variable}"
    doubts = _failed(view, f"driver:{subject}")
    failed = doubts.get(INSIDE) or doubts.get(LINED)
    if failed is None:
        return
    groups = INSIDE in doubts
    inside, over = failed["effect"]["signed"], (row.effect, row.effect_low, row.effect_high)
    turned = "up" if inside[0] * view.engagement.sense(row.outcome) > 0 else "down"
    of100 = _in_points(view, row)
    level = points if of100 else signed
    yield Claim(
        subject=subject,
        direction=_what_is_left(failed, turned) if groups else "habit",
        slots={
            "variable": variable(row.variable), "outcome": outcome(row.outcome),
            "groups": failed.get("groups"), "inside": level(*inside), "over": level(*over),
            "n": count(row.n), "p": p(row.p_adjusted),
        },
        rows=(("drivers", key_of("drivers", row)),),
        value=inside[0], low=inside[1], high=inside[2], unit="signed",
        n=row.n, grade="survey", p=row.p_adjusted, family=drivers_of(row.outcome, row.scope),
        reach=share_of_answers(view, row.n, row.outcome),
        size=deviations_of_main(view, row.outcome, row.effect, row.outcome_spread),
        sure=sure_from_p(row.p_adjusted),
        about=_at(view, [row.variable], row.outcome, row.scope),
        more=(f"{'inside' if groups else 'without'}{' of 100' if of100 else ''}",),
    )  # fmt: skip


def _what_is_left(failed: dict[str, object], turned: str) -> str:
    return f"turns {turned}" if failed["verdict"]["text"] == "turned" else "vanishes"


def _in_points(view: View, row: object) -> bool:
    """Whether the outcome is a share, so that a difference is one of percentage points."""
    declared = view.engagement.outcomes.get(row.outcome)
    return declared is not None and declared.kind == "binary"


def _driver(view: View, row: object, model: pd.DataFrame, among: int, last: float) -> Claim:
    subject = f"{row.outcome}:{row.scope}:{row.variable}"
    doubts = _failed(view, f"driver:{subject}")
    twins = _twins(row, model)
    per_point, effect = _per_point(view, row)
    splits = _splits_of(view, row)
    level = points if _in_points(view, row) else signed
    here = row.scope != EVERYWHERE and row.outcome in view.engagement.outcomes
    return Claim(
        subject=subject,
        direction=f"{_place(view, row, among, splits is not None)}{' here' if here else ''}",
        slots={
            "variable": variable(row.variable), "outcome": outcome(row.outcome),
            "place": touchpoint(row.scope), "all": count(among), "top": count(last),
            "part": share(row.importance, row.low, row.high), "effect": effect,
            "twins": listed(map(variable, twins)), "n": count(row.n), "p": p(row.p_adjusted),
            **(_splits(row, splits, level) if splits else {}),
        },
        rows=(("drivers", key_of("drivers", row)),),
        value=row.effect, low=row.effect_low, high=row.effect_high, unit="signed",
        n=row.n, grade="survey",
        p=max(proven(view, row), known(splits["p"]["p"]) if splits else 0.0),
        family=drivers_of(row.outcome, row.scope),
        reach=share_of_answers(view, row.n, row.outcome),
        size=deviations_of_main(view, row.outcome, row.effect, row.outcome_spread),
        sure=sure_from_p(row.p_adjusted),
        about=_at(view, [row.variable, *twins], row.outcome, row.scope),
        more=(
            *([f"inside{' of 100' if level is points else ''}"] if splits else []),
            *([per_point] if effect else []),
            *(["duplicates"] if twins else []),
            *(name for name in DOUBTS if name in doubts),
        ),
    )  # fmt: skip


def _splits(row: object, splits: dict[str, object], level: Callable[..., Figure]) -> dict:
    """The groups in which it runs the other way, and how far at the surest of them."""
    over = level(row.effect, row.effect_low, row.effect_high)
    return {"groups": splits["groups"], "inside": level(*splits["effect"]["signed"]), "over": over}


def _place(view: View, row: object, among: int, splits: bool) -> str:
    """How far up it is for certain: its rank's interval decides, not its rank.

    It falls where a better rating goes with a worse outcome, both as they are declared. Where it
    runs the other way in some groups, its place over everybody is nobody's.
    """
    falls = known(row.effect) * view.engagement.sense(row.outcome) < 0
    if splits:
        return "falls, not everywhere" if falls else "rises, not everywhere"
    if falls:
        return "falls"
    if among > 1 and known(row.rank_high) == 1:
        return "strongest"
    upper_half = not missing(row.rank_high) and row.rank_high <= (among + 1) / 2
    return AMONG if among > 1 and upper_half else "rises"


def _per_point(view: View, row: object) -> tuple[str, Figure | None]:
    """The effect of a rating one point better, in the outcome's unit."""
    if not known(row.spread):
        return "per point", None
    each = [None if missing(v) else v / row.spread
            for v in (row.effect, row.effect_low, row.effect_high)]  # fmt: skip
    if _in_points(view, row):
        return "per point of 100", points(*each)
    return "per point", signed(*each)


def _twins(row: object, model: pd.DataFrame) -> list[str]:
    """The near-duplicates that it stands for."""
    if missing(row.group):
        return []
    together = model[model["group"] == row.group]
    return [name for name in together["variable"] if name != row.variable]


def _failed(view: View, finding_id: str) -> dict[str, dict]:
    """The refuters that a finding has not survived, with their figures."""
    return _failures(view).get(finding_id, {})


@once_per_view
def _failures(view: View) -> dict[str, dict[str, dict]]:
    """The refuters that each finding has not survived."""
    tried = view["refutations"]
    found: dict[str, dict[str, dict]] = {}
    for row in tried[tried["result"] == "failed"].itertuples():
        found.setdefault(row.finding_id, {})[row.refuter] = json.loads(row.figures)
    return found


def _splits_of(view: View, row: object) -> dict | None:
    """The figures of the groups in which a driver runs the other way; None where there are none."""
    return _failed(view, f"driver:{row.outcome}:{row.scope}:{row.variable}").get(EVERY)


def proven(view: View, row: object) -> float:
    """A driver's p: that over everybody or, where it is larger, that inside the groups."""
    about = f"driver:{row.outcome}:{row.scope}:{row.variable}"
    return max(known(row.p_adjusted, 1.0), _looks(view).get(about, 0.0))


@once_per_view
def _looks(view: View) -> dict[str, float]:
    """The largest p of what each driver survived inside the groups and without straight answers."""
    tried = view["refutations"]
    tried = tried[tried["refuter"].isin([INSIDE, LINED]) & (tried["result"] == "survived")]
    found = [(row.finding_id, json.loads(row.figures).get("p", {}).get("p"))
             for row in tried.itertuples()]  # fmt: skip
    least = {}
    for about, p_inside in found:
        least[about] = max(least.get(about, 0.0), known(p_inside))
    return least


def _at(
    view: View, names: list[str], of: str, scope: str = EVERYWHERE
) -> tuple[tuple[str, str], ...]:
    """The touchpoints that variables belong to, else the one that the model is about; where there
    is none, the outcome that they drive."""
    home = homes(view)
    places = [home[name] for name in names if name in home]
    if scope not in (EVERYWHERE, *places):
        places.append(scope)
    return tuple(("touchpoint", place) for place in dict.fromkeys(places)) or (("kpi", of),)


def priorities(view: View) -> Iterator[Claim]:
    """What matters more than most and is rated worse than most, in all redraws but a few.

    Of critical drivers only: among variables that none matters, one still lies above the average.
    A picture may show a quadrant that fewer redraws agree on; a sentence says it beyond chance.
    """
    table = shown(view, "priorities")
    table = table[table["probability"] >= view.confidence]
    for row in table[table["quadrant"] == "concentrate here"].itertuples():
        model = view["drivers"].query("outcome == @row.outcome and variable == @row.variable")
        driver = next(model[~model["scope"].str.contains("=")].itertuples(), None)
        if driver is None or not known(driver.critical):
            continue
        if EVERY in _failed(view, f"driver:{driver.outcome}:{driver.scope}:{driver.variable}"):
            continue  # it would be the wrong thing to do in some groups
        yield Claim(
            subject=f"{row.touchpoint}:{row.variable}",
            direction="concentrate here",
            slots={
                "variable": variable(row.variable), "outcome": outcome(row.outcome),
                "performance": share(row.performance), "part": share(row.importance),
                "sure": share(row.probability), "n": count(row.n),
            },
            rows=(("priorities", key_of("priorities", row)),),
            value=row.importance, unit="share", n=row.n, grade="survey",
            p=max(proven(view, driver), known(row.p_adjusted)), family=PRIORITIES,
            reach=share_of_answers(view, row.n, row.outcome),
            size=deviations_of_main(view, row.outcome, driver.effect, driver.outcome_spread),
            sure=known(row.probability),
            about=_at(view, [row.variable], row.outcome, row.touchpoint),
        )  # fmt: skip


def asymmetry(view: View) -> Iterator[Claim]:
    """What hurts more than it pleases, or pleases more than it hurts: a tested bend."""
    table = shown(view, "asymmetry")
    for row in table[table["kind"].isin(["basic", "excitement"])].itertuples():
        moves = row.penalty if row.kind == "basic" else row.reward
        tested = max(known(row.p_adjusted), known(row.p_ordinal))
        yield Claim(
            subject=row.variable,
            direction=row.kind,
            slots={
                "variable": variable(row.variable), "outcome": outcome(row.outcome),
                "penalty": signed(row.penalty, row.penalty_low, row.penalty_high),
                "reward": signed(row.reward, row.reward_low, row.reward_high),
                "n": count(row.n), "p": p(row.p_adjusted),
            },
            rows=(("asymmetry", key_of("asymmetry", row)),),
            value=moves, unit="signed", n=row.n, grade="survey", p=row.p_adjusted,
            family=bends_of(row.outcome),
            low=row.penalty_low if row.kind == "basic" else row.reward_low,
            high=row.penalty_high if row.kind == "basic" else row.reward_high,
            reach=share_of_answers(view, row.n, row.outcome),
            size=_steepest(view, row, moves),
            sure=sure_from_p(tested),
            about=_at(view, [row.variable], row.outcome),
        )  # fmt: skip


def _steepest(view: View, row: object, moves: object) -> float:
    """The steeper of the two slopes, for a standard deviation of the rating as drivers have it."""
    table = view["drivers"].query("outcome == @row.outcome and variable == @row.variable")
    driver = next(table[~table["scope"].str.contains("=")].itertuples(), None)
    if driver is None:
        return 0.0
    catalogue = view.engagement.table("variables").query("variable == @row.variable")
    ends = [known(catalogue[c].iloc[0]) if len(catalogue) else 0.0
            for c in ("scale_low", "scale_high")]  # fmt: skip
    half = (ends[1] - ends[0]) / 2
    effect = known(moves) * known(driver.spread) / half if half > 0 else driver.effect
    return deviations_of_main(view, row.outcome, effect, driver.outcome_spread)


TURNS = ("turns down", "turns up", "vanishes", "habit")
PLACES = ("strongest", AMONG, "rises", "falls")
SPLIT = ("rises, not everywhere", "falls, not everywhere")
KINDS = (
    Kind("driver", "diagnosis", "drivers",
         (*PLACES, *(f"{place} here" for place in PLACES), *SPLIT, *TURNS),
         "signed effect with the others held, false-discovery rate (or largest t) over the model; "
         "its place by the intervals of all ranks together", drivers, things=("all", "top")),
    Kind("priority", "diagnosis", "priorities", ("concentrate here",),
         "a critical driver whose quadrant comes out in enough bootstrap samples, more important "
         "and rated worse than the average (false-discovery rate over all)", priorities),
    Kind("asymmetry", "diagnosis", "asymmetry", ("basic", "excitement"),
         "the slope changes at the middle, false-discovery rate over the model, and an ordinal "
         "model says the same", asymmetry),
)  # fmt: skip
