"""Step 1: journeys, funnel, breakdowns, loops, paths, the order and the gaps of the map."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cxlib.findings.claim import Claim, Kind, key_of, known, shown
from cxlib.findings.weighing import in_deviations, share_of_customers, share_passing, sure_from_p
from cxlib.release.view import View
from cxlib.results.coded import count, listed, number, of100, p, share, text, touchpoint
from cxlib.stats.tests import two_proportions

COVERAGE = 0.8  # of the journeys: how many paths it takes tells how alike customers walk
FEWEST_OF_A_LOOP, LEAST_OF_A_LOOP = 30, 0.01  # a loop that fewer walk is in the table alone
MOST_CONTRADICTIONS = 3
REPEATS, COMES_BACK, DROPS = "repeats", "comes back", "drop-off"


def journeys(view: View) -> Iterator[Claim]:
    """How often each journey is completed: a level with its interval."""
    table = shown(view, "journeys").dropna(subset=["completion"])
    total = known(view["journeys"]["n"].sum())
    for row in table.itertuples():
        over = int(row.n - row.open)
        yield Claim(
            subject=row.journey,
            direction="completed",
            slots={
                "journey": text(row.journey),
                "completion": share(row.completion),
                "within": share(row.completion, row.low, row.high),
                "over": count(over),
                "open": count(row.open),
            },
            rows=(("journeys", key_of("journeys", row)),),
            value=row.completion, low=row.low, high=row.high, unit="share",
            n=over, n_of="journeys",
            reach=known(row.n) / total if total else 0,
            size=1 - row.completion,
        )  # fmt: skip


def funnel(view: View) -> Iterator[Claim]:
    """The stage that loses most, where it loses more than the next one beyond chance."""
    table = shown(view, "funnel").dropna(subset=["conversion"])
    table = table[table["position"] < view["funnel"]["position"].max()]
    table = table.assign(base=table["entered"] - table["open"]).query("base > 0 and conversion < 1")
    if table.empty:
        return
    ranked = table.sort_values("conversion", kind="stable")
    worst, base = ranked.iloc[0], int(ranked.iloc[0]["base"])
    tested = _against_next(ranked)
    alone = tested is None or tested < 1 - view.confidence
    slots = {
        "stage": text(worst["stage"]),
        "on": of100(worst["conversion"]),
        "within": share(worst["conversion"], worst["low"], worst["high"]),
        "n": count(base),
    }
    if len(ranked) > 1:
        slots["other"] = text(ranked.iloc[1]["stage"])
        slots["others"] = share(ranked.iloc[1]["conversion"])
    yield Claim(
        subject=worst["stage"],
        direction=("narrowest" if len(ranked) > 1 else "only") if alone else "among the narrowest",
        slots=slots,
        rows=tuple(("funnel", {"stage": s}) for s in ranked["stage"].head(1 if alone else 2)),
        value=worst["conversion"], low=worst["low"], high=worst["high"], unit="share",
        n=base, n_of="journeys", p=tested,
        reach=known(worst["entered"]) / known(view["funnel"]["entered"].max(), 1.0),
        size=in_deviations(1 - worst["conversion"], worst["conversion"]),
        sure=sure_from_p(tested),
    )  # fmt: skip


def _against_next(ranked: pd.DataFrame) -> float | None:
    """The test of the difference between the two stages that lose most."""
    if len(ranked) < 2:
        return None
    first, second = (ranked.iloc[k] for k in (0, 1))
    counts = (first["completed"], first["base"], second["completed"], second["base"])
    return float(two_proportions(*map(float, counts)))


def breakdowns(view: View) -> Iterator[Claim]:
    """Where journeys break down: an excess that survives control over all touchpoints."""
    table, usual_completion = shown(view, "breakdowns"), _completion(view)
    for row in table[table["breaks"].fillna(False).astype(bool)].itertuples():
        direction = _breaks_by(row)
        seen, usual = _rates(row, direction)
        yield Claim(
            subject=row.touchpoint,
            direction=direction,
            slots={
                "touchpoint": touchpoint(row.touchpoint),
                "seen": of100(seen), "usual": of100(usual),
                "drops": of100(row.dropoff), "drops_usual": of100(row.dropoff_expected),
                "again": of100(row.return_rate), "again_usual": of100(row.return_expected),
                "back": of100(row.comeback_rate), "back_usual": of100(row.comeback_expected),
                "lost": number(*(-100 * v for v in (row.effect, row.high, row.low))),
                "n": count(row.n), "p": p(row.p_adjusted),
            },
            rows=(("breakdowns", key_of("breakdowns", row)),),
            value=row.effect, low=row.low, high=row.high, unit="points",
            n=row.n, n_of="journeys", p=row.p_adjusted,
            reach=share_passing(view, row.touchpoint),
            size=in_deviations(row.effect, usual_completion),
            sure=sure_from_p(row.p_adjusted),
            about=(("touchpoint", row.touchpoint),),
        )  # fmt: skip


def _completion(view: View) -> float | None:
    """The share of all journeys that are over and completed."""
    sums = view["journeys"][["n", "open", "completed"]].sum()
    over = known(sums["n"]) - known(sums["open"])
    return known(sums["completed"]) / over if over else None


def _breaks_by(row: object) -> str:
    """What a manager would see: people who leave, who try again, or who come back."""
    if str(row.kind) != REPEATS:
        return "drop-off" if row.kind == DROPS else "drop-off and repeats"
    excess = {
        REPEATS: known(row.return_rate) - known(row.return_expected),
        COMES_BACK: known(row.comeback_rate) - known(row.comeback_expected),
    }
    return max(excess, key=excess.get)


def _rates(row: object, direction: str) -> tuple[float, float]:
    pairs = {
        REPEATS: (row.return_rate, row.return_expected),
        COMES_BACK: (row.comeback_rate, row.comeback_expected),
    }
    return pairs.get(direction, (row.dropoff, row.dropoff_expected))


def loops(view: View) -> Iterator[Claim]:
    """The commonest loop, and whether those who walk it complete less or more often."""
    table = shown(view, "loops")
    table = table[(table["n"] >= FEWEST_OF_A_LOOP) & (table["share"] >= LEAST_OF_A_LOOP)]
    for row in table.head(1).itertuples():
        tested = _loop_test(row)
        proven = tested is not None and tested < 1 - view.confidence
        gap = known(row.completion) - known(row.completion_without)
        way = "completes less" if gap < 0 else "completes more"
        yield Claim(
            subject=row.loop,
            direction=way if proven else "walked",
            slots={
                "loop": text(row.loop), "part": share(row.share), "n": count(row.n),
                "with": of100(row.completion), "without": of100(row.completion_without),
                "within": share(row.completion, row.low, row.high),
                "n_without": count(row.n_without), "p": p(tested),
            },
            rows=(("loops", key_of("loops", row)),),
            value=row.share, unit="share", n=row.n, n_of="journeys", p=tested,
            reach=row.share,
            size=in_deviations(gap, row.completion_without) if tested is not None else 0.0,
            sure=sure_from_p(tested),
        )  # fmt: skip


def _loop_test(row: object) -> float | None:
    """The test of completing with the loop against without it, both among enough."""
    rates = (row.completion, row.completion_without)
    if any(pd.isna(r) for r in rates) or known(row.n_without) < FEWEST_OF_A_LOOP:
        return None
    with_it, without = (
        (round(rate * n), n) for rate, n in zip(rates, (row.n, row.n_without), strict=True)
    )
    return float(two_proportions(*map(float, (*with_it, *without))))


def paths(view: View) -> Iterator[Claim]:
    """How alike customers walk: how many paths cover eight in ten journeys."""
    table = shown(view, "variants")
    if table.empty:
        return
    covered = table.sort_values("n", ascending=False, kind="stable")["share"].cumsum()
    some = int((covered < COVERAGE).sum()) + 1
    enough = known(covered.iloc[-1]) >= COVERAGE
    first = table.iloc[0]
    yield Claim(
        subject="coverage",
        direction="covered" if enough else "scattered",
        slots={
            "some": count(min(some, len(table))), "covered": share(COVERAGE),
            "top": share(first["share"]), "first": text(first["path"]),
            "n": count(known(view["journeys"]["n"].sum())),
        },
        rows=(("variants", {"path": first["path"]}),),
        value=some, unit="count", n=known(view["journeys"]["n"].sum()), n_of="journeys",
    )  # fmt: skip


def order(view: View) -> Iterator[Claim]:
    """Where customers walk against the order of the map, beyond chance."""
    table = shown(view, "map_order")
    against = table[table["agrees"].eq(False).fillna(False).astype(bool)]
    against = against.sort_values("n", ascending=False, kind="stable").head(MOST_CONTRADICTIONS)
    total = known(view["journeys"]["n"].sum())
    for row in against.itertuples():
        yield Claim(
            subject=f"{row.earlier} before {row.later}",
            direction="against",
            slots={
                "earlier": touchpoint(row.earlier), "later": touchpoint(row.later),
                "part": share(1 - row.in_order),
                "within": share(1 - row.in_order, 1 - row.high, 1 - row.low), "n": count(row.n),
            },
            rows=(("map_order", key_of("map_order", row)),),
            value=1 - row.in_order, low=1 - row.high, high=1 - row.low, unit="share",
            n=row.n, n_of="journeys",
            reach=known(row.n) / total if total else 0,
            size=in_deviations(0.5 - row.in_order, 0.5),
            about=(("touchpoint", row.earlier), ("touchpoint", row.later)),
        )  # fmt: skip


def gaps(view: View) -> Iterator[Claim]:
    """What only the map or only the data knows, and what the map leaves open."""
    table = view["touchpoint_map"]
    mapped, seen = (table[c].fillna(False).astype(bool) for c in ("in_catalogue", "in_data"))
    if mapped.any() and seen.any():
        yield from _unseen(view, table[mapped & ~seen], int(mapped.sum()))
        yield from _unmapped(view, table[seen & ~mapped])
    yield from _undefined(view)


def _unseen(view: View, never: pd.DataFrame, mapped: int) -> Iterator[Claim]:
    if len(never):
        yield _gap("never seen", never, {"mapped": count(mapped)}, n=len(never))


def _unmapped(view: View, extra: pd.DataFrame) -> Iterator[Claim]:
    extra = extra.sort_values("interactions", ascending=False, kind="stable")
    if len(extra):
        all_of_them = known(view["touchpoint_map"]["interactions"].sum(), 1.0)
        events = known(extra["interactions"].sum())
        slots = {"events": count(events)}
        reach = share_of_customers(view, extra["customers"].max())
        yield _gap("never mapped", extra, slots, n=events, reach=reach, size=events / all_of_them)


def _undefined(view: View) -> Iterator[Claim]:
    table = view["to_define"]
    if len(table):
        first = table.sort_values("interactions", ascending=False, kind="stable").head(1)
        yield _gap("to define", first, {"open": count(len(table))}, n=len(table), of="to_define")


def _gap(
    subject: str, rows: pd.DataFrame, slots: dict, of: str = "touchpoint_map", **given: object
) -> Claim:
    names = listed(map(touchpoint, rows["touchpoint"]))
    return Claim(
        subject=subject,
        direction=subject,
        slots={"names": names, "n": count(len(rows)), **slots},
        rows=tuple((of, key_of(of, row)) for row in rows.itertuples()),
        value=len(rows), unit="count", n_of="things",
        grade="opinion" if of == "to_define" else "events",
        about=tuple(("touchpoint", name) for name in rows["touchpoint"]),
        **given,
    )  # fmt: skip


LEVEL = "a level with its interval"
KINDS = (
    Kind("journey", "mapping", "journeys", ("completed",), LEVEL, journeys),
    Kind("funnel", "mapping", "funnel", ("narrowest", "among the narrowest", "only"),
         "difference of the two lowest conversions (two proportions)", funnel),
    Kind("breakdown", "mapping", "breakdowns",
         ("drop-off", "repeats", "comes back", "drop-off and repeats"),
         "excess over comparable steps, false-discovery rate over all touchpoints", breakdowns),
    Kind("loop", "mapping", "loops", ("walked", "completes less", "completes more"),
         "completion with against without the loop (two proportions)", loops),
    Kind("paths", "mapping", "variants", ("covered", "scattered"), LEVEL, paths),
    Kind("order", "mapping", "map_order", ("against",),
         "interval of the share in order lies below one half", order),
    Kind("map", "mapping", "touchpoint_map", ("never seen", "never mapped", "to define"),
         "observed", gaps),
)  # fmt: skip
