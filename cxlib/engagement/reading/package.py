"""The parts of an .xlsx that its reader will read, found and parsed as it does, before it does.

An .xlsx is a zip of XML parts that name each other by relationships (ECMA-376, part 2). The sheet
to be read is found that way and parsed as XML as a stream, whatever its name and spelling: the grid
that its cells span, and formulas that have no saved value. Entities are refused, and so is whatever
could make two programs see two different packages.
"""

from __future__ import annotations

import copy
import posixpath
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from cxlib.engagement.reading import limits
from cxlib.engagement.reading.grid import Grid
from cxlib.errors import InputError, Problem

SAVE = "copy the cells that hold data into a new workbook, or export them as CSV"
AGAIN = "save it again as .xlsx"
BLOCK = 2**20
RELS = "_rels/.rels"
TRUE = ("1", "true", "on")
END_OF_ZIP = b"PK\x05\x06"
END_SIZE = 22  # bytes of that record, which is the last thing in a zip without a comment
DAMAGED = "is no workbook of the .xlsx kind, or a damaged or protected one"


@dataclass(frozen=True)
class Book:
    """What a workbook says of itself: its sheets, where they lie, and how its dates count."""

    parts: dict[str, str]
    visible: dict[str, bool]
    date1904: bool
    bytes: int


@contextmanager
def sound(path: Path) -> Iterator[None]:
    """What is no zip of XML parts, in a line."""
    broken = (zipfile.BadZipFile, expat.ExpatError, OSError, EOFError, KeyError, ValueError)
    try:
        yield
    except (*broken, NotImplementedError, RuntimeError):
        raise InputError(Problem(path.name, None, None, DAMAGED, AGAIN)) from None


def check_sizes(path: Path) -> None:
    """Refuse a zip whose parts unpack to more than an honest workbook's, or that is ambiguous."""
    with sound(path), zipfile.ZipFile(path) as package:
        infos = package.infolist()
        most = sum(i.file_size for i in infos) > limits.MOST_BYTES
        if most or any(limits.out_of_proportion(i.file_size, i.compress_size) for i in infos):
            _refuse(path, "unpacks to far more than its size allows")
        names = [i.filename.replace("\\", "/").casefold() for i in infos]
        odd = any(n != posixpath.normpath("/" + n)[1:] for n in names if not n.endswith("/"))
        with path.open("rb") as stream:
            stream.seek(-END_SIZE, 2)
            ends_well = stream.read(len(END_OF_ZIP)) == END_OF_ZIP
        if odd or len(set(names)) < len(names) or not ends_well:
            raise InputError(Problem(path.name, None, None, DAMAGED, AGAIN))


def opened(path: Path) -> Book:
    """The sheets that relationships lead to. Raises InputError where the package is unsound."""
    check_sizes(path)
    with sound(path), zipfile.ZipFile(path) as package:
        names = {name.casefold(): name for name in package.namelist()}
        main = _main(package, names)
        said = _Workbook()
        _parse(path, package, main, said.start)
        folder, name = posixpath.split(main)
        related = _related(
            package, path, names[f"{folder}/_rels/{name}.rels".casefold().lstrip("/")]
        )
        parts, visible = {}, {}
        for sheet, rel, shown in said.sheets:
            kind, target = related[rel]
            if kind.endswith("/worksheet") and sheet not in parts:
                parts[sheet] = names[_target(folder, target).casefold()]
                visible[sheet] = shown
        for info in package.infolist():
            text = info.filename.casefold().endswith((".xml", ".rels"))
            if text and info.filename not in parts.values():
                _true_size(path, package, info)
        sizes = {i.filename: i.file_size for i in package.infolist()}
        return Book(parts, visible, said.date1904, sum(sizes.values()))


def _main(package: zipfile.ZipFile, names: dict[str, str]) -> str:
    """The workbook's own part: the only one that could be taken for it."""
    related = _related(package, Path(str(package.filename)), names[RELS])
    mains = [target for kind, target in related.values() if kind.endswith("/officeDocument")]
    alike = [name for name in names if posixpath.basename(name) == "workbook.xml"]
    if len(mains) != 1 or len(alike) != 1 or names[alike[0]] != _target("", mains[0]):
        raise KeyError(RELS)
    return names[alike[0]]


def _related(package: zipfile.ZipFile, path: Path, part: str) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: list[str]) -> None:
        if local(name) == "Relationship":
            said = dict(zip(attributes[::2], attributes[1::2], strict=True))
            found[said.get("Id", "")] = (said.get("Type", ""), said.get("Target", ""))

    _parse(path, package, part, start)
    return found


def _target(folder: str, target: str) -> str:
    """A relationship's target as the name of a part."""
    return posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")


class _Workbook:
    """The sheets that the workbook's part names, and which day its dates count from."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.date1904 = False

    def start(self, name: str, attributes: list[str]) -> None:
        said = dict(zip(map(local, attributes[::2]), attributes[1::2], strict=True))
        if local(name) == "sheet":
            shown = said.get("state", "visible") == "visible"
            self.sheets.append((said.get("name", ""), said.get("id", ""), shown))
        elif local(name) == "workbookPr":
            self.date1904 = said.get("date1904", "").lower() in TRUE


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def grid(path: Path, part: str) -> Grid:
    """The grid of the cells of one sheet; one that is out of proportion is refused on the way."""
    seen = Grid()

    def after_block() -> None:
        if seen.rows * seen.columns > limits.MOST_GRID:
            _refuse(path, f"spans a grid of {seen.rows:,} rows by {seen.columns:,} columns")

    with sound(path), zipfile.ZipFile(path) as package:
        _parse(path, package, part, seen.start, after_block, seen.attach)
        seen.close()
        after_block()
    return seen


def _parse(
    path: Path,
    package: zipfile.ZipFile,
    part: str,
    start: Callable[[str, list[str]], None],
    after_block: Callable[[], None] = lambda: None,
    attach: Callable[[object], None] = lambda parser: None,
) -> None:
    """One part as a stream of elements; a document type, and with it every entity, is refused."""
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse_entities
    parser.EntityDeclHandler = _refuse_entities
    attach(parser)
    for block in _unpacked(path, package, package.getinfo(part)):
        parser.Parse(block, False)
        after_block()
    parser.Parse(b"", True)


def _refuse_entities(*_: object) -> None:
    raise ValueError("declares entities")


def _unpacked(path: Path, package: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes that a part really holds: its declared size may lie."""
    honest = copy.copy(info)
    honest.file_size = limits.MOST_BYTES + 1
    size = 0
    with package.open(honest) as stream:
        while block := stream.read(BLOCK):
            size += len(block)
            if size > info.file_size:
                _refuse(path, "unpacks to far more than it declares")
            yield block


def _true_size(path: Path, package: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    for _ in _unpacked(path, package, info):
        pass


def _refuse(path: Path, rule: str) -> None:
    raise InputError(Problem(path.name, None, None, rule, SAVE))
