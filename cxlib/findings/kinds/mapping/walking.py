"""How customers walk: journeys completed, loops and paths."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cxlib.findings.claim import Claim, key_of, known, shown
from cxlib.findings.families import LOOPS
from cxlib.findings.tried import Tried, tried
from cxlib.findings.weighing import enough, in_deviations, sure_from_p
from cxlib.release.rules import limit
from cxlib.release.view import View
from cxlib.results.coded import count, of100, p, share, text
from cxlib.stats.tests import two_proportions

GAP_MOVED = "gap moved"
UNNAMED = "all journeys"  # what the table calls journeys that nothing gives a name to
COVERAGE = 0.8  # of the journeys: how many paths it takes tells how alike customers walk
FEWEST_OF_A_LOOP, LEAST_OF_A_LOOP = 30, 0.01  # a loop that fewer walk is in the table alone


def all_journeys(view: View) -> float:
    """How many journeys there are: by the paths, for one too rare to be shown is one of them."""
    known_paths = view["variants"].dropna(subset=["n", "share"])
    if known_paths.empty:
        return known(view["journeys"]["n"].sum())
    commonest = known_paths.loc[known_paths["n"].idxmax()]
    return round(commonest["n"] / commonest["share"])


def gap_moved(view: View, finding_id: str) -> Tried | None:
    """What became of a finding with the guessed gap moved; None where no gap is guessed."""
    return tried(view, GAP_MOVED, finding_id)


def journeys(view: View) -> Iterator[Claim]:
    """How often each journey is completed: a level with its interval."""
    table = shown(view, "journeys").dropna(subset=["completion", "n"])
    total, alone = all_journeys(view), len(view["journeys"]) == 1
    for row in table.itertuples():
        over = int(row.n - known(row.open))
        other = gap_moved(view, f"journey:{row.journey}")
        if not enough(view, over) or (other is not None and not other.held):
            continue
        unnamed = "all completed" if alone else "nameless completed"
        yield Claim(
            subject=row.journey,
            direction=unnamed if row.journey == UNNAMED else "completed",
            slots={
                "journey": text(row.journey), "completion": share(row.completion),
                "within": share(row.completion, row.low, row.high),
                "over": count(over), "open": count(row.open),
                **({} if other is None else other.figures),
            },
            rows=(("journeys", key_of("journeys", row)),),
            value=row.completion, low=row.low, high=row.high, unit="share",
            n=over, n_of="journeys",
            reach=known(row.n) / total if total else 0,
            size=1 - row.completion,
            more=(*(("open",) if known(row.open) else ()), *((GAP_MOVED,) if other else ())),
        )  # fmt: skip


def loops(view: View) -> Iterator[Claim]:
    """The commonest loop, and whether journeys with it are completed less or more often."""
    table = shown(view, "loops").sort_values("n", ascending=False, kind="stable")
    table = table[(table["n"] >= FEWEST_OF_A_LOOP) & (table["share"] >= LEAST_OF_A_LOOP)]
    for row in table.head(1).itertuples():
        tested = _loop_test(row)
        proven = tested is not None and tested < 1 - view.confidence
        gap = known(row.completion) - known(row.completion_without)
        way = "completes less" if gap < 0 else "completes more"
        told = not proven and pd.notna(row.completion)
        yield Claim(
            subject=row.loop,
            direction=way if proven else "walked",
            slots={
                "loop": text(row.loop), "part": share(row.share), "n": count(row.n),
                "with": of100(row.completion), "without": of100(row.completion_without),
                "within": share(row.completion, row.low, row.high), "over": count(row.n_over),
                "n_without": count(row.n_without), "p": p(tested),
            },
            rows=(("loops", key_of("loops", row)),),
            value=row.share, unit="share", n=row.n, n_of="journeys", p=tested,
            family=LOOPS if proven else None,
            reach=row.share,
            size=in_deviations(gap, row.completion_without) if tested is not None else 0.0,
            sure=sure_from_p(tested),
            more=(("untested" if tested is None else "no difference"),) if told else (),
        )  # fmt: skip


def _loop_test(row: object) -> float | None:
    """The test of completing with the loop against without it, both among enough."""
    rates, bases = (row.completion, row.completion_without), (row.n_over, row.n_without)
    if any(pd.isna(r) for r in rates) or min(map(known, bases)) < FEWEST_OF_A_LOOP:
        return None
    with_it, without = ((round(r * n), n) for r, n in zip(rates, bases, strict=True))
    return float(two_proportions(*map(float, (*with_it, *without))))


def paths(view: View) -> Iterator[Claim]:
    """How alike customers walk: how many paths cover eight in ten journeys."""
    table = shown(view, "variants").sort_values("n", ascending=False, kind="stable")
    total = all_journeys(view)
    if table.empty or not total:  # how many there are may be hidden where some paths are not
        return
    covered = table["n"].astype(float).cumsum() / total
    enough_paths = bool(covered.iloc[-1] >= COVERAGE)
    some = int((covered < COVERAGE).sum()) + 1 if enough_paths else len(table)
    first = table.iloc[0]
    yield Claim(
        subject="coverage",
        direction="covered" if enough_paths else "scattered",
        slots={
            "n": count(some), "covered": share(COVERAGE), "part": share(covered.iloc[-1]),
            "top": share(first["share"]), "first": text(first["path"]), "all": count(total),
            "fewest": count(limit(view.policy)),
        },
        rows=(("variants", {"path": first["path"]}),),
        value=some, unit="count", n=total, n_of="journeys",
    )  # fmt: skip
