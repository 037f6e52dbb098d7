"""Pictures hold whatever the font: long words stay whole, numbers too, nothing leaves the sheet."""

from __future__ import annotations

import pkgutil
import re
from dataclasses import replace
from functools import partial
from importlib import import_module

import pandas as pd
import pytest

from cxlib.release.view import view
from cxlib.report import canvas, figures, labels, style, typeface

TAIL = "schifffahrtsgesellschaftsvertrag" * 2
LONG, ENDLESS = 25, 60  # letters of each name's first word: none should, all must be shortened
NAMED = {"touchpoint", "source", "target", "variable", "theme", "activity", "initiative", "owner",
         "department", "group", "subject", "stage", "journey", "depends_on", "segment"}  # fmt: skip
KEPT = {"overall", "all"}
CASES = [("as it is", "matplotlib's"), ("long words", "packed"), ("long words", "matplotlib's"),
         ("endless words", "packed")]  # fmt: skip


def pictures() -> list[str]:
    """Every module that draws a picture of the report, those still to be written too."""
    found = [module.name for module in pkgutil.iter_modules(figures.__path__)]
    modules = [(name, import_module(f"cxlib.report.figures.{name}")) for name in found]
    return [name for name, module in modules if hasattr(module, "draw") and hasattr(module, "alt")]


def long_word(name: object, length: int) -> object:
    """The name with its first word made as long as a German one.

    >>> long_word("first bill", 25)
    'firstschifffahrtsgesellsc bill'
    """
    if pd.isna(name) or not str(name).strip() or name in KEPT:
        return name
    column, equals, level = str(name).rpartition("=")
    first, *rest = level.split()
    return f"{column}{equals}{' '.join([(first + TAIL)[:length], *rest])}"


def lengthened(frame: pd.DataFrame, length: int) -> pd.DataFrame:
    there = NAMED & set(frame.columns)
    how = partial(long_word, length=length)
    return frame.assign(**{c: frame[c].astype("object").map(how) for c in there})


@pytest.fixture(scope="module")
def clients(make):
    plain, results = make["engagement"](), make["results"]()
    owned = [("first bill", "Sales", "A"), ("first bill", "IT", "R"), ("network", "Logistics", "A")]
    raci = pd.DataFrame(owned, columns=["subject", "department", "letter"])
    plain = replace(plain, tables={**plain.tables, "raci": raci})

    def with_words(length: int):
        tables = {name: lengthened(table, length) for name, table in plain.tables.items()}
        longer = {name: lengthened(table, length) for name, table in results.items()}
        return view(replace(plain, tables=tables), longer)

    told = {"long words": with_words(LONG), "endless words": with_words(ENDLESS)}
    return {"as it is": view(plain, results), **told}


def use(font: str, monkeypatch) -> None:
    """Draw in the packed font, or as if matplotlib's own were the only one there is."""
    if font == "matplotlib's":
        monkeypatch.setattr(typeface, "fonts", lambda: (typeface.GLYPHS,))


def unwhole(figure, known: set[str]) -> list[str]:
    """Words in wrapped or shortened texts that are no words of the kit's, and cut numbers."""
    from matplotlib.text import Text

    drawn = [t.get_text() for t in figure.findobj(Text) if t.get_visible()]
    fitted = [text for text in drawn if "\n" in text or labels.ELLIPSIS in text]
    pieces = {word for text in fitted for word in text.split()} - known
    return sorted(piece for piece in pieces if not _shortened(piece, known))


def _shortened(piece: str, known: set[str]) -> bool:
    """Whether the piece is a known word's beginning and "…", its numbers whole."""
    stem = piece.removesuffix(labels.ELLIPSIS)
    whole = [word for word in known if word.startswith(stem)]
    cut = re.compile(re.escape(stem) + r"[\d.,%]")
    at_number = stem[-1:].isdigit() and all(cut.match(word) for word in whole)
    return stem != piece and bool(whole) and not at_number


@pytest.fixture
def known(monkeypatch) -> set[str]:
    """The words of all texts that pictures are asked to write, whole."""
    said: set[str] = set()
    letters, wrap = labels.letters, labels.wrap

    def wrapped(text, *how, **named):
        said.update(labels.drawable(text).split())
        return wrap(text, *how, **named)

    def written(text):
        if text not in made:
            said.update(letters(text).split())
        return letters(text)

    made: set[str] = set()
    monkeypatch.setattr(labels, "wrap", lambda *a, **k: made.add(w := wrapped(*a, **k)) or w)
    monkeypatch.setattr(labels, "letters", written)
    return said


@pytest.mark.parametrize(("client", "font"), CASES)
@pytest.mark.parametrize("name", pictures())
def test_words_and_numbers_are_whole(
    name, client, font, clients, known, monkeypatch, overlaps, outside
):
    use(font, monkeypatch)
    figure = import_module(f"cxlib.report.figures.{name}").draw(clients[client])
    assert figure is not None
    assert outside(figure) == []
    assert overlaps(figure) == []
    assert unwhole(figure, known) == []


def test_the_guard_sees_a_parted_word_and_a_cut_number():
    figure = canvas.sheet(1.0, 3.0)
    axes = canvas.bare(figure.add_axes((0, 0, 1, 1)))
    for text in ("consideratio\nn", "n = 1,6…", "conside… wait\ndone", "12…"):
        canvas.say(axes, 0.5, 0.5, text)
    known = {"consideration", "n", "=", "1,680", "wait", "done", "12"}
    assert unwhole(figure, known) == ["1,6…", "consideratio"]


def test_the_guard_sees_columns_that_are_not_measured(clients, monkeypatch, outside):
    measured = labels.widest
    monkeypatch.setattr(labels, "widest", lambda *a, **k: 0.5 * measured(*a, **k))
    asymmetry = import_module("cxlib.report.figures.asymmetry")
    assert any("n = " in text for text in outside(asymmetry.draw(clients["as it is"])))


@pytest.mark.parametrize("name", ["journey_map", "asymmetry", "raci", "flow", "funnel"])
def test_in_the_packed_font_a_long_word_needs_no_shortening(name, clients):
    from matplotlib.text import Text

    figure = import_module(f"cxlib.report.figures.{name}").draw(clients["long words"])
    drawn = [t.get_text() for t in figure.findobj(Text) if t.get_visible()]
    assert [text for text in drawn if text.split("…")[0][-3:] in TAIL and "…" in text] == []
    assert min(t.get_fontsize() for t in figure.findobj(Text) if t.get_text().strip()) >= (
        style.SMALLEST
    )
