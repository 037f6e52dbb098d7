"""Everything that the kit hands out, made and read by parsers: what arrived, and what is alive."""

from __future__ import annotations

import base64
import re
import unicodedata
import zipfile
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree import ElementTree

import nbformat
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config
from typer.testing import CliRunner

from cxlib import report
from cxlib.cli import app
from cxlib.release.view import View
from cxlib.report.showing import register
from cxlib.report.workshop import write_workshop
from cxlib.resources import NOTEBOOKS, kit
from cxlib.session import Session

META = {"period": "2026-09", "run": "001", "verdict": "send", "reasons": [], "versions": {}}
DEAD = {"script", "iframe", "object", "embed", "form", "input", "button", "base", "link", "svg",
        "math", "video", "audio"}  # fmt: skip  # elements that no output of the kit holds
ADDRESSES = {"src", "href", "action", "data", "srcset", "poster", "background", "formaction"}
SAFE_ADDRESS = ("#", "data:image/svg+xml;base64,", "data:image/png;base64,")
FORMULA = re.compile(r"<(?:\w+:)?f[ >/]")
LINK = re.compile(rb"<hyperlink|hlinkClick|ddeLink|externalLink|oleObject|TargetMode=\"External\"")


@dataclass
class Read:
    """What outputs say, by kind, and what in them could act."""

    texts: dict[str, str] = field(default_factory=dict)
    alive: list[str] = field(default_factory=list)

    def add(self, kind: str, text: str) -> None:
        self.texts[kind] = f"{self.texts.get(kind, '')}\n{text}"


class Page(HTMLParser):
    """Text of a page, and every element, attribute or address that could act."""

    def __init__(self, text: str):
        super().__init__(convert_charrefs=True)
        self.data: list[str] = []
        self.alive: list[str] = []
        self.styles = 0
        self.maths: list[bool] = []  # for each open element, whether formulas in it are let alone
        self.live_maths: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag in DEAD:
            self.alive.append(tag)
        if tag not in {"br", "img", "meta", "col", "hr"}:
            classes = (dict(attrs).get("class") or "").split()
            self.maths.append("tex2jax_ignore" in classes or any(self.maths[-1:]))
        for name, value in attrs:
            if name.startswith("on") or (
                name in ADDRESSES and not (value or "").startswith(SAFE_ADDRESS)
            ):
                self.alive.append(f"{tag} {name}={value}")
            if name in ("alt", "title", "aria-label", "content"):
                self.data.append(value or "")
            if name == "http-equiv" and (value or "").lower() == "refresh":
                self.alive.append("refresh")

    def handle_endtag(self, tag):
        if self.maths:
            self.maths.pop()

    def handle_data(self, data):
        self.data.append(data)
        if not any(self.maths[-1:]) and re.search(r"\$[^$]+\$|\\\(|\\\[", data):
            self.live_maths.append(data[:80])


def made(view: View, folder: Path) -> Read:
    """All writers over a view, into a folder; each output read."""
    read = Read()
    folder.mkdir(parents=True, exist_ok=True)
    pages = {"page": report.write_page(folder / "report.html", view, META),
             "monitor": report.monitor_page(folder / "monitor.html", view, META)}  # fmt: skip
    for kind, path in pages.items():
        _page(read, kind, path.read_text(encoding="utf-8"))
    for path in report.write_briefs(folder / "briefs", view):
        _page(read, "briefs", path.read_text(encoding="utf-8"))
        read.add("brief files", path.name)
    _picture(read, "map", report.write_map(folder / "journey_map.svg", view).read_bytes())
    _package(read, "deck", report.write_deck(folder / "report.pptx", view, META).read_bytes())
    _package(read, "workbook", report.write_workbook(folder / "results.xlsx", view).read_bytes())
    workshop = write_workshop(folder / "workshop.xlsx", view.engagement)
    _package(read, "workshop", workshop.read_bytes())
    return read


def _page(read: Read, kind: str, text: str) -> None:
    page = Page(text)
    read.add(kind, " ".join(page.data))
    read.alive += [f"{kind}: {found}" for found in page.alive]
    for image in re.findall(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", text):
        _picture(read, f"{kind} pictures", base64.b64decode(image))


def _picture(read: Read, kind: str, svg: bytes) -> None:
    for element in ElementTree.fromstring(svg).iter():
        tag = element.tag.rpartition("}")[2]
        read.add(kind, element.text or "")
        for name, value in element.attrib.items():
            name = name.rpartition("}")[2]
            if name.startswith("on") or (name == "href" and not value.startswith("#")):
                read.alive.append(f"{kind}: {tag} {name}={value}")
        if tag in {"script", "foreignObject", "a"}:
            read.alive.append(f"{kind}: {tag}")


def _package(read: Read, kind: str, data: bytes) -> None:
    """An Office file: well-formed in every part, without formulas and links, those inside too."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for part in archive.namelist():
            held = archive.read(part)
            if part.endswith(".xlsx"):
                _package(read, f"{kind} charts", held)
            elif part.endswith((".xml", ".rels")):
                _part(read, kind, part, held)


def _part(read: Read, kind: str, part: str, held: bytes) -> None:
    root = ElementTree.fromstring(held)
    read.add(kind, " ".join(root.itertext()))
    attributes = (v for e in root.iter() for k, v in e.attrib.items() if k in ("descr", "name"))
    read.add(kind, " ".join(attributes))
    sheet = "/worksheets/" in part and FORMULA.search(held.decode("utf-8"))
    inside = b"location=" in held  # the table of contents leads to its own sheets
    links = [] if inside else LINK.findall(held)
    read.alive += [f"{kind}: {part} {found}" for found in ([sheet[0]] if sheet else []) + links]


def checked(folder: Path) -> Read:
    """What `cx check` prints of a folder; what in it could steer a terminal."""
    said = CliRunner().invoke(app, ["check", str(folder)])
    assert said.exit_code in (0, 2, 3), said.output
    steering = {c for c in said.output if unicodedata.category(c) in ("Cc", "Cf")} - {"\n"}
    return Read({"check": said.output}, [f"check: {c!r}" for c in sorted(steering)])


def notebooks(session: Session) -> tuple[Read, list[str]]:
    """What the notebooks show of this session; which texts a front end would take for formulas."""
    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    register(shell.display_formatter)
    shell.push({"session": session, "results": session.results})
    read, maths = Read(), []
    for name in NOTEBOOKS:
        for cell in nbformat.read(kit("notebooks") / f"{name}.ipynb", as_version=4).cells:
            if cell.cell_type != "code" or "cxlib.open" in cell.source or "close(" in cell.source:
                continue
            with redirect_stdout(StringIO()):
                ran = shell.run_cell(cell.source)
            ran.raise_error()
            forms, _ = shell.display_formatter.format(ran.result)
            page = Page(forms.get("text/html", ""))
            read.add("notebooks", " ".join([*page.data, forms.get("text/plain", "")]))
            read.alive += [f"{name}: {found}" for found in page.alive]
            maths += [f"{name}: {found}" for found in page.live_maths]
    return read, maths
