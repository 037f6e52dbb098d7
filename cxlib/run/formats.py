"""nbformat, imported without what it has no use for.

Its schema library builds a whole grammar of internationalised addresses when it is imported, to
check a format that no notebook's schema has: 0.8 s of CPU in every run. Papermill imports nbformat
too, so that this module comes first.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

GRAMMAR = "rfc3987_syntax"


@contextmanager
def without(name: str) -> Iterator[None]:
    """Inside, a library of this name is not imported anew; afterwards it can be, as before.

    >>> with without("colorsys"):
    ...     import colorsys
    Traceback (most recent call last):
    ModuleNotFoundError: import of colorsys halted; None in sys.modules
    """
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None
    try:
        yield
    finally:
        del sys.modules[name]


with without(GRAMMAR):
    import nbformat

__all__ = ["nbformat", "without"]
