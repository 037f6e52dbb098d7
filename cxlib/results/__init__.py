"""Result tables: declared in the registry, checked, written and read here and nowhere else."""

from cxlib.results.frames import conform, empty, round_significant
from cxlib.results.kinds import Kind
from cxlib.results.registry import REGISTRY, SHARED, Table, tables_of
from cxlib.results.store import Results, blank, gather

__all__ = [
    "REGISTRY",
    "SHARED",
    "Kind",
    "Results",
    "Table",
    "blank",
    "conform",
    "empty",
    "gather",
    "round_significant",
    "tables_of",
]
