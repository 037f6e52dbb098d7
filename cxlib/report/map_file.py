"""The journey map as a file of its own, for a wall, a slide or a workshop."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.release.view import view
from cxlib.report import canvas
from cxlib.report.commentary import commentary
from cxlib.report.figures import journey_map


def write_map(
    path: str | Path,
    engagement: Engagement,
    results: Mapping[str, pd.DataFrame],
    earlier: Mapping[str, pd.DataFrame] | None = None,
) -> Path | None:
    """Write the journey map as SVG; arguments as `write_page`.

    None, and no file, where there is no touchpoint to draw or the consultant hides the map.
    """
    shown = view(engagement, results, earlier)
    drawn = None if commentary(shown).hides("journey_map") else journey_map.draw(shown)
    if drawn is None:
        return None
    title = f"Journey map, {engagement.config.client}"
    written = Path(path)
    written.write_bytes(canvas.svg_file(drawn, title, journey_map.alt(shown)))
    return written
