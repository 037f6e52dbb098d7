"""Faults of measurement, planted one at a time: what the stage of suspicion has to name."""

from cxlib.training.faults import (
    amounts,
    answers,
    behaviour,
    clock,
    counters,
    disorder,
    measuring,
    names,
    points,
    records,
    ticks,
)
from cxlib.training.faults.frame import Brought, Fault, sound

FAULTS: tuple[Fault, ...] = (
    *clock.FAULTS, *answers.FAULTS, *disorder.FAULTS, *behaviour.FAULTS, *counters.FAULTS,
    *names.FAULTS, *points.FAULTS, *measuring.FAULTS, *amounts.FAULTS, *ticks.FAULTS,
    *records.FAULTS,
)  # fmt: skip

__all__ = ["FAULTS", "Brought", "Fault", "sound"]
