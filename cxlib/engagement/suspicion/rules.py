"""Every rule of suspicion, in the order in which they are asked; imported when a client is read."""

from __future__ import annotations

from cxlib.engagement.suspicion import (
    amounts,
    answering,
    between,
    channels,
    clock,
    codes,
    contradictions,
    courses,
    currencies,
    days,
    delivery,
    direction,
    exchanged,
    grouped,
    ids,
    leaks,
    lining,
    lives,
    measured,
    money,
    names,
    ordering,
    recorded,
    repeated,
    robots,
    rows,
    scales,
    spans,
    stamps,
    summertime,
    swapped,
    texts,
    ticks,
    timing,
    tracking,
    twins,
    units,
    values,
    weighting,
    within,
)  # fmt: skip
from cxlib.engagement.suspicion.frame import Rule

RULES: tuple[Rule, ...] = tuple(
    rule
    for matter in (clock, exchanged, delivery, leaks, scales, direction, grouped, swapped, codes,
                   between, within, ordering, rows, lining, answering, robots, weighting, tracking,
                   timing, channels, recorded, days, stamps, summertime, ticks, ids, twins, money,
                   amounts, values, currencies, lives, spans, measured, units, contradictions,
                   courses, repeated, names, texts)
    for rule in matter.RULES
)  # fmt: skip
