"""The data goes one way: no room imports a room that comes after it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from cxlib import STEPS
from cxlib.resources import REPOSITORY

PACKAGE = REPOSITORY / "cxlib"
GROUND = {
    "copies",
    "errors",
    "databases",
    "stats",
    "results",
    "resources",
    "rights",
}  # of no client
VOICE = {"language", "release", "findings"}
ALLOWED = {
    "stats": set(),
    "results": {"rights"},
    "errors": set(),
    "databases": {"errors"},
    "copies": {"resources", "rights"},
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


def named(source: str, here: str = "cxlib") -> Iterator[str]:
    """Every module that a module imports, and every name it takes from one, by its full name.

    Wherever in it the import stands, and however: relative (`here` is the package that the module
    lies in), or as text for `import_module` or `__import__`.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            above = here.split(".")[: len(here.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__"):
            text = _beginning(node.args[0]) if node.args else ""
            yield f"{here}{text}" if text.startswith(".") else text


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def _beginning(node: ast.expr) -> str:
    """The text of a string, of an f-string as far as it is written out."""
    if isinstance(node, ast.JoinedStr):
        return _beginning(node.values[0]) if node.values else ""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def imported(source: str, package: str = "cxlib", here: str = "cxlib") -> set[str]:
    """The rooms of a package that a module imports anything of."""
    names = (name for name in named(source, here) if name.startswith(f"{package}."))
    return {name.removeprefix(f"{package}.").split(".")[0] for name in names}


def package_of(path: Path) -> str:
    """The package that a module lies in, for what it imports relative to it."""
    return ".".join(path.relative_to(PACKAGE.parent).parent.parts)


def modules(room: str) -> list[Path]:
    here = PACKAGE / room
    return sorted(here.rglob("*.py")) if here.is_dir() else [here.with_suffix(".py")]


def rooms() -> set[str]:
    found = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    return found - {"__init__", "__pycache__", "_kit"}


@pytest.mark.parametrize("room", ALLOWED)
def test_no_room_imports_a_later_one(room):
    for path in modules(room):
        source = path.read_text(encoding="utf-8")
        reached = imported(source, here=package_of(path)) & rooms() - {room}
        beside = BESIDE.get(path.relative_to(PACKAGE).as_posix(), set())
        strange = reached - ALLOWED[room] - beside
        assert not strange, f"{path.name} imports {sorted(strange)}"


@pytest.mark.parametrize("wing", [w for w in WINGS if (PACKAGE / "engagement" / w).is_dir()])
def test_wings_of_the_edge_import_downwards_only(wing):
    above = {*WINGS[WINGS.index(wing) + 1 :], "model", "cutting", "build", "folder"}
    for path in modules(f"engagement/{wing}"):
        source = path.read_text(encoding="utf-8")
        reached = imported(source, "cxlib.engagement", package_of(path))
        assert not reached & above, f"{path.name} imports {sorted(reached & above)}"


def test_the_edge_is_its_wings():
    edge = PACKAGE / "engagement"
    found = {p.stem for p in edge.iterdir() if p.name != "__pycache__"} - {"__init__"}
    assert found <= {*WINGS, "model", "cutting", "build", "folder", "store"}


@pytest.mark.parametrize("room", sorted(ALLOWED))
def test_no_two_modules_import_each_other(room):
    files = {p.relative_to(PACKAGE.parent).with_suffix(""): p for p in modules(room)}
    names = {".".join(path.parts): source for path, source in files.items()}
    reach = {name: set(named(source.read_text(encoding="utf-8"), package_of(source))) & set(names)
             for name, source in names.items()}  # fmt: skip
    circles = [(a, b) for a, found in reach.items() for b in found if a < b and a in reach[b]]
    assert not circles


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    from cxlib.report import page\n",
        "import cxlib.report.page as page",
        "from cxlib import report",
        "from ..report import page",
        "from .. import report",
        "from ..report.page import write_page",
        'import_module("cxlib.report.page")',
        'importlib.import_module(f"cxlib.report.figures.{name}")',
        '__import__("cxlib.report")',
    ],
)
def test_the_rule_sees_every_way_to_import(source):
    assert imported(source, here="cxlib.findings") == {"report"}


@pytest.mark.parametrize(
    "source",
    ["from .order import about", "from . import order", 'import_module("json")',
     "from pathlib import Path"],
)  # fmt: skip
def test_its_own_room_and_strangers_are_let_pass(source):
    assert imported(source, here="cxlib.findings") <= {"findings"}


def test_every_step_says_what_it_needs_and_gives():
    from cxlib.results import tables_of
    from cxlib.session import step_module

    for step in STEPS:
        module = step_module(step)
        assert set(tables_of(step)) <= set(module.GIVES), step
        assert isinstance(module.NEEDS, tuple), step
        assert callable(module.run), step
