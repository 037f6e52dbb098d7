"""The packed font: first whatever the machine has, and named where a file can only name one."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib import font_manager

from cxlib.report import canvas, style, typeface
from cxlib.resources import REPOSITORY, kit

# a check mark is none of the family's letters; written so that any locale can pass it on
DRAW = """
import hashlib
from cxlib.report import canvas, style
@style.themed
def draw():
    figure = canvas.sheet(1.0, 3.0)
    axes = canvas.bare(figure.add_axes((0, 0, 1, 1)))
    canvas.say(axes, 0.1, 0.5, "n = 1,680: gr\\xf6\\xdfer \\u2192 \\u2713")
    canvas.say(axes, 0.1, 0.8, "Kundenzufriedenheit", weight="bold")
    return figure
print(*(hashlib.sha256(drawn(draw())).hexdigest() for drawn in (canvas.svg, canvas.png)))
"""


@pytest.fixture(scope="module")
def drawn() -> list[str]:
    """What the picture looks like in this process."""
    seen: dict[str, object] = {"print": lambda *told: seen.update(told=list(told)), "__name__": "x"}
    exec(DRAW, seen)  # noqa: S102
    return seen["told"]


def families() -> set[str]:
    own = Path(mpl.get_data_path())
    fonts = font_manager.fontManager.ttflist
    return {font.name for font in fonts if own not in Path(font.fname).parents}


def run(script: str, **place: str | None) -> list[str]:
    """What a program says elsewhere, every warning an error."""
    there = os.environ | {"PYTHONPATH": str(REPOSITORY)} | place
    there = {name: value for name, value in there.items() if value is not None}
    called = [sys.executable, "-W", "error", "-c", script]
    done = subprocess.run(called, env=there, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_the_suite_knows_no_font_of_the_machine():
    typeface.register()
    assert families() <= {typeface.FAMILY}
    assert typeface.fonts() == (typeface.FAMILY, typeface.GLYPHS)
    script = "from matplotlib.font_manager import fontManager as here"
    script += "; print(*{font.fname for font in here.ttflist})"
    assert {Path(name).parent.parent.parent for name in run(script)} == {Path(mpl.get_data_path())}


def test_an_installed_font_of_the_same_name_is_not_used(monkeypatch):
    manager, ours = font_manager.fontManager, str(typeface.FOLDER / typeface.FILES[0])
    other = next(f for f in manager.ttflist if "DejaVuSerif.ttf" in f.fname)
    installed = dataclasses.replace(other, name=typeface.FAMILY)
    monkeypatch.setattr(manager, "ttflist", [installed, *manager.ttflist])
    for size in (5.25, 6.25):  # sizes that nothing else asks for: matplotlib remembers answers
        wanted = font_manager.FontProperties(family=[typeface.FAMILY], size=size)
        assert manager.findfont(wanted) == (other.fname if size == 5.25 else ours)
        typeface.register()


def test_a_list_that_matplotlib_built_anew_gets_the_font_again(monkeypatch):
    manager = font_manager.fontManager
    monkeypatch.setattr(manager, "ttflist", [f for f in manager.ttflist if "DejaVu" in f.name])
    with style.theme():
        assert [f.name for f in manager.ttflist[:2]] == [typeface.FAMILY] * 2


@pytest.mark.parametrize(
    "place",
    [
        {"MPLCONFIGDIR": None},  # the machine's own list of fonts
        {"MPLCONFIGDIR": "/dev/null/none", "HOME": "/dev/null/none"},  # nothing can be written
        {"MPLCONFIGDIR": None, "HOME": None, "LC_ALL": "C", "PYTHONUTF8": "0", "LANG": None},
    ],
    ids=["all fonts", "no folder", "bare"],
)
@pytest.mark.skipif(os.name == "nt", reason="places of a POSIX machine")
def test_the_same_picture_on_every_machine(drawn, place):
    assert run(DRAW, **place) == drawn


def test_pages_and_map_files_name_the_family_and_what_may_stand_in_for_it():
    css = (kit("templates") / "report/report.css").read_text(encoding="utf-8")
    named = re.search(r"font-family: ([^;]*);", css)[1].replace('"', "").split(", ")
    assert named[:3] == list(typeface.NAMED[:3])
    assert named[-1] == "sans-serif"
    with style.theme():
        figure = canvas.sheet(1.0, 3.0)
        figure.text(0.1, 0.5, "words")
        file = canvas.svg_file(figure, "a title", "what it tells").decode()
    assert re.findall(r"font-family: ([^;\"]*)", file) == [
        ", ".join([*(repr(name) for name in typeface.NAMED[:-1]), "sans-serif"])
    ]


def test_the_licence_travels_with_the_font():
    licence = (typeface.FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert sorted(p.name for p in typeface.FOLDER.iterdir()) == sorted([*typeface.FILES, "OFL.txt"])
