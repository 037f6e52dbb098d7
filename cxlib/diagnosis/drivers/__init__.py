"""Which variables most impact the experience: importance, signed effect, dominance."""

from cxlib.diagnosis.drivers.explain import Explained, explain
from cxlib.diagnosis.drivers.material import Way
from cxlib.diagnosis.drivers.table import dominance_table, drivers

__all__ = ["Explained", "Way", "dominance_table", "drivers", "explain"]
