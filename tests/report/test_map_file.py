"""The journey map as a file: text as text, told in words, nothing that runs or is fetched."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from cxlib.findings import released
from cxlib.report.figures import journey_map
from cxlib.report.map_file import write_map
from cxlib.results import REGISTRY, empty

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script> --> & \"'$5"


@pytest.fixture(scope="module")
def hostile(make, tmp_path_factory):
    walk = ((HOSTILE, 0, "web"), ("order page", 1, "web;app"), ("parcel", 2, "letter"))
    given = make["engagement"](walk), make["results"](walk)
    return write_map(
        tmp_path_factory.mktemp("map") / "journey_map.svg", released(*given)
    ), released(*given)


@pytest.fixture(scope="module")
def tree(hostile):
    return ElementTree.fromstring(hostile[0].read_bytes())


def test_the_client_s_text_is_text_and_nothing_else(hostile, tree):
    written = hostile[0].read_text(encoding="utf-8")
    assert "<script" not in written
    assert "<!--" not in written
    said = "".join(text.text or "" for text in tree.iter(f"{SVG}text"))
    assert "<script>" in said
    assert "order page" in said
    kinds = {element.tag.removeprefix(SVG) for element in tree.iter()}
    assert not kinds & {"script", "foreignObject", "image", "a", "animate", "set"}
    assert not [k for e in tree.iter() for k in e.attrib if k.lower().startswith("on")]


def test_it_opens_alone(hostile, tree):
    written = hostile[0].read_text(encoding="utf-8")
    assert written.startswith('<?xml version="1.0" encoding="utf-8"?>\n<svg ')
    fetched = re.findall(r'(?:href|src)="([^"]*)"|url\(([^)]*)\)', written)
    assert all("".join(found).startswith("#") for found in fetched)
    width, height = (float(tree.attrib[side].removesuffix("pt")) for side in ("width", "height"))
    assert width > 900
    assert height > 200


def test_it_is_told_in_words(hostile, tree):
    first = [element.tag.removeprefix(SVG) for element in tree][:2]
    assert first == ["title", "desc"]
    assert tree.attrib["role"] == "img"
    ids = {e.attrib["id"]: e.text for e in tree if e.tag in (f"{SVG}title", f"{SVG}desc")}
    assert tree.attrib["aria-labelledby"].split() == list(ids)
    assert ids["title"] == "Journey map, Larkfield Mobile"
    assert ids["told"] == journey_map.alt(hostile[1])
    assert HOSTILE in ids["told"]


def test_the_same_results_give_the_same_bytes(make, tmp_path):
    given = make["engagement"](), make["results"]()
    one, two = (write_map(tmp_path / name, released(*given)) for name in ("one.svg", "two.svg"))
    assert one.read_bytes() == two.read_bytes()


def test_what_is_hidden_or_empty_is_not_written(make, tmp_path):
    said = {"section": ["journey_map"], "hide": [True], "reason": ["not yet agreed"]}
    engagement = make["engagement"](commentary=said)
    assert write_map(tmp_path / "hidden.svg", released(engagement, make["results"]())) is None
    assert write_map(tmp_path / "none.svg", released(make["engagement"](walk=()), {})) is None
    assert list(tmp_path.iterdir()) == []


def test_the_report_of_a_run_leaves_the_map_beside_the_page(make, tmp_path):
    from cxlib.run.reporting import write_report

    mapped = {
        n: f if REGISTRY[n].step == "mapping" else empty(n) for n, f in make["results"]().items()
    }
    write_report(make["engagement"](), mapped, tmp_path)
    assert {"report.html", "journey_map.svg"} <= {path.name for path in tmp_path.iterdir()}
