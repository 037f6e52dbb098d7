"""Who does what by when, what stands in the way, and which promises nobody could judge later."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cxlib.findings.claim import Claim, Kind, key_of, shown
from cxlib.findings.kinds.alignment.places import DECLARED, benefit_share, explained
from cxlib.findings.weighing import share_passing, sure_from_interval
from cxlib.language import missing
from cxlib.language.figure import parsed
from cxlib.release.view import View
from cxlib.results.coded import count, day, kpi, listed, number, text

SCOPED = "@"  # between a KPI and the scope it is watched in
RUNNING = "running"
NO_COMPARISON = "ledger|rollout"


def planned(view: View) -> Iterator[Claim]:
    """One claim an initiative: its owner, its date, and what it waits for or clashes with."""
    table = shown_codes(view, "roadmap")
    dated = bool(table["end"].notna().any())
    for row in table.itertuples():
        yield Claim(
            subject=row.initiative,
            direction=_direction(row, dated),
            slots={
                "initiative": text(row.initiative), "owner": text(row.owner),
                "start": day(row.start), "end": day(row.end), "by": day(row.expected_by),
                "kpi": _kpi(row.kpi), "change": number(row.expected_change),
                **({} if missing(row.waits) else {"waits": explained(row.waits)}),
            },
            rows=(("roadmap", key_of("roadmap", row)),),
            n_of="things", grade="opinion",
            **_weighed(view, row),
            about=_about(row),
            leads_to=None if missing(row.kpi) else row.kpi,
            more=_watched(row, view.engagement.today),
        )  # fmt: skip


def shown_codes(view: View, table: str) -> pd.DataFrame:
    """The rows that may be told, their explaining columns as codes."""
    return view.codes[table].loc[shown(view, table).index]


def _direction(row: object, dated: bool) -> str:
    """What most needs saying of it; where others have dates, it is its owner who has no room."""
    if missing(row.owner):
        return "running unowned" if row.status == RUNNING else "unowned"
    if row.status == RUNNING:
        return RUNNING
    if missing(row.end):
        return "no room" if dated else "undated"
    if not missing(row.expected_by) and row.end > row.expected_by:
        return "late"
    return "planned" if missing(row.waits) else "waits"


def _watched(row: object, today: pd.Timestamp | None) -> tuple[str, ...]:
    """Where and by when it is to show; what was due before the period ended lies behind."""
    if missing(row.kpi):
        return ("unwatched",)
    if missing(row.expected_by):
        return ("watched",)
    return ("was due",) if today is not None and row.expected_by < today else ("watched until",)


def _about(row: object) -> tuple[tuple[str, str], ...]:
    """Its owner, that of the place it changes, of what it waits for and of its KPI."""
    named = [("initiative", row.initiative), ("touchpoint", row.touchpoint), ("kpi", row.kpi)]
    return tuple((what, str(name)) for what, name in named if not missing(name))


def _kpi(cell: object) -> dict:
    """The KPI without the scope that it is watched in."""
    return kpi(None if missing(cell) else str(cell).partition(SCOPED)[0].strip())


def _weighed(view: View, row: object) -> dict[str, float]:
    """By the benefit expected of it and the customers who pass the place it changes."""
    plan = view["portfolio"]
    mine = plan[plan["initiative"] == row.initiative].head(1)
    benefit = [tuple(r) for r in mine[["benefit", "low", "high"]].itertuples(index=False)]
    return {
        "reach": 1.0 if missing(row.touchpoint) else share_passing(view, row.touchpoint),
        "size": benefit_share(view, row.initiative),
        "sure": sure_from_interval(*benefit[0], view.confidence) if benefit else 1.0,
    }


def judgeable(view: View) -> Iterator[Claim]:
    """Promises that could never be judged: without a KPI, a change or a date; or a comparison."""
    table = shown_codes(view, "ledger").dropna(subset=["missing"])
    codes = {row.initiative: _codes(row.missing) for row in table.itertuples()}
    for row in table.itertuples():
        if any(code != NO_COMPARISON for code in codes[row.initiative]):
            yield _unclear(view, row)
    bare = table[table["initiative"].map(lambda name: codes[name] == [NO_COMPARISON]).astype(bool)]
    if len(bare):
        yield _uncompared(view, bare)


def _codes(cell: str) -> list[str]:
    found = parsed(cell) or []
    return [part["code"] for part in (found if isinstance(found, list) else [found])]


def _unclear(view: View, row: object) -> Claim:
    return Claim(
        subject=row.initiative,
        direction="incomplete",
        slots={"initiative": text(row.initiative), "missing": explained(row.missing)},
        rows=(("ledger", key_of("ledger", row)),),
        n_of="things", grade="opinion",
        **_weighed(view, _on_the_road(view, row.initiative)),
        about=_about(_on_the_road(view, row.initiative)),
        leads_to=row.initiative,
    )  # fmt: skip


def _on_the_road(view: View, initiative: str) -> object:
    table = view["roadmap"]
    return next(table[table["initiative"] == initiative].itertuples())


def _uncompared(view: View, rows: pd.DataFrame) -> Claim:
    """All that lack nothing but a comparison, in one claim."""
    weights = [_weighed(view, _on_the_road(view, name)) for name in rows["initiative"]]
    return Claim(
        subject="comparison",
        direction="no comparison",
        slots={
            "n": count(len(rows)), "all": count(len(view["ledger"])),
            "initiatives": listed(map(text, rows["initiative"])),
        },
        rows=tuple(("ledger", key_of("ledger", row)) for row in rows.itertuples()),
        value=len(rows), unit="count", n=len(view["ledger"]), n_of="things", grade="opinion",
        reach=max(w["reach"] for w in weights),
        size=DECLARED * min(1.0, sum(w["size"] for w in weights)),
        about=tuple(("initiative", name) for name in rows["initiative"]),
        leads_to=rows["initiative"].iloc[0],
    )  # fmt: skip


KINDS = (
    Kind("plan", "alignment", "roadmap",
         ("planned", "waits", "late", RUNNING, "no room", "undated", "unowned",
          "running unowned"),
         "declared", planned),
    Kind("ledger", "alignment", "ledger", ("incomplete", "no comparison"), "declared", judgeable,
         things=("all",)),
)  # fmt: skip
