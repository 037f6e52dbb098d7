"""A sound client of one table, on disk as its owner would keep it, and ways to spoil it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

FILE = "survey.csv"
N = 240
Row = dict[str, str]


def answers(n: int = N, seed: int = 5, start: str = "2026-01-01") -> list[Row]:
    """Answers over four months: the scores follow speed and price, as in any sound survey."""
    rng = np.random.default_rng(seed)
    speed, price = rng.integers(1, 8, n), rng.integers(1, 8, n)
    score = np.clip(np.round(0.8 * speed + 0.5 * price + rng.normal(0, 1.2, n)), 0, 10)
    days = pd.date_range(start, periods=n, freq="12h")
    regions = rng.choice(["North", "South", "West"], n)
    said = rng.choice(["quick", "kind and clear", "long queue", "could not find it", ""], n)
    people = rng.permutation(np.arange(1001, 1001 + n))
    return [
        {"cust": f"{people[i]:05d}", "answered": f"{days[i]:%Y-%m-%d}", "region": str(regions[i]),
         "recommend": f"{score[i]:.0f}", "speed": str(speed[i]), "price": str(price[i]),
         "why": str(said[i])}
        for i in range(n)
    ]  # fmt: skip


CONFIG: dict = {
    "client": "Tarn", "id": "tarn-1", "timezone": "Europe/London", "period": "month",
    "outcomes": {"recommend": {"kind": "nps"}},
    "tables": {"responses": {
        "source": FILE, "columns": {"customer": "cust", "time": "answered"},
        "segments": ["region"], "comment": ["why"],
    }},
}  # fmt: skip


def text_of(rows: Sequence[Mapping[str, str]], separator: str = ",") -> str:
    """The rows as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=separator, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def merged(config: Mapping, more: Mapping) -> dict:
    """Settings with others put into them, level by level."""
    found = dict(config)
    for key, value in more.items():
        both = isinstance(value, Mapping) and isinstance(found.get(key), Mapping)
        found[key] = merged(found[key], value) if both else value
    return found


@dataclass
class Folder:
    """An engagement's folder that is being spoilt."""

    path: Path
    rows: list[Row] = field(default_factory=answers)
    config: dict = field(default_factory=lambda: dict(CONFIG))

    def settings(self, **more: object) -> None:
        """Put these into engagement.yml."""
        self.config = merged(self.config, more)
        text = json.dumps(self.config, ensure_ascii=False, indent=1)
        (self.path / "engagement.yml").write_text(text, encoding="utf-8")

    def responses(self, **more: object) -> None:
        """Put these into `tables.responses`."""
        self.settings(tables={"responses": more})

    def table(self, name: str, text: str | bytes, **options: object) -> None:
        """One more table, or another text of one."""
        file = f"{name}.csv"
        self.write(file, text)
        self.settings(tables={name: {"source": file, **options}})

    def write(self, name: str, content: str | bytes | None = None) -> None:
        """A file of the client; by default the answers."""
        content = text_of(self.rows) if content is None else content
        path = self.path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def survey(self, content: str | bytes | None = None, **options: object) -> None:
        """The survey's file and engagement.yml."""
        self.write(FILE, content)
        self.responses(**options)

    def set(self, column: str, at: int | slice, value: str) -> None:
        """Other cells in a column."""
        places = range(*at.indices(len(self.rows))) if isinstance(at, slice) else [at]
        for i in places:
            self.rows[i][column] = value

    def change(self, column: str, work) -> None:
        """Every cell of a column through a function."""
        for row in self.rows:
            row[column] = work(row[column])
