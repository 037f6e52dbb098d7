"""Copies of the kit's notebooks in an engagement: an untouched one is the kit's, an edited one the
engagement's own, and a new kit's changes are merged into it cell by cell.

A copy carries in its metadata which kit it is of and what its cells said; as the kit wrote it, it
is kept in the private folder, as the base of a three-way merge by the ids of the cells.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cxlib.resources import NOTEBOOKS, kit
from cxlib.rights import owner_only

FOLDER = "notebooks"
BASES, REPLACED = Path(".cx") / "notebooks", Path(".cx") / "replaced"
STAMP = "cx_kit"
LARGEST = 50_000_000  # bytes
KNOWN = Path(__file__).with_name("known_notebooks.json")  # of kits that wrote no stamp
UNTOUCHED, EDITED, UNREADABLE = "untouched", "edited", "unreadable"
Cells = list[dict]


@dataclass(frozen=True)
class Copy:
    """One copy.

    Attributes
    ----------
    name : of the notebook
    state : "untouched", "edited", or "unreadable" (no notebook, or larger than any)
    made_by : the kit that it is of; None where nothing says so
    behind : whether the kit's has changed since, or nobody can say
    """

    name: str
    state: str
    made_by: str | None
    behind: bool


@dataclass(frozen=True)
class Merged:
    """A copy with a new kit's changes.

    Attributes
    ----------
    cells : what it says then
    collisions : for each cell that both changed what is kept, and what the kit has in its place
    """

    cells: Cells
    collisions: tuple[str, ...] = ()


@dataclass
class Upgraded:
    """What became of an engagement's copies: by name, in a word, with what collides."""

    done: dict[str, str] = field(default_factory=dict)
    collisions: dict[str, tuple[str, ...]] = field(default_factory=dict)


def write(home: Path, made_by: str, names: Sequence[str] = tuple(NOTEBOOKS)) -> int:
    """Write copies of the kit's notebooks, without the outputs of the sample client, and keep their
    bases; how many.

    Parameters
    ----------
    made_by : which kit this is, as the stamp says it
    """
    with owner_only():
        for folder in (home / FOLDER, home / BASES):
            folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            notebook = _stamped(_of_kit(name), made_by)
            for folder in (home / FOLDER, home / BASES):
                _put(folder / f"{name}.ipynb", notebook)
    return len(names)


def copies(home: Path) -> list[Copy]:
    """The copies that an engagement has, in the order of the notebooks."""
    return [_looked_at(path) for name in NOTEBOOKS if (path := _at(home, name)).is_file()]


def untouched(path: Path) -> bool:
    """Whether a notebook says what a kit once wrote: then the kit's current one runs."""
    return _looked_at(path).state == UNTOUCHED


def difference(home: Path, name: str) -> Iterator[str]:
    """What the kit's notebook says otherwise than the copy, as lines of a unified diff."""
    mine, theirs = (_as_lines(n["cells"]) for n in (_read(_at(home, name)), _of_kit(name)))
    yield from difflib.unified_diff(
        mine, theirs, f"{name}, yours", f"{name}, the kit's", lineterm=""
    )


def upgrade(home: Path, made_by: str) -> Upgraded:
    """Bring every copy to this kit: untouched ones are written anew, into edited ones is merged
    what does not collide. What is replaced is kept in the private folder."""
    told = Upgraded()
    for one in copies(home):
        if one.state == UNREADABLE:
            told.done[one.name] = "is no notebook: left alone"
        elif not one.behind:
            told.done[one.name] = "is of this kit"
        elif one.state == UNTOUCHED:
            _keep(home, one.name)
            write(home, made_by, [one.name])
            told.done[one.name] = "written anew"
        else:
            _merge_into(home, one.name, made_by, told)
    return told


def _merge_into(home: Path, name: str, made_by: str, told: Upgraded) -> None:
    base = _read(home / BASES / f"{name}.ipynb")
    mine, theirs = _read(_at(home, name)), _of_kit(name)
    if base is None or not all(map(_has_ids, (base, mine, theirs))):
        told.done[name] = "is edited, and what it was made from is not kept: left alone"
        return
    merged = merge(base["cells"], mine["cells"], theirs["cells"])
    _keep(home, name)
    stamp = _stamped(theirs, made_by)
    with owner_only():
        _put(_at(home, name), mine | {"cells": merged.cells, "metadata": stamp["metadata"]})
        _put(home / BASES / f"{name}.ipynb", stamp)
    told.done[name] = "merged" if not merged.collisions else "merged, but for what collides"
    if merged.collisions:
        told.collisions[name] = merged.collisions


