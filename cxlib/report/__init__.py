"""Everything that is drawn or printed: pictures, tables, the page, the workbook, the deck.

Text from a client passes `escaping`, groups pass `suppression`, and both happen before anything
is drawn: figures and tables take a `view`, never the raw results.
"""

from __future__ import annotations

from importlib import import_module

_HOME = {
    "write_page": "page",
    "write_map": "map_file",
    "monitor_page": "page",
    "write_workbook": "workbook",
    "write_deck": "deck",
    "write_workshop": "workshop",
    "write_briefs": "briefs",
}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> object:
    """Import a part when it is first asked for: drawing libraries take a second to load."""
    if name not in _HOME:
        raise AttributeError(f"cxlib.report has no '{name}'; it has {', '.join(__all__)}")
    return getattr(import_module(f"cxlib.report.{_HOME[name]}"), name)
