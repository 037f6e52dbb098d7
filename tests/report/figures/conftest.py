"""Measuring a picture: where its texts are drawn."""

from __future__ import annotations

import pytest

from cxlib.report import style


@pytest.fixture(scope="session")
def texts():
    """All visible texts of a figure with their boxes in pixels."""

    known: dict[int, tuple[object, list[tuple[str, object]]]] = {}

    def measure(figure) -> list[tuple[str, object]]:
        if id(figure) not in known:
            known.clear()  # one picture is measured by several questions, one after the other
            known[id(figure)] = figure, draw(figure)
        return known[id(figure)][1]

    def draw(figure) -> list[tuple[str, object]]:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.text import Text

        with style.theme():
            renderer = FigureCanvasAgg(figure).get_renderer()
            figure.draw(renderer)
            found = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
            drawn = [(t.get_text(), t.get_window_extent(renderer)) for t in found]
        return [(text, box) for text, box in drawn if box.width > 0 and box.height > 0]

    return measure


@pytest.fixture(scope="session")
def overlaps(texts):
    """Pairs of texts that cover one another by more than a hair."""

    def find(figure, hair: float = 2.0) -> list[tuple[str, str]]:
        drawn = texts(figure)
        return [
            (one, two)
            for k, (one, a) in enumerate(drawn)
            for two, b in drawn[k + 1 :]
            if min(a.x1, b.x1) - max(a.x0, b.x0) > hair and min(a.y1, b.y1) - max(a.y0, b.y0) > hair
        ]

    return find


@pytest.fixture(scope="session")
def outside(texts):
    """Texts that leave the sheet."""

    def find(figure, hair: float = 2.0) -> list[str]:
        width, height = figure.get_size_inches() * figure.dpi
        return [
            text
            for text, box in texts(figure)
            if box.x0 < -hair or box.y0 < -hair or box.x1 > width + hair or box.y1 > height + hair
        ]

    return find
