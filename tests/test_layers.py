"""The data goes one way: no room imports a room that comes after it."""

import ast
from pathlib import Path

import pytest

from cxlib import STEPS
from cxlib.resources import REPOSITORY

PACKAGE = REPOSITORY / "cxlib"
LOCATOR = "resources"  # where the kit's own files lie: says nothing of any client
EDGE = {"errors", "engagement", "results", "stats", "history", LOCATOR}
ALLOWED = {
    "stats": {"stats"},
    "results": {"results"},
    "errors": {"errors"},
    "engagement": EDGE,
    **{
        step: {"errors", "engagement", "results", "stats", LOCATOR, *STEPS[: STEPS.index(step) + 1]}
        for step in STEPS
    },
    "report": {"report", "errors", "engagement", "results", "stats", LOCATOR},
}


def imported(source: str) -> set[str]:
    """The kit's rooms that a module imports, wherever in it the import stands."""
    rooms = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        rooms |= {name.split(".")[1] for name in names if name.startswith("cxlib.")}
    return rooms


def modules() -> list[tuple[str, Path]]:
    named = [(p.relative_to(PACKAGE).with_suffix("").parts[0], p) for p in PACKAGE.rglob("*.py")]
    return sorted((room, path) for room, path in named if room in ALLOWED)


@pytest.mark.parametrize("room", ALLOWED)
def test_no_room_imports_a_later_one(room):
    for path in (path for name, path in modules() if name == room):
        reached = imported(path.read_text(encoding="utf-8"))
        rooms = {name for name in reached if (PACKAGE / name).is_dir() or name in EDGE}
        rooms |= reached & {"cli", "session", "run", "resources"}
        assert rooms <= ALLOWED[room], f"{path.name} imports {sorted(rooms - ALLOWED[room])}"


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
