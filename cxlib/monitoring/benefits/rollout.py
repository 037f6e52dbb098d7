"""Who was treated, and from when: `initiatives.rollout` read as data."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cxlib.engagement.contracts import periods

SHAPE = re.compile(r"^\s*(?P<who>.+?)\s+from\s+(?P<since>\S+)\s*$", re.I)
SEPARATORS = re.compile(r"[;|]")
EVERYBODY = ("all", "everybody", "everyone")


@dataclass(frozen=True)
class Rollout:
    """`column` is None where everybody is treated; `since` is the label of the first period."""

    column: str | None
    units: tuple[str, ...]
    since: str

    @property
    def scopes(self) -> tuple[str, ...]:
        """The KPI scopes that are treated."""
        return tuple(f"{self.column}={unit}" for unit in self.units) or ("overall",)


def parse(text: str, kind: str) -> Rollout:
    """A rollout such as "region=North;South from 2025-04" or "all from 2025-04".

    Raises ValueError, with an example, where the text cannot be read.

    >>> parse("region=North; South from 2025-04-01", "month")
    Rollout(column='region', units=('North', 'South'), since='2025-04')
    >>> parse("all from 2025-04", "month").scopes
    ('overall',)
    """
    found = SHAPE.match(str(text))
    if not found:
        raise ValueError(f"'{text}' is no rollout such as 'region=North;South from 2025-04'")
    since = periods.parse(found["since"], kind)
    if found["who"].strip().casefold() in EVERYBODY:
        return Rollout(None, (), since)
    column, mark, names = found["who"].partition("=")
    units = tuple(name.strip() for name in SEPARATORS.split(names) if name.strip())
    if not mark or not units:
        raise ValueError(f"'{text}' is no rollout such as 'region=North;South from 2025-04'")
    return Rollout(column.strip(), units, since)
