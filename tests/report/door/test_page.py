"""Thirty payloads through every path by which a client's text reaches the page.

The page is read by a parser (no element, attribute or address may be born from a payload: its
structure is that of the page without payloads) and opened in a browser (nothing may run). Each
guard is switched off in turn, and the tests that rely on it turn red.
"""

from __future__ import annotations

import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from payloads import SCRIPTS as PAYLOADS
from poisoning import poisoned

from cxlib.findings import released
from cxlib.report import escaping, page

BOMB = " ".join(PAYLOADS)
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "main", "div", "header", "p", "h1", "h2",
    "h3", "h4", "strong", "ul", "li", "span", "section", "table", "thead", "tbody", "tr", "th",
    "td", "br", "figure", "figcaption", "img", "nav", "a", "aside", "dl", "dt", "dd", "cite",
    "details", "summary",
}  # fmt: skip
META = {"verdict": "send with warnings", "run": "001", "period": "2026-09"}


class Structure(HTMLParser):
    """Elements with the names of their attributes, in order; addresses apart."""

    def __init__(self, text: str):
        super().__init__()
        self.elements, self.addresses, self.data = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.addresses += [value for name, value in attrs if name in ("src", "href", "action")]

    def handle_data(self, data):
        self.data.append(data)


def written(path: Path, make, bomb: str, small: bool = False) -> str:
    results = {n: poisoned(f, n, bomb) for n, f in make["results"]().items()}
    extra = f" {bomb}"
    said = {"section": ["funnel", "summary"], "text": [f"Seen.{extra}"] * 2, "reason": [extra] * 2,
            "hide": [False, False], "finding_id": [None, None]}  # fmt: skip
    walk = tuple((f"{t}{extra}", s, c) for t, s, c in make["walk"])
    engagement = make["engagement"](
        walk, client=f"Larkfield{extra}", commentary=said, comments_in_report=True
    )
    meta = META | {"reasons": [f"a reason{extra}"], "run": f"001{extra}",
                   "versions": {f"pandas{extra}": f"3.1{extra}"}}  # fmt: skip
    if small:  # no pictures: what is asked of the page does not need them
        results = {n: results[n] for n in ("notes", "quality", "alerts", "moments")}
    write = page.monitor_page if small else page.write_page
    return write(path, released(engagement, results), meta).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def hostile(make, tmp_path_factory):
    return written(tmp_path_factory.mktemp("hostile") / "report.html", make, BOMB)


@pytest.fixture(scope="module")
def harmless(make, tmp_path_factory):
    return written(tmp_path_factory.mktemp("harmless") / "report.html", make, "and more")


def test_there_are_thirty_payloads():
    assert len(set(PAYLOADS)) == 30
    assert len(BOMB) < escaping.LONGEST - 1_000  # so that none is cut off


def test_no_element_and_no_attribute_is_born_from_a_payload(hostile, harmless):
    got = Structure(hostile)
    assert {tag for tag, _ in got.elements} <= ELEMENTS
    assert got.elements == Structure(harmless).elements


def test_every_address_is_an_anchor_or_a_picture_inside_the_page(hostile):
    for address in Structure(hostile).addresses:
        assert address.startswith(("#", "data:image/svg+xml;base64,"))


def test_claims_and_their_evidence_carry_the_payloads(make):
    results = {n: poisoned(f, n, BOMB) for n, f in make["results"]().items()}
    walk = tuple((f"{t} {BOMB}", s, c) for t, s, c in make["walk"])
    told = released(make["engagement"](walk), results)["findings"].set_index("kind")
    plain = released(make["engagement"](), make["results"]())["findings"]["kind"]
    assert sorted(told.index) == sorted(plain)
    for kind in ("moment", "backstage", "alert", "stuck", "driver", "raci", "benefit"):
        words = told.loc[[kind], "statement"] + told.loc[[kind], "evidence"]
        assert words.str.contains(PAYLOADS[0], regex=False).all(), kind


def test_the_payloads_are_there_to_read(hostile):
    read = " ".join(Structure(hostile).data)
    for payload in PAYLOADS[:8]:
        assert payload in read


def test_templates_inside_a_text_are_not_filled_in(hostile):
    assert "{{ 7*7 }}" in hostile


def test_with_autoescape_off_the_parser_sees_the_payloads(make, tmp_path, monkeypatch):
    monkeypatch.setattr(page, "AUTOESCAPE", False)
    text = written(tmp_path / "monitor.html", make, BOMB, small=True)
    assert not {tag for tag, _ in Structure(text).elements} <= ELEMENTS


def test_with_table_escaping_off_only_table_elements_come_through(shown, monkeypatch):
    from cxlib.report import tables

    monkeypatch.setattr(escaping, "html", lambda text: str(text))
    frame = poisoned(shown["moments"], "moments", "<img src=x onerror=alert(1)><td onclick=x>")
    made = Structure(str(tables.markup(shown, "moments", frame)))
    assert {tag for tag, _ in made.elements} <= tables.ELEMENTS
    assert {name for _, names in made.elements for name in names} <= tables.ATTRIBUTES


def opened(path: Path, profile: Path) -> str:
    """The page's document after a browser has loaded it and run what it would run."""
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
               "--disable-background-networking", f"--user-data-dir={profile}",
               "--virtual-time-budget=2000", "--dump-dom", path.as_uri()]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def ran(document: str) -> bool:
    """Whether a payload left its mark on the document."""
    return "data-owned" in document.split(">", 2)[1] + document.split("<head", 1)[0]


needs_browser = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")


@needs_browser
def test_nothing_runs_in_a_browser(hostile, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(hostile, encoding="utf-8")
    document = opened(path, tmp_path / "profile")
    assert "What we found" in document
    assert not ran(document)


@needs_browser
def test_the_policy_alone_stops_every_payload_and_without_it_they_run(make, tmp_path, monkeypatch):
    monkeypatch.setattr(page, "AUTOESCAPE", False)
    monkeypatch.setattr(page, "_clean", lambda value: value)
    text = written(tmp_path / "monitor.html", make, " ".join(PAYLOADS[:9]), small=True)
    assert not ran(opened(tmp_path / "monitor.html", tmp_path / "with"))
    bare = tmp_path / "bare.html"
    bare.write_text(text.replace("Content-Security-Policy", "X-Nothing"), encoding="utf-8")
    assert ran(opened(bare, tmp_path / "without"))
