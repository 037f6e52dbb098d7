"""What several ask of the same data is worked out by the first that asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Known = TypeVar("Known")


class Once:
    """Something that never changes, and remembers what was worked out of it.

    >>> class Data(Once): ...
    >>> data = Data()
    >>> data.once("rows", lambda: 3), data.once("rows", lambda: 4)
    (3, 3)
    """

    def once(self, what: str, work_out: Callable[[], Known]) -> Known:
        """What goes by a name; copies with other data begin anew."""
        known = self.__dict__.setdefault("_known", {})
        if what not in known:
            known[what] = work_out()
        return known[what]
