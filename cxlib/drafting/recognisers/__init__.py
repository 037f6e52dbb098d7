"""Exports of known tools, one data file each: by what they are recognised, and what that says.

A file may say nothing but what engagement.yml can say: which table it is, which column holds what
(`columns`, the best heading first), which rows are records (`where`), which cells are no answers
(`na`), what the file itself does not say (`set`). What it passes over is neither an answer nor a
group. Adding a tool is adding a file; its wording is never code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from ruamel.yaml import YAML

from cxlib.drafting.profile import plain

HERE = Path(__file__).parent
Cell = str | int | float | bool


def alike(heading: str) -> str:
    """What headings are compared by: words in small letters; of a sign alone, the sign.

    >>> alike("Response_ID"), alike("#")
    ('response id', '#')
    """
    return plain(heading) or heading.strip()


class Recogniser(BaseModel):
    """One tool's export.

    Attributes
    ----------
    tool, documented : its name, and the address where its export is described
    first : what the first heading is, in the languages that the tool writes; empty: any
    headings, at_least : headings of which so many must be there
    table : the table that the export is
    columns : role -> the headings that hold it, the best first
    where, na, set : as engagement.yml has them; of columns that the export has
    passed_over : headings of no use
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    tool: str
    documented: str = Field(pattern=r"^https://\S+$")
    first: list[str] = []
    headings: list[str] = []
    at_least: int = Field(default=1, ge=1)
    table: Literal["responses", "interactions", "purchases", "customers", "kpis"]
    columns: dict[str, list[str]] = {}
    where: dict[str, list[Cell] | dict[Literal["not"], list[Cell]]] = {}
    na: dict[str, list[str | int | float]] = {}
    set: dict[str, str | int | float] = {}
    passed_over: list[str] = []

    @field_validator("headings")
    @classmethod
    def _told_apart(cls, value: list[str]) -> list[str]:
        if len({alike(v) for v in value}) < len(value):
            raise ValueError("names a heading twice")
        return value

    def fits(self, names: Sequence[str]) -> int:
        """How many of its headings the file has; 0 where they are too few to recognise it by.

        >>> one = Recogniser(tool="A", documented="https://a.org", headings=["Id", "Seed"],
        ...                  at_least=2, table="responses")
        >>> one.fits(["id", "seed", "Q1"]), one.fits(["id", "Q1"])
        (2, 0)
        """
        seen = [alike(name) for name in names]
        if self.first and (not seen or seen[0] not in {alike(name) for name in self.first}):
            return 0
        n = sum(alike(name) in seen for name in self.headings) + bool(self.first)
        return n if n >= self.at_least else 0

    def roles(self, names: Iterable[str]) -> dict[str, str]:
        """Each role with the file's heading that holds it."""
        told = {alike(name): name for name in names}
        held = {role: [told[h] for h in map(plain, headings) if h in told]
                for role, headings in self.columns.items()}  # fmt: skip
        return {role: headings[0] for role, headings in held.items() if headings}

    def by_heading(self, said: Mapping[str, object], names: Iterable[str]) -> dict[str, object]:
        """`where` or `na` under the file's own headings, of those that it has."""
        told = {alike(name): name for name in names}
        return {told[alike(h)]: what for h, what in said.items() if alike(h) in told}

    def passes_over(self, name: str) -> bool:
        """Whether a column is of no use."""
        return alike(name) in {alike(heading) for heading in self.passed_over}


@lru_cache(maxsize=1)
def recognisers() -> tuple[Recogniser, ...]:
    """Every tool that is known, by the name of its file."""
    yaml = YAML(typ="safe", pure=True)
    paths = sorted(HERE.glob("*.yml"))
    return tuple(Recogniser(**yaml.load(path.read_text(encoding="utf-8"))) for path in paths)


def recognised(names: Sequence[str]) -> Recogniser | None:
    """The tool whose headings a file has; of several the one that most of them speak for."""
    fitting = [(one.fits(names), one) for one in recognisers()]
    best, tool = max(fitting, key=lambda one: one[0], default=(0, None))
    return tool if best else None
