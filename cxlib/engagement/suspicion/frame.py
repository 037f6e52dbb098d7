"""Suspicion: every cell may be valid and the figure wrong. What a rule sees, what it says, and the
stage that asks the rules in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

import pandas as pd

from cxlib.engagement.config import Config
from cxlib.engagement.contracts.problems import ROWS_NAMED
from cxlib.engagement.contracts.quality import EXCLUDED
from cxlib.engagement.contracts.tables import empty_table
from cxlib.engagement.log.source import Log
from cxlib.engagement.shaping.prepared import Prepared

Known = TypeVar("Known")
STOP, WARN, TELL = "stop", "warn", "tell"
SEVERITIES = (STOP, WARN, TELL)
COLUMNS = (
    "suspicion", "table", "column", "n", "severity", "measure", "before", "after", "example",
    "words", "remedy",
)  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """What a rule may look at: every usable row the client sent, typed, whatever its period.

    Attributes
    ----------
    tables : the tables under canonical columns and one spelling; `period` wherever there is a
        time. The index of a frame is the row's position in `Prepared.raw`, whose cells are as the
        client wrote them.
    log : the interactions in the engine: customer, time, touchpoint, journey, journey_id, channel,
        completed, row; None where there are none.
    today : the day of the run, naive UTC.
    asked : the period asked for; None for the last complete one.
    given, earlier : the profile of this delivery as it came, and those of the deliveries behind
        the runs published before it, oldest first (`suspicion.delivery.given`).
    """

    config: Config
    tables: Mapping[str, Prepared]
    log: Log | None
    today: pd.Timestamp
    asked: str | None = None
    given: Mapping | None = None
    earlier: tuple[Mapping, ...] = ()
    _known: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, what: str, work_out: Callable[[], Known]) -> Known:
        """What several rules look at, worked out by the first that asks."""
        if what not in self._known:
            self._known[what] = work_out()
        return self._known[what]

    def frame(self, name: str) -> pd.DataFrame:
        """A table's rows; none, under the contract's columns, where it was not supplied."""
        return self.tables[name].frame if name in self.tables else empty_table(name)

    def having(self, name: str, frame: pd.DataFrame) -> Seen:
        """The same with other cells in one table."""
        return replace(self, tables={**self.tables, name: self.tables[name].having(frame)})

    def without(self, name: str, rows: Iterable[int], reason: str, column: str = "") -> Seen:
        """The same without some rows of a table, by their index; counted as excluded."""
        table = self.tables[name]
        gone = pd.Series(table.frame.index.isin(list(rows)), index=table.frame.index)
        told = table.without(gone, EXCLUDED + reason, column=column)
        return replace(self, tables={**self.tables, name: told})

    def blanked(self, name: str, column: str, rows: Iterable[int]) -> Seen:
        """The same with some cells of a column missing, by the index of their rows."""
        frame = self.tables[name].frame
        cells = frame[column].mask(frame.index.isin(list(rows)))
        return self.having(name, frame.assign(**{column: cells}))

    def places(self, name: str, rows: Sequence[int]) -> str:
        """The client's file and its first few rows, as the spreadsheet counts them."""
        raw = self.tables[name].raw
        found: dict[str, list[str]] = {}
        for file, row in (raw.place(int(position)) for position in list(rows)[:ROWS_NAMED]):
            found.setdefault(file, []).append(str(row))
        return "; ".join(f"{f}, row{'s' * (len(r) > 1)} {', '.join(r)}" for f, r in found.items())


@dataclass(frozen=True)
class Measure:
    """Something a fault may change: what it is called, and how it is computed from the tables."""

    name: str
    of: Callable[[Seen], str]


@dataclass(frozen=True)
class Suspicion:
    """What a rule found.

    Attributes
    ----------
    suspicion : the kind of fault, in the field's words; with table and column what the consultant
        accepts it by.
    n : rows or cells concerned.
    severity : stop (the report is not sent), warn (sent with warnings) or tell.
    words, remedy : what was seen, with its figures; what to do, with the key to set.
    example : where, as the client's spreadsheet counts.
    measure, removed : what it would change, and the tables with the fault removed: the frame
        computes the figure before and after.
    mended : the run goes on with the fault removed, unless the consultant accepts it.
    """

    suspicion: str
    table: str
    column: str
    n: int
    severity: Literal["stop", "warn", "tell"]
    words: str
    remedy: str
    example: str = ""
    measure: Measure | None = None
    removed: Callable[[Seen], Seen] | None = None
    mended: bool = False

    @property
    def key(self) -> str:
        """What `policy.accepted` names it by.

        >>> Suspicion("fired twice", "interactions", "touchpoint", 3, "warn", "", "").key
        'fired twice: interactions.touchpoint'
        """
        where = f"{self.table}.{self.column}" if self.column else self.table
        return f"{self.suspicion}: {where}"


Rule = Callable[[Seen], Iterator[Suspicion]]


def suspected(seen: Seen, rules: Iterable[Rule]) -> tuple[Seen, pd.DataFrame]:
    """Ask every rule, each on what the earlier ones left.

    Returns
    -------
    The tables without the faults that are mended, and the `suspicions` table, the gravest first:
    suspicion, table, column, n, severity, measure, before, after, example, words, remedy.
    """
    rows: dict[str, dict[str, object]] = {}
    for rule in rules:
        for found in rule(seen):
            reason = seen.config.policy.accepted.get(found.key)
            rows.setdefault(found.key, _row(found, seen, reason))
            if found.mended and found.removed and reason is None:
                seen = found.removed(seen)
    return seen, _as_table([*rows.values(), *_never_met(seen.config, rows)])


def _row(found: Suspicion, seen: Seen, reason: str | None) -> dict[str, object]:
    measure, before, after = _changed(found, seen)
    row = {c: getattr(found, c, None) for c in COLUMNS} | {
        "measure": measure,
        "before": before,
        "after": after,
    }
    if reason is not None:
        return row | {"severity": TELL, "remedy": f"accepted in policy.accepted: {reason}"}
    to_accept = f"; if it is right as it is: policy: {{accepted: {{'{found.key}': the reason}}}}"
    asks = found.severity != TELL or found.mended
    return row | {"remedy": found.remedy + to_accept if asks else found.remedy}


def _changed(found: Suspicion, seen: Seen) -> tuple[str | None, str | None, str | None]:
    """What the fault changes: the measure's name, its value now and with the fault removed."""
    if found.measure is None or found.removed is None:
        return None, None, None
    return found.measure.name, found.measure.of(seen), found.measure.of(found.removed(seen))


def _never_met(config: Config, met: Iterable[str]) -> list[dict[str, object]]:
    """What was accepted and does not occur: a misspelt key would be passed over in silence."""
    known = set(met)
    return [
        _blank() | {"suspicion": "accepted, not met", "table": "engagement.yml", "n": 0,
                    "column": key, "severity": TELL, "words": f"policy.accepted names '{key}', "
                    "which was not found", "remedy": "take the line out, or correct it"}
        for key in config.policy.accepted if key not in known
    ]  # fmt: skip


def _blank() -> dict[str, object]:
    return dict.fromkeys(COLUMNS)


def _as_table(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    typed = frame.astype({c: "str" for c in COLUMNS if c != "n"} | {"n": "Int64"})
    gravest = typed["severity"].map(SEVERITIES.index)
    order = typed.assign(_grave=gravest).sort_values(["_grave", "table", "column", "suspicion"])
    return order.drop(columns="_grave").reset_index(drop=True)


def no_suspicions() -> pd.DataFrame:
    """The table with its columns and no rows."""
    return _as_table([])