def merge(base: Cells, mine: Cells, theirs: Cells) -> Merged:
    """The cells of a copy with a new kit's changes, by their ids.

    A cell that only one side changed is that side's; one that both changed stays mine, and is told.
    Cells that were added stand behind the cell that they stood behind; one that the kit took out
    goes unless it was edited.

    >>> cell = lambda i, s: {"id": i, "cell_type": "code", "source": s, "metadata": {}}
    >>> found = merge([cell("a", "1"), cell("b", "2")], [cell("a", "1"), cell("b", "mine")],
    ...               [cell("a", "new"), cell("b", "2"), cell("c", "3")])
    >>> [c["source"] for c in found.cells], found.collisions
    (['new', 'mine', '3'], ())
    """
    was, own, new = ({cell["id"]: cell for cell in cells} for cells in (base, mine, theirs))
    kept: Cells = []
    collisions: list[str] = []
    for cell in theirs:
        chosen, collides = _chosen(was.get(cell["id"]), own.get(cell["id"]), cell)
        kept += [chosen] if chosen else []
        collisions += [_collision(chosen, cell)] if collides else []
    for place, cell in enumerate(mine):
        taken_out = cell["id"] in was
        if cell["id"] in new or (taken_out and _says(cell) == _says(was[cell["id"]])):
            continue
        _behind(kept, cell, mine[:place])
        collisions += [_collision(cell, None)] if taken_out else []
    return Merged(kept, tuple(collisions))


def _chosen(was: dict | None, own: dict | None, new: dict) -> tuple[dict | None, bool]:
    """Which of a cell's versions stays, and whether both sides changed it."""
    if was is None:
        return (own or _without_output(new)), False
    if own is None:  # taken out here
        return None, _says(new) != _says(was)
    if _says(own) in (_says(was), _says(new)):
        return (own if _says(own) == _says(new) else _without_output(new)), False
    return own, _says(new) != _says(was)


def _behind(kept: Cells, cell: dict, before: Cells) -> None:
    """Put a cell behind the nearest of those that it stood behind."""
    places = {one["id"]: place for place, one in enumerate(kept)}
    at = next((places[one["id"]] for one in reversed(before) if one["id"] in places), -1)
    kept.insert(at + 1, cell)


def _collision(own: dict | None, new: dict | None) -> str:
    first = next(iter(_source(own or new).splitlines()), "")[:60]
    if own is None:
        return f"'{first}' was taken out here and changed in the kit: it stays out"
    if new is None:
        return f"'{first}' was edited here and taken out of the kit: it stays"
    return f"'{first}' was changed here and in the kit: yours stays"


def _looked_at(path: Path) -> Copy:
    notebook, name = _read(path), path.stem
    if notebook is None:
        return Copy(name, UNREADABLE, None, False)
    stamp = notebook.get("metadata", {}).get(STAMP)
    stamp = stamp if isinstance(stamp, dict) else {}
    mine, current = fingerprint(notebook["cells"]), fingerprint(_of_kit(name)["cells"])
    made_of = stamp.get("cells")
    made_by = stamp.get("made_by") or _known().get(mine)
    same = mine in (current, made_of) or mine in _known()
    return Copy(name, UNTOUCHED if same else EDITED, made_by, current not in (mine, made_of))


def fingerprint(cells: Cells) -> str:
    """What cells say: their kinds, sources and tags; neither outputs nor how often they ran."""
    said = json.dumps([_says(cell) for cell in cells], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def _says(cell: Mapping) -> tuple[str, str, list[str]]:
    tags = cell.get("metadata", {}).get("tags") or []
    return str(cell["cell_type"]), _source(cell), sorted(map(str, tags))


def _source(cell: Mapping) -> str:
    return "".join(cell["source"])


def _as_lines(cells: Cells) -> list[str]:
    return [
        line
        for cell in cells
        for line in ("", f"[{cell['cell_type']}]", *_source(cell).splitlines())
    ]


def _has_ids(notebook: Mapping) -> bool:
    ids = [cell.get("id") for cell in notebook["cells"]]
    return None not in ids and len(set(ids)) == len(ids)


def _at(home: Path, name: str) -> Path:
    return home / FOLDER / f"{name}.ipynb"


def _of_kit(name: str) -> dict:
    return json.loads((kit("notebooks") / f"{name}.ipynb").read_text(encoding="utf-8"))


def _read(path: Path) -> dict | None:
    """A notebook whose cells can be looked at; None where it is none."""
    try:
        if path.stat().st_size > LARGEST:
            return None
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            _says(cell)
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None
    return notebook


def _stamped(notebook: dict, made_by: str) -> dict:
    stamp = {STAMP: {"made_by": made_by, "cells": fingerprint(notebook["cells"])}}
    cells = [_without_output(cell) for cell in notebook["cells"]]
    return notebook | {"cells": cells, "metadata": notebook["metadata"] | stamp}


def _without_output(cell: dict) -> dict:
    if cell["cell_type"] != "code":
        return cell
    return cell | {"outputs": [], "execution_count": None}


def _put(path: Path, notebook: Mapping) -> None:
    """Write a notebook whole or not at all."""
    text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def _keep(home: Path, name: str) -> None:
    """What is about to be replaced, kept under the time at which it was."""
    when = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    with owner_only():
        (home / REPLACED).mkdir(parents=True, exist_ok=True)
        target = home / REPLACED / f"{name}-{when}.ipynb"
        target.write_bytes(_at(home, name).read_bytes())


def _known() -> dict[str, str]:
    """What untouched copies of kits that wrote no stamp say, and which kit each is of."""
    return json.loads(KNOWN.read_text(encoding="utf-8"))
