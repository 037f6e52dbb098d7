"""Whether a client's state can be told from its line alone, and what it says is so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from cxlib.run.folder import FAILED, MANIFEST, named
from operation.states import Planted

PAGE = {"published", "not delivered"}  # the states in which a page is put in place


def shortfalls(planted: Planted, told: Mapping[str, object], before: frozenset[Path]) -> list[str]:
    """What a line says wrongly of a client, or leaves out; none where all is told.

    Parameters
    ----------
    told : of this client, from the line of JSON of a round
    before : the files that it had before
    """
    return [*_words(planted, told), *_facts(planted, told, before)]


def runs(folder: Path) -> frozenset[Path]:
    """The seals of its runs, whole and failed."""
    seals = (MANIFEST, FAILED)
    return frozenset(path for seal in seals for path in folder.glob(f"runs/*/*/{seal}"))


def _words(planted: Planted, told: Mapping[str, object]) -> Iterator[str]:
    for name, right in {
        "state": planted.state,
        "exit": planted.exit,
        "replaces": planted.replaces,
    }.items():
        if told[name] != right:
            yield f"{name} is {told[name]!r}, not {right!r}"
    said = " ".join(told["reasons"])
    if missing := [word for word in planted.named if word not in said]:
        yield f"no reason says {missing}: {said[:300]}"
    if planted.period is not None and told["period"] != planted.period:
        yield f"the period is {told['period']!r}, not {planted.period!r}"


def _facts(planted: Planted, told: Mapping[str, object], before: frozenset[Path]) -> Iterator[str]:
    folder = Path(told["folder"])
    page = folder / "reports" / f"{planted.period}.html" if planted.state in PAGE else None
    if told["page"] != (page and str(page)) or (page and not page.is_file()):
        yield f"the page is {told['page']!r}, not {page}"
    run = next((named(path.parent) for path in runs(folder) - before), None)
    if told["run"] != run:
        yield f"the run is {told['run']!r}, not {run!r}"
    if not Path(told["log"] or "").is_file():
        yield "there is no log where it says"
