"""Names and events: one thing written in several ways, sent twice, or far too many of them."""

from __future__ import annotations

import pandas as pd

from mishaps.case import Case
from mishaps.client import Folder

STEPS = ("home", "search", "basket", "payment")


def log(n: int = 600, change=lambda i, step: step) -> str:
    """Trips through four steps, a minute and a bit between them."""
    lines = ["customer,time,touchpoint"]
    for i in range(n // 4):
        start = pd.Timestamp("2026-01-02") + pd.Timedelta(hours=4 * i)
        for j, step in enumerate(STEPS):
            at = start + pd.Timedelta(seconds=95 * j + (7 * i) % 31)
            lines.append(f"C{i % 90:03d},{at:%Y-%m-%d %H:%M:%S},{change(4 * i + j, step)}")
    return "\n".join(lines) + "\n"


def _events(change=lambda i, step: step, more=lambda lines: lines):
    def spoil(folder: Folder) -> None:
        folder.survey()
        lines = log(change=change).splitlines()
        folder.table("interactions", "\n".join(more(lines)) + "\n")

    return spoil


def _sound(folder: Folder) -> None:
    folder.write("interactions.csv", log())


VARIANTS = ("payment", "Payment", "PAYMENT ", " payment", "pay\u200bment", "ｐayment")


def _variant(i: int, step: str) -> str:
    return VARIANTS[i // 4 % len(VARIANTS)] if step == "payment" else step


def _names_of(engagement) -> set[str]:
    return set(engagement.events_history.touchpoint.execute())


CASES = (
    Case("dup-events", "report n; drop only if declared",
         _events(more=lambda lines: [*lines, *lines[5:17]]), 0,
         ["interactions", "duplicate", r"n = 12\b|12 "], by_hand=_sound),
    Case("names-variants-10-of-3", "mend+say or list near-duplicates", _events(_variant), 0,
         ["interactions, touchpoint", "mended: spellings merged into 'payment'", r"n = 5\b"],
         right=lambda e: len(_names_of(e)) == 4),
    Case("names-rtl-emoji", "rendered, chart not broken",
         _events(lambda i, s: {"search": "חיפוש", "basket": "🛒 basket"}.get(s, s)), 0,
         right=lambda e: {"חיפוש", "🛒 basket"} <= _names_of(e)),
    Case("names-homoglyph", "warn",
         _events(lambda i, s: "p\u0430yment" if s == "payment" and i % 8 == 3 else s), 0,
         ["interactions, touchpoint", "letters of another script"], by_hand=_sound),
    Case("1e6-touchpoints", "refuse: > declared cap, before pivot",
         lambda f: (f.survey(), f.table("interactions", _many(f)))[0], 2,
         ["interactions.csv", "touchpoint", "more than 1,000"], by_hand=_sound),
)  # fmt: skip


def _many(folder: Folder) -> str:
    """An address with an id of its own in every line."""
    times = pd.date_range("2026-01-01", periods=100_000, freq="90s").strftime("%Y-%m-%d %H:%M:%S")
    lines = [f"C{i % 900},{at},/order/{i}" for i, at in enumerate(times)]
    return "customer,time,touchpoint\n" + "\n".join(lines) + "\n"
