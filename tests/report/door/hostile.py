"""A client whose every text is hostile: the generated one, written anew with payloads in its slots.

Each slot carries a mark of its own, so that one run tells for every slot whether its text arrived.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.report import escaping

LISTS = {"depends_on", "excludes", "starts", "completes", "ends", "channel"}  # parted by ";"
IN_LISTS = ("touchpoint", "activity", "initiative", "channel")
# slot -> the columns that hold the same names, as table.column; "*" is every table with the column
NAMES = {
    "touchpoint": ("*.touchpoint", "journeys.starts", "journeys.completes", "journeys.ends",
                   "raci.subject"),
    "journey": ("*.journey",),
    "stage": ("touchpoints.stage",),
    "channel": ("*.channel",),
    "environment": ("touchpoints.environment",),
    "surroundings": ("touchpoints.surroundings",),
    "role": ("touchpoints.role",),
    "bond": ("touchpoints.bond",),
    "need": ("touchpoints.need",),
    "expectation": ("touchpoints.expectation",),
    "brand_promise": ("touchpoints.brand_promise",),
    "pushes": ("touchpoints.pushes",),
    "owner": ("*.owner",),
    "department": ("*.department",),
    "person": ("owners.person",),
    "label": ("variables.label",),
    "group": ("variables.group",),
    "activity": ("*.activity", "activities.depends_on"),
    "initiative": ("initiatives.initiative", "initiatives.depends_on", "initiatives.excludes"),
    "guess": ("assumptions.guess",),
    "kpi": ("kpis.kpi", "targets.kpi", "initiatives.kpi"),
    "scope": ("kpis.scope",),
    "commentary": ("commentary.text",),
    "reason": ("commentary.reason",),
    "segment value": (),  # of the columns that are segments
    "comment": (),
}  # fmt: skip
SETTINGS = ("client", "currency", "brand position", "brand promise", "outcome label")
PLACES = ("column name", "segment column", "comment column", "file name", "sheet name")
SLOTS = (*NAMES, *SETTINGS, *PLACES)
KEPT = {"overall", "all", "recommend", "solved", "ease", "retention", "churn", ""}
FORBIDDEN_IN_FILES, LONGEST_FILE = "/\x00[]*?", 60
PAIR = re.compile(r"\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}")
FORBIDDEN_IN_SHEETS, LONGEST_SHEET = "[]:*?/\\'\x00", 20


def mark(slot: str) -> str:
    """What tells in an output that the text of a slot arrived.

    >>> mark("touchpoint")
    'zq00'
    """
    return f"zq{SLOTS.index(slot):02d}"


def spoiler(payloads: list[str], marked_first: bool = False) -> Callable[[str, str, int], str]:
    """A function that makes a text hostile: a payload first, the slot's mark, the others, the text.

    Which payload comes first goes round from slot to slot and from text to text.
    """

    def spoiled(slot: str, text: str, place: int) -> str:
        turn = (place + 7 * SLOTS.index(slot)) % len(payloads)
        first, *rest = [*payloads[turn:], *payloads[:turn]]
        parts = [mark(slot), text, first] if marked_first else [first, mark(slot), text]
        return " ".join([*parts, *rest]).strip()

    return spoiled


def write(folder: Path, base: Engagement, spoiled: Callable[[str, str, int], str]) -> Path:
    """The client of `base` as a folder of its own, hostile in every slot."""
    given, spoiled = spoiled, _storable(spoiled)
    frames = {name: table.copy() for name, table in base.history.items()}
    frames["interactions"] = base.events_history.execute().drop(columns=["row"])
    (folder / "data").mkdir(parents=True, exist_ok=True)
    renamed = {slot: _renaming(slot, frames, spoiled) for slot in NAMES if NAMES[slot]}
    for slot, new in renamed.items():
        for name, column in _columns(slot, frames):
            frames[name][column] = frames[name][column].map(_each(column, new), na_action="ignore")
    frames["commentary"]["reason"] = spoiled("reason", "why", 0)
    frames["commentary"]["hide"] = [True] + [False] * (len(frames["commentary"]) - 1)
    segments = {s: _heading(spoiled("segment column", s, 0)) for s in ("plan", "region")}
    _segments(frames, segments, spoiled)
    frames["responses"]["why"] = [
        spoiled("comment", str(text), k) for k, text in enumerate(frames["responses"]["why"])
    ]
    variable = frames["variables"]["variable"].iloc[0]
    columns = {variable: _heading(spoiled("column name", variable, 0)),
               "why": _heading(spoiled("comment column", "why", 0)), **segments}  # fmt: skip
    frames = {name: frame.rename(columns=columns) for name, frame in frames.items()}
    frames["variables"]["variable"] = frames["variables"]["variable"].replace(columns)
    frames["initiatives"]["variable"] = frames["initiatives"]["variable"].replace(columns)
    for name, frame in frames.items():
        _save(folder / "data" / f"{name}.parquet", frame)
    _configure(folder, base, frames, columns, given)
    return folder


def _storable(spoiled: Callable) -> Callable:
    """The same without halves of characters: a file of tables cannot hold one, JSON can."""
    return lambda *asked: "".join(c for c in spoiled(*asked) if unicodedata.category(c) != "Cs")


def _columns(slot: str, frames: dict[str, pd.DataFrame]) -> Iterator[tuple[str, str]]:
    for place in NAMES[slot]:
        table, _, column = place.partition(".")
        for name in frames if table == "*" else (table,):
            if column in frames[name]:
                yield name, column


def _renaming(slot: str, frames: dict[str, pd.DataFrame], spoiled: Callable) -> dict[str, str]:
    """The hostile name for each name of a slot, the same one wherever it stands."""
    found: dict[str, None] = {}
    for name, column in _columns(slot, frames):
        for cell in frames[name][column].dropna().astype(str):
            found |= dict.fromkeys(_parts(column, cell))
    told = [name for name in found if name not in KEPT]
    return {name: _fit(spoiled(slot, name, k), slot) for k, name in enumerate(told)}


def _parts(column: str, cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";")] if column in LISTS else [cell]


def _fit(text: str, slot: str) -> str:
    """Names that stand in lists cannot hold what parts the list."""
    return (
        text.replace(";", ",")
        if slot in ("touchpoint", "activity", "initiative", "channel")
        else text
    )


def _each(column: str, new: dict[str, str]) -> Callable[[str], str]:
    return lambda cell: ";".join(new.get(part, part) for part in _parts(column, str(cell)))


def _segments(frames: dict[str, pd.DataFrame], segments: dict[str, str], spoiled: Callable) -> None:
    values = {}
    for column in segments:
        for k, value in enumerate(sorted(frames["customers"][column].dropna().unique())):
            values[value] = spoiled("segment value", value, k)
    for name in ("customers", "responses"):
        for column in segments:
            frames[name][column] = frames[name][column].replace(values)
    told = frames["invited"]["segment"].str.partition("=")
    frames["invited"]["segment"] = [
        f"{segments.get(c, c)}={values.get(v, v)}" if m else c for c, m, v in told.to_numpy()
    ]
    frames["initiatives"]["rollout"] = None


def _save(path: Path, frame: pd.DataFrame) -> None:
    """Parquet holds every letter as it is; a half of one it cannot hold, as no encoding can."""
    kept = frame.drop(columns=["period"]) if "time" in frame else frame
    spans = kept.select_dtypes("timedelta").columns
    kept.assign(**{c: kept[c].astype("str") for c in spans}).to_parquet(path, index=False)


def _heading(text: str) -> str:
    """A name as a file can have it over a column: in one line."""
    return " ".join(escaping.clean(text).split())


def _configure(folder: Path, base: Engagement, frames: dict[str, pd.DataFrame],
               columns: dict[str, str], spoiled: Callable) -> None:  # fmt: skip
    plan, region, why = (columns[c] for c in ("plan", "region", "why"))
    tables = {name: {"source": f"data/{name}.parquet"} for name in frames}
    tables["responses"] |= {"segments": [plan, region], "comment": [why]}
    tables["customers"] |= {"segments": [plan, region]}
    tables["interactions"] |= {"duplicates": "keep"}
    _place(folder, tables, spoiled)
    outcomes = {name: o.model_dump(exclude_none=True) for name, o in base.config.outcomes.items()}
    for k, name in enumerate(outcomes):
        outcomes[name]["label"] = spoiled("outcome label", name, k)
        outcomes[name].pop("good", None)
    policy = base.config.policy.model_dump(mode="json", exclude_defaults=True)
    policy |= {"comments_in_report": True, "drivers": {"bootstrap": "fast"}}
    policy.pop("contact_allowed", None)
    config = {
        "client": spoiled("client", base.config.client, 0),
        "currency": spoiled("currency", "GBP", 0),
        "period": "month", "window": base.config.window, "outcomes": outcomes, "tables": tables,
        "brand": {"position": spoiled("brand position", "near", 0),
                  "promises": [spoiled("brand promise", "kept", 0)]},
        "policy": policy,
    }  # fmt: skip
    written = PAIR.sub(_whole, json.dumps(config, default=str))  # JSON is YAML but for pairs
    (folder / "engagement.yml").write_text(written, encoding="utf-8")


def _whole(pair: re.Match) -> str:
    r"""Two halves of a character, as JSON escapes it, as the one that YAML escapes.

    >>> _whole(PAIR.search(json.dumps("\U0001f469")))
    '\\U0001f469'
    """
    (whole,) = json.loads('"' + pair[0] + '"')
    return f"\\U{ord(whole):08x}"


def _place(folder: Path, tables: dict[str, dict], spoiled: Callable) -> None:
    """One table in a file, another in a sheet, whose names are hostile as far as names go."""
    from xlsxwriter import Workbook

    file = "".join(c for c in spoiled("file name", "owners", 0) if c not in FORBIDDEN_IN_FILES)
    named = f"data/{file.encode('ascii', 'ignore').decode()[:LONGEST_FILE].strip()}.parquet"
    (folder / "data" / "owners.parquet").rename(folder / named)
    tables["owners"]["source"] = named
    text = "".join(c for c in spoiled("sheet name", "raci", 0) if c not in FORBIDDEN_IN_SHEETS)
    sheet = f"{mark('sheet name')} {text.encode('ascii', 'ignore').decode()}"[
        :LONGEST_SHEET
    ].strip()
    frame = pd.read_parquet(folder / "data" / "raci.parquet").fillna("")
    with Workbook(folder / "data" / "raci.xlsx", {"strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        for k, row in enumerate([list(frame.columns), *frame.to_numpy().tolist()]):
            for c, value in enumerate(row):
                page.write_string(k, c, "".join(x for x in value if x.isprintable())[:32_767])
    tables["raci"] = {"source": "data/raci.xlsx", "read": {"sheet": sheet}}
