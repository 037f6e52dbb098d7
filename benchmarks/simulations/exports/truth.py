"""What was planted: answers that follow from speed far more than from kindness."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import xlsxwriter

N = 240
RECOMMEND = "How likely are you to recommend us to a friend or colleague?"
SATISFIED = "Overall, how satisfied are you with our service?"


class Truth:
    """One client's answers.

    Attributes
    ----------
    speed, kind : 1 to 5; the score follows from the first
    nps : 0 to 10
    sat : 1 to 5
    ids, times : of each answer
    """

    def __init__(self, seed: int):
        self.rng = np.random.default_rng(seed)
        self.speed, self.kind = self.rng.integers(1, 6, (2, N))
        noise = self.rng.normal(0, 1, N)
        drawn = np.round(1.5 * self.speed + 0.4 * self.kind + 1.2 * noise)
        self.nps = np.clip(drawn, 0, 10).astype(int)
        drawn = np.round(0.8 * self.speed + 0.15 * self.kind + 0.5 * noise + 0.4)
        self.sat = np.clip(drawn, 1, 5).astype(int)
        self.ids = [f"C{i:04d}" for i in range(N)]
        self.times = pd.date_range("2026-01-05 08:00", periods=N, freq="2h")

    @property
    def stamps(self) -> list[str]:
        return self.times.strftime("%Y-%m-%d %H:%M:%S").tolist()

    def words(self, answers: Sequence[int], ladder: Sequence[str]) -> list[str]:
        """Answers from 1 on in words."""
        return [ladder[a - 1] for a in answers]


@dataclass(frozen=True)
class Export:
    """How one export is written, and what is right about it.

    Attributes
    ----------
    name, write : the file or files that it writes into a folder
    table : what it is a table of
    kind, score, n : of the main outcome; of purchases the sum of the amounts, of events nothing
    top : a piece of the strongest driver's name; empty where it has no drivers
    """

    name: str
    write: Callable[[Path, Truth], Path]
    kind: str = "nps"
    table: str = "responses"
    top: str = "peed"
    n: Callable[[Truth], int] = lambda truth: N
    score: Callable[[Truth], float] = lambda truth: nps(truth.nps)


def nps(answers: Sequence[int]) -> float:
    """Of answers from 0 to 10, in points."""
    answers = np.asarray(answers)
    return float(100 * ((answers > 8).mean() - (answers < 7).mean()))


def top_two(answers: Sequence[int], high: int = 5) -> float:
    """Share of the two best answers, in points."""
    return float(100 * (np.asarray(answers) >= high - 1).mean())


def frame(at: Path, cells: dict, name: str = "export.csv", **how) -> Path:
    """A CSV of these columns."""
    pd.DataFrame(cells).to_csv(at / name, index=False, **how)
    return at / name


def rows(at: Path, lines: Sequence[Sequence], name: str = "export.csv", **how) -> Path:
    """A CSV of these rows, headings included."""
    encoding = how.pop("encoding", "utf-8")
    with (at / name).open("w", newline="", encoding=encoding) as file:
        csv.writer(file, **how).writerows(lines)
    return at / name


def book(at: Path, sheets: dict[str, Sequence[Sequence]], name: str = "export.xlsx") -> Path:
    """A workbook of these sheets, dates and numbers typed."""
    with xlsxwriter.Workbook(str(at / name), {"default_date_format": "yyyy-mm-dd hh:mm"}) as file:
        for title, lines in sheets.items():
            sheet = file.add_worksheet(title)
            for row, cells in enumerate(lines):
                for column, cell in enumerate(cells):
                    if cell is not None:
                        sheet.write(row, column, cell.item() if hasattr(cell, "item") else cell)
    return at / name
