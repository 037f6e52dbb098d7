"""The history: what was reported when. Imports no engagement: `past` is handed to `load`."""

from cxlib.history.layout import BENEFITS, COLUMNS
from cxlib.history.store import Past, location, past, read, read_benefits, write

__all__ = ["BENEFITS", "COLUMNS", "Past", "location", "past", "read", "read_benefits", "write"]
