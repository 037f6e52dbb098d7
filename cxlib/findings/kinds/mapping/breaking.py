"""Where journeys break down."""

from __future__ import annotations

from collections.abc import Iterator

from cxlib.findings.claim import Claim, key_of, known, shown
from cxlib.findings.families import BREAKDOWNS
from cxlib.findings.kinds.mapping.walking import GAP_MOVED, gap_moved
from cxlib.findings.weighing import completion, in_deviations, share_passing, sure_from_p
from cxlib.release.view import View
from cxlib.results.coded import count, of100, p, touchpoint

DROPS, REPEATS, COMES_BACK, BOTH = BREAKS = (
    "drop-off", "repeats", "comes back", "drop-off and repeats",
)  # fmt: skip


def breakdowns(view: View) -> Iterator[Claim]:
    """Where journeys break down: an excess that survives control over all touchpoints."""
    table, usual_completion = shown(view, "breakdowns"), completion(view)
    few = set(view["touchpoint_map"].query("base_note == 'hidden'")["touchpoint"])
    table = table[table["breaks"].fillna(False).astype(bool) & ~table["touchpoint"].isin(few)]
    # the kind is missing in results of an earlier kit, the rest where it would tell a hidden count
    table = table.dropna(subset=["kind", "dropoff", "return_rate"])
    for row in table.itertuples():
        direction = _direction(row)
        seen, usual = _rates(row)[direction]
        yield Claim(
            subject=row.touchpoint,
            direction=direction,
            slots={
                "touchpoint": touchpoint(row.touchpoint),
                "seen": of100(seen), "usual": of100(usual),
                "drops": of100(row.dropoff), "drops_usual": of100(row.dropoff_expected),
                "again": of100(row.return_rate), "again_usual": of100(row.return_expected),
                "back": of100(row.comeback_rate), "back_usual": of100(row.comeback_expected),
                "lost": of100(*(-v for v in (row.effect, row.high, row.low))),
                "n": count(row.n), "p": p(row.p_adjusted),
            },
            rows=(("breakdowns", key_of("breakdowns", row)),),
            value=row.effect, low=row.low, high=row.high, unit="points",
            n=row.n, n_of="journeys", p=row.p_adjusted, family=BREAKDOWNS,
            reach=share_passing(view, row.touchpoint),
            size=in_deviations(row.effect, usual_completion),
            sure=sure_from_p(row.p_adjusted),
            about=(("touchpoint", row.touchpoint),),
            more=(*_besides(row, direction), "cost", *_steady(view, row.touchpoint)),
        )  # fmt: skip


def _rates(row: object) -> dict[str, tuple[float, float]]:
    """What is seen and what would be normal, by direction."""
    drops = row.dropoff, row.dropoff_expected
    return {
        DROPS: drops, BOTH: drops,
        REPEATS: (row.return_rate, row.return_expected),
        COMES_BACK: (row.comeback_rate, row.comeback_expected),
    }  # fmt: skip


def _direction(row: object) -> str:
    """What a manager would see: people who leave, who try again, or who come back."""
    if str(row.kind) != REPEATS:
        return str(row.kind)
    return max((REPEATS, COMES_BACK), key=lambda way: _excess(row, way))


def _excess(row: object, way: str) -> float:
    seen, usual = _rates(row)[way]
    return known(seen) - known(usual)


def _steady(view: View, name: str) -> Iterator[str]:
    """That it is there whatever the gap, where that is a guess."""
    if gap_moved(view, f"breakdown:{name}"):
        yield GAP_MOVED


def _besides(row: object, direction: str) -> Iterator[str]:
    """Evidence on repeats that the claim does not give: all that are more than normal."""
    for way in (REPEATS, COMES_BACK):
        if way != direction and _excess(row, way) > 0:
            yield f"also {way}"
