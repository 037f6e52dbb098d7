"""One spelling for every name in every table and in the engine: touchpoints, journeys, departments,
owners, people, activities, initiatives, channels, stages, KPIs and the levels of segments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from cxlib.engagement.contracts.names import key, looks_like, several, spellings
from cxlib.engagement.contracts.quality import MENDED, Note, note
from cxlib.engagement.contracts.tables import CONTRACTS
from cxlib.engagement.log import events
from cxlib.engagement.log.source import NAME
from cxlib.engagement.shaping.prepared import Prepared

LISTS = frozenset({"starts", "completes", "ends", "depends_on", "excludes"})  # several in a cell
# what a name names -> where it stands; the first place is the one whose spelling is kept
PLACES: dict[str, tuple[tuple[str, str], ...]] = {
    "touchpoint": (("touchpoints", "touchpoint"),),
    "journey": (
        ("journeys", "journey"), ("touchpoints", "journey"), ("responses", "journey"),
    ),
    "channel": (("touchpoints", "channel"),),
    "stage": (("touchpoints", "stage"),),
    "department": (
        ("owners", "department"), ("raci", "department"), ("readiness", "department"),
        ("activities", "department"),
    ),
    "owner": (
        ("owners", "owner"), ("touchpoints", "owner"), ("initiatives", "owner"),
        ("targets", "owner"),
    ),
    "person": (("owners", "person"),),
    "activity": (
        ("activities", "activity"), ("operations", "activity"), ("activities", "depends_on"),
    ),
    "initiative": (
        ("initiatives", "initiative"), ("initiatives", "depends_on"), ("initiatives", "excludes"),
    ),
    "kpi": (("kpis", "kpi"), ("targets", "kpi"), ("initiatives", "kpi")),
    "scope": (("kpis", "scope"),),
}  # fmt: skip
SUBJECT = ("raci", "subject")  # a touchpoint or an initiative


def one_spelling(
    tables: Mapping[str, Prepared], log: events.Log | None
) -> tuple[dict[str, Prepared], events.Log | None, list[Note]]:
    """Every name in one spelling: that of the table which lists it, else the commonest.

    Names are the same that differ in capitals, blanks, width, invisible signs, or in letters that
    only look alike (`cxlib.engagement.contracts.names.key`).
    """
    logged = events.names_in(log) if log is not None else {}
    told: list[Note] = []
    known: dict[str, str] = {}  # what a subject of the RACI may be
    for what, places in _named(tables).items():
        spelling = _spelling(tables, places, logged.get(what, {}))
        merges = _merges_told(what, _first_with(tables, places), spelling)
        tables = _respelled(tables, places, spelling)
        log = events.respelled(log, what, spelling) if what in logged else log
        told += merges
        known |= spelling if what in ("touchpoint", "initiative") else {}
    return _subjects(tables, {key(n): shown for n, shown in known.items()}), log, told


def _named(tables: Mapping[str, Prepared]) -> dict[str, list[tuple[str, str]]]:
    """What names name -> the columns where they stand among these tables."""
    touchpoints = [
        (name, column)
        for name in tables
        for column, rule in CONTRACTS[name].columns.items()
        if rule.kind == "touchpoint" and name != NAME
    ]
    places = {w: [*p, *(touchpoints if w == "touchpoint" else ())] for w, p in PLACES.items()}
    for name, table in tables.items():
        for segment in table.options.segments:
            places.setdefault(f"segment {segment}", []).append((name, segment))
    there = {
        what: [(t, c) for t, c in dict.fromkeys(p) if t in tables and c in tables[t].frame]
        for what, p in places.items()
    }
    return {what: p for what, p in there.items() if p or what in events.NAMES}


def _cells(tables: Mapping[str, Prepared], place: tuple[str, str]) -> Iterator[tuple[str, int]]:
    name, column = place
    for cell, n in tables[name].frame[column].value_counts().items():
        yield from ((part, int(n)) for part in (several(cell) if column in LISTS else [cell]))


def _spelling(
    tables: Mapping[str, Prepared], places: list[tuple[str, str]], logged: Mapping[str, int]
) -> dict[str, str]:
    counts: Counter[str] = Counter(logged)
    listed: list[str] = []
    for place in places:
        for name, n in _cells(tables, place):
            counts[name] += n
            listed += [name] if _is_list(place) else []
    return spellings(counts, listed)


def _is_list(place: tuple[str, str]) -> bool:
    """Whether a table is the one that lists these names, once each."""
    name, column = place
    return CONTRACTS[name].unique == (column,)


def _respelled(
    tables: Mapping[str, Prepared], places: list[tuple[str, str]], spelling: Mapping[str, str]
) -> dict[str, Prepared]:
    changed = {name for name, shown in spelling.items() if name != shown}
    tables = dict(tables)
    for name, column in places if changed else ():
        cells = tables[name].frame[column]
        if column in LISTS:
            new = cells.map(lambda c: "; ".join(spelling[n] for n in several(c)), "ignore")
        elif cells.isin(changed).any():
            new = cells.map(spelling, na_action="ignore")
        else:
            continue
        tables[name] = tables[name].having(tables[name].frame.assign(**{column: new.astype("str")}))
    return tables


def _subjects(tables: dict[str, Prepared], shown: Mapping[str, str]) -> dict[str, Prepared]:
    """Subjects of the RACI as the touchpoint or initiative that they are is written."""
    name, column = SUBJECT
    if name not in tables:
        return tables
    cells = tables[name].frame[column]
    usual = spellings(cells.value_counts().to_dict())
    new = cells.map({c: shown.get(key(c), usual[c]) for c in usual}).astype("str")
    return tables | {name: tables[name].having(tables[name].frame.assign(**{column: new}))}


def _first_with(
    tables: Mapping[str, Prepared], places: list[tuple[str, str]]
) -> dict[str, tuple[str, str]]:
    """Each name as written, and the first column where it stands so."""
    found: dict[str, tuple[str, str]] = {}
    for place in places:
        for name, _ in _cells(tables, place):
            found.setdefault(name, place)
    return found


def _merges_told(
    what: str, standing: Mapping[str, tuple[str, str]], spelling: Mapping[str, str]
) -> list[Note]:
    """A note for each name in several spellings, at the column of one that goes."""
    written: dict[str, set[str]] = {}
    for name in spelling:
        written.setdefault(key(name), set()).add(name)
    logged, told = (NAME, what), []
    for names in written.values():
        if len(names) > 1:
            gone = [n for n in sorted(names) if spelling[n] != n]
            remedy = "write the name in one way"
            if any(map(looks_like, names)):
                remedy += " (one has letters of another script)"
            words = f"{MENDED}spellings merged into '{spelling[min(names)]}'"
            told.append(note(*standing.get(gone[0], logged), words, len(names), remedy))
    return told
