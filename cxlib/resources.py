"""Where the kit's own notebooks, templates and sample data lie."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

PACKED = Path(__file__).parent / "_kit"
REPOSITORY = Path(__file__).parents[1]
NOTEBOOKS = {
    "00_check_data": None,
    "01_map_touchpoints": "mapping",
    "02_diagnose_critical_variables": "diagnosis",
    "03_set_strategy": "strategy",
    "04_align_owners": "alignment",
    "05_monitor": "monitoring",
    "06_report": None,
}


def kit(name: Literal["notebooks", "templates", "sample_data"]) -> Path:
    """The folder as it travels: packed into an installed wheel, else the repository's own.

    >>> (kit("sample_data") / "engagement.yml").name
    'engagement.yml'
    """
    packed = PACKED / name
    return packed if packed.is_dir() else REPOSITORY / name
