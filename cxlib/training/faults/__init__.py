"""Faults of measurement, planted one at a time: what the stage of suspicion has to name."""

from cxlib.training.faults import clock
from cxlib.training.faults.frame import Brought, Fault, sound

FAULTS: tuple[Fault, ...] = (*clock.FAULTS,)

__all__ = ["FAULTS", "Brought", "Fault", "sound"]
