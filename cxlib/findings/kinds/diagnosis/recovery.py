"""Does good recovery keep customers, and does it leave them happier than no failure?"""

from __future__ import annotations

from collections.abc import Iterator

from cxlib.findings import families
from cxlib.findings.claim import Claim, Kind, known, shown
from cxlib.findings.kinds.diagnosis.scales import (
    MATTERS,
    alike_p,
    is_alike,
    matters_on,
)
from cxlib.findings.weighing import in_deviations, sure_from_p
from cxlib.language import missing
from cxlib.release.view import View
from cxlib.results.coded import (
    Figure,
    count,
    later,
    number,
    of100,
    outcome,
    p,
    points,
    signed,
    term,
)

RECOVERED, NOT, NEVER = "failed and recovered", "failed and not recovered", "never failed"
STAY = ("keeps", "loses", "alike")
RATE = ("rates more", "rates less", "rates alike")
TOO_FEW, UNKNOWN = "too few", "nothing known before"
CONTENT = ("happier", "as happy", "less happy", "happiness unknown")


def recovery(view: View) -> Iterator[Claim]:
    """Customers whose failure was made good, against those whose was not."""
    groups = {row.group: row for row in shown(view, "recovery").itertuples()}
    if not {RECOVERED, NOT} <= set(groups):
        return
    well, ill = groups[RECOVERED], groups[NOT]
    everybody = sum(known(group.n) for group in groups.values())
    stays = not missing(well.stays)
    found = (
        (well.stays, well.stays_low, well.stays_high, well.stays_p)
        if stays
        else (well.gain, well.gain_low, well.gain_high, well.gain_p)
    )
    value, low, high, _ = found
    sense = 1.0 if stays else view.engagement.sense(well.outcome)
    direction, proven = _verb(view, (well, ill), found, stays, sense)
    yield Claim(
        subject="recovered against not",
        direction=direction,
        slots=_slots(well, ill, groups.get(NEVER)),
        rows=tuple(("recovery", {"group": group}) for group in (RECOVERED, NOT)),
        value=value, low=low, high=high, unit="points" if stays else "number",
        n=known(well.n) + known(ill.n), n_of=well.n_of, grade="both",
        p=proven, family=families.RECOVERED,
        reach=known(ill.n) / everybody if everybody else 0,
        size=in_deviations(value, ill.retention) if stays else _deviations(value, well.spread),
        sure=sure_from_p(proven),
        more=tuple(_more(well, stays, groups)) if direction != UNKNOWN else (),
    )  # fmt: skip


def _slots(well: object, ill: object, never: object | None) -> dict[str, Figure]:
    return {
        "well": of100(well.retention), "ill": of100(ill.retention), "when": later(well.months),
        "gap": points(well.stays, well.stays_low, well.stays_high), "p": p(well.stays_p),
        "never": of100(None if never is None else never.retention),
        "gain": number(None if missing(well.gain) else abs(well.gain)),
        "scored": signed(well.gain, well.gain_low, well.gain_high), "scored_p": p(well.gain_p),
        "outcome": outcome(well.outcome), "n_well": count(well.n), "n_ill": count(ill.n),
        "n_of": term(well.n_of),
    }  # fmt: skip


def _more(well: object, stays: bool, groups: dict[str, object]) -> Iterator[str]:
    yield "alike before"
    if stays and not missing(well.gain):
        yield "score too"
    if stays and NEVER in groups and not missing(groups[NEVER].retention):
        yield "against no failure"


def _verb(
    view: View, sides: tuple, found: tuple, stays: bool, sense: float
) -> tuple[str, float | None]:
    """What the test of the difference carries, and its p; times `sense`, more is better."""
    more, less, alike = STAY if stays else RATE
    value, *ends, proven = found
    thin = min(known(side.n) for side in sides) < view.policy.reliability_n
    if missing(proven) or thin:
        return TOO_FEW, None
    if not missing(sides[0].known_before) and not sides[0].known_before:
        return UNKNOWN, None
    if proven < 1 - view.confidence:
        return (more if sense * value > 0 else less), proven
    least = MATTERS if stays else matters_on(view, sides[0].outcome)
    if is_alike(*ends, least):
        return alike, alike_p(value, *ends, least, view.confidence)
    return TOO_FEW, None


def paradox(view: View) -> Iterator[Claim]:
    """Customers whose failure was made good, against those who never had one."""
    groups = {row.group: row for row in shown(view, "recovery").itertuples()}
    well = groups.get(RECOVERED)
    if NEVER not in groups or well is None or missing(well.difference):
        return
    ends = (well.difference, well.difference_low, well.difference_high)
    n = known(well.n) + known(groups[NEVER].n)
    direction, proven = _content(view, well, groups[NEVER])
    yield Claim(
        subject="paradox",
        direction=direction,
        slots={
            "apart": number(abs(well.difference)), "gap": signed(*ends), "p": p(well.p),
            "outcome": outcome(well.outcome), "n_well": count(well.n),
            "n_never": count(groups[NEVER].n), "n_of": term(well.n_of),
        },
        rows=tuple(("recovery", {"group": group}) for group in (RECOVERED, NEVER)),
        value=ends[0], low=ends[1], high=ends[2], unit="number",
        n=n, n_of=well.n_of, grade="both",
        p=proven, family=families.PARADOX,
        reach=known(well.n) / n if n else 0, size=_deviations(ends[0], well.spread),
        sure=sure_from_p(proven),
        more=("at equal earlier score" if known(well.adjusted) else "earlier scores unknown",),
    )  # fmt: skip


def _content(view: View, well: object, never: object) -> tuple[str, float | None]:
    """Happier only where both analyses say so; alike only where no difference that matters fits."""
    happier, alike, less, unknown = CONTENT
    if min(known(well.n), known(never.n)) < view.policy.reliability_n or missing(well.p):
        return unknown, None
    if known(well.paradox):
        return happier, well.p
    if well.p < 1 - view.confidence and well.difference * view.engagement.sense(well.outcome) < 0:
        return less, well.p
    ends, least = (well.difference_low, well.difference_high), matters_on(view, well.outcome)
    if is_alike(*ends, least):
        return alike, alike_p(well.difference, *ends, least, view.confidence)
    return unknown, None


def _deviations(value: object, spread: object) -> float:
    return abs(known(value)) / float(spread) if known(spread) > 0 else 0.0


def both(view: View) -> Iterator[Claim]:
    yield from recovery(view)
    yield from paradox(view)


KINDS = (
    Kind("recovery", "diagnosis", "recovery", (*STAY, *RATE, TOO_FEW, UNKNOWN, *CONTENT),
         "recovered against not recovered, at equal earlier score and at equal true score, the "
         "less favourable: retention at the horizon (Cox regression), else score; against never "
         "failed: covariance and change, both", both),
)  # fmt: skip
