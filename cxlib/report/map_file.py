"""The journey map as a file of its own, for a wall, a slide or a workshop."""

from __future__ import annotations

from pathlib import Path

from cxlib.release.view import View
from cxlib.report import canvas
from cxlib.report.commentary import commentary
from cxlib.report.drawing import the_picture

MAP = "journey_map"


def write_map(path: str | Path, shown: View) -> Path | None:
    """Write the journey map as SVG.

    None, and no file, where there is no touchpoint to draw or the consultant hides the map.
    """
    drawn = None if commentary(shown).hides(MAP) else the_picture(shown, MAP)
    if drawn is None:
        return None
    title = shown.voice.say("map|title", client=shown.client)
    written = Path(path)
    written.write_bytes(canvas.svg_file(drawn.figure, title, drawn.alt))
    return written
