"""The history: what was reported when, by which run, and what each delivery looked like.

Imports no engagement: `past` is handed to `load`.
"""

from cxlib.history.connection import location
from cxlib.history.layout import ALERTS, BENEFITS, COLUMNS
from cxlib.history.reading import (
    Past,
    keys,
    past,
    profiles,
    read,
    read_alerts,
    read_benefits,
    reported,
)
from cxlib.history.writing import Report, tell, write

__all__ = ["ALERTS", "BENEFITS", "COLUMNS", "Past", "Report", "keys", "location", "past",
           "profiles", "read", "read_alerts", "read_benefits", "reported", "tell",
           "write"]  # fmt: skip
