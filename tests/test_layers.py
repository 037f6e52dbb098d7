"""The data goes one way: no room imports a room that comes after it."""

import ast
from pathlib import Path

import pytest

from cxlib import STEPS
from cxlib.resources import REPOSITORY

PACKAGE = REPOSITORY / "cxlib"
GROUND = {"errors", "databases", "stats", "results", "resources", "rights"}  # of no client
VOICE = {"language", "release", "findings"}
ALLOWED = {
    "stats": set(),
    "results": {"rights"},
    "errors": set(),
    "databases": {"errors"},
    "resources": set(),
    "rights": set(),
    "language": set(),
    "history": {"errors", "databases", "rights"},
    "engagement": {*GROUND, "language"},  # the list of languages, for engagement.yml
    "drafting": {*GROUND, "engagement"},
    **{step: {*GROUND, "engagement", *STEPS[: STEPS.index(step)]} for step in STEPS},
    "release": {*GROUND, "engagement", "language"},
    "findings": {*GROUND, "engagement", "language", "release"},
    "report": {*GROUND, "engagement", *VOICE},
}
BESIDE = {
    "results/__main__.py": {"language"}
}  # prints the README's table, no part of the kit's run
WINGS = ("contracts", "config", "reading", "shaping", "period", "log", "checking", "suspicion")


def imported(source: str, package: str = "cxlib") -> set[str]:
    """What a module imports of a package: its rooms, wherever in the module the import stands."""
    rooms = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        inside = [n.removeprefix(f"{package}.") for n in names if n.startswith(f"{package}.")]
        rooms |= {name.split(".")[0] for name in inside}
    return rooms


def modules(room: str) -> list[Path]:
    here = PACKAGE / room
    return sorted(here.rglob("*.py")) if here.is_dir() else [here.with_suffix(".py")]


def rooms() -> set[str]:
    found = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    return found - {"__init__", "__pycache__", "_kit"}


@pytest.mark.parametrize("room", ALLOWED)
def test_no_room_imports_a_later_one(room):
    for path in modules(room):
        reached = imported(path.read_text(encoding="utf-8")) & rooms() - {room}
        beside = BESIDE.get(path.relative_to(PACKAGE).as_posix(), set())
        strange = reached - ALLOWED[room] - beside
        assert not strange, f"{path.name} imports {sorted(strange)}"


@pytest.mark.parametrize("wing", [w for w in WINGS if (PACKAGE / "engagement" / w).is_dir()])
def test_wings_of_the_edge_import_downwards_only(wing):
    above = {*WINGS[WINGS.index(wing) + 1 :], "model", "build", "folder"}
    for path in modules(f"engagement/{wing}"):
        reached = imported(path.read_text(encoding="utf-8"), "cxlib.engagement")
        assert not reached & above, f"{path.name} imports {sorted(reached & above)}"


def test_the_edge_is_its_wings():
    edge = PACKAGE / "engagement"
    found = {p.stem for p in edge.iterdir() if p.name != "__pycache__"} - {"__init__"}
    assert found <= {*WINGS, "model", "build", "folder"}


@pytest.mark.parametrize("room", sorted(ALLOWED))
def test_no_two_modules_import_each_other(room):
    files = {p.relative_to(PACKAGE.parent).with_suffix(""): p for p in modules(room)}
    names = {".".join(path.parts): source for path, source in files.items()}
    reach = {n: _modules_named(s.read_text(encoding="utf-8"), set(names)) for n, s in names.items()}
    circles = [(a, b) for a, found in reach.items() for b in found if a < b and a in reach[b]]
    assert not circles


def _modules_named(source: str, known: set[str]) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found & known


def test_the_rule_sees_an_import_inside_a_function():
    assert imported("def f():\n    from cxlib.report import page\n") == {"report"}


def test_every_step_says_what_it_needs_and_gives():
    from cxlib.results import tables_of
    from cxlib.session import step_module

    for step in STEPS:
        module = step_module(step)
        assert set(tables_of(step)) <= set(module.GIVES), step
        assert isinstance(module.NEEDS, tuple), step
        assert callable(module.run), step
