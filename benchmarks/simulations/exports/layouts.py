"""Layouts: titles above, notes and totals below, sheets, waves, a row per question, tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from simulations.exports.scales import base, parts, survey
from simulations.exports.truth import RECOMMEND, Export, N, Truth, book, frame, nps, rows

HEADS = ["Customer No", "Date", "NPS", "Speed", "Kindness"]


def _records(t: Truth) -> list[list]:
    cells = zip(t.ids, t.stamps, t.nps, t.speed, t.kind, strict=True)
    return [[who, when[:10], *said] for who, when, *said in cells]


def _tracker(at: Path, t: Truth) -> Path:
    means = [float(t.nps.mean()), float(t.speed.mean()), float(t.kind.mean())]
    above = [["CX tracker 2026"], ["Confidential"], []]
    below = [["Total", None, t.nps.sum(), t.speed.sum(), t.kind.sum()], ["Average", None, *means]]
    return book(at, {"Tracker": [*above, HEADS, *_records(t), *below]})


def _total(at: Path, t: Truth) -> Path:
    return rows(at, [HEADS, *_records(t), ["Total", "", round(t.nps.mean()), 4, 3]])


def _average(at: Path, t: Truth) -> Path:
    means = [round(float(v.mean()), 2) for v in (t.nps, t.speed, t.kind)]
    lines = [[who, *said] for who, _, *said in _records(t)]
    return rows(at, [[HEADS[0], *HEADS[2:]], *lines, ["Average", *means]])


def _notes(at: Path, t: Truth) -> Path:
    below = [[], ["Source: panel of January"], ["Figures are provisional, see page 3"]]
    return rows(at, [HEADS, *_records(t), *below])


def _months(at: Path, t: Truth) -> Path:
    heads, lines = HEADS[1:], [line[1:] for line in _records(t)]
    return book(at, {"January": [heads, *lines[::2]], "February": [heads, *lines[1::2]]})


def _panel(at: Path, t: Truth) -> Path:
    waves = {"nps_w1": t.nps, "nps_w2": np.clip(t.nps + 1, 0, 10), "speed_w1": t.speed,
             "speed_w2": t.speed, "kind_w1": t.kind, "kind_w2": t.kind}  # fmt: skip
    return frame(at, {"id": t.ids} | waves)


def _panel_score(t: Truth) -> float:
    return nps(np.concatenate([t.nps, np.clip(t.nps + 1, 0, 10)]))


def _long(at: Path, t: Truth) -> Path:
    asked = {"NPS": t.nps, "Speed": t.speed, "Kindness": t.kind}
    heads = [["respondent", "date", "question", "answer"]]
    return rows(at, heads + [[t.ids[i], t.stamps[i][:10], question, said[i]]
                             for i in range(N) for question, said in asked.items()])  # fmt: skip


def _tried(at: Path, t: Truth) -> Path:
    tests = [["test1", 0, 5, 1], ["TEST2", 0, 5, 1], ["test user", 0, 5, 1]]
    lines = [[who, *said] for who, _, *said in _records(t)]
    return rows(at, [["Email", RECOMMEND, "Speed", "Kindness"], *lines, *tests])


def _two_headings(at: Path, t: Truth) -> Path:
    above = [
        ["", "", "Outcome", "How was it?", ""],
        ["Customer", "Date", "NPS", "Speed", "Kindness"],
    ]
    return rows(at, [*above, *_records(t)])


def _money(t: Truth) -> dict:
    return {"Umsatz": [f"{x:.2f}".replace(".", ",") for x in t.rng.lognormal(3, 0.4, N)]}


def _windows(at: Path, t: Truth) -> Path:
    cells = {
        "Kundennummer": t.ids,
        "Datum": t.times.strftime("%d.%m.%Y"),
        "Empfehlung (NPS)": t.nps,
    }
    return frame(at, cells | parts(t) | _money(t), sep=";", encoding="cp1252")


def _weighted(t: Truth) -> dict:
    weight = np.round(t.rng.uniform(0.5, 1.5, N), 3)
    return {"weight": np.round(weight / weight.mean(), 3)} | parts(t)


EXPORTS = [
    Export("a tracker with titles and totals", _tracker),
    Export("a total below", _total),
    Export("an average below", _average),
    Export("notes below", _notes),
    Export("a sheet a month", _months),
    Export("waves side by side", _panel, n=lambda t: 2 * N, score=_panel_score),
    Export("a row per question", _long),
    Export("answers of tests", _tried),
    Export("a heading over two rows", _two_headings),
    Export("German numbers and dates", _windows),
    Export("survey weights", survey(lambda t: {RECOMMEND: t.nps}, _weighted)),
    Export("tabs and UTF-16", survey(lambda t: {"NPS": t.nps}, sep="\t", encoding="utf-16",
                                     name="export.tsv")),
    Export("no names, no dates", lambda at, t: frame(at, {"NPS": t.nps} | parts(t))),
    Export("blank columns", lambda at, t: frame(
        at, base(t) | {"Note": "", "Phone": "", "NPS": t.nps} | parts(t))),
]  # fmt: skip
