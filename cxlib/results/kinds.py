"""What a column of a result table may hold, and in which unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Dtype = Literal["text", "int", "float", "bool", "time"]
PANDAS = {
    "text": "string",
    "int": "Int64",
    "float": "Float64",
    "bool": "boolean",
    "time": "datetime64[us]",
}


@dataclass(frozen=True)
class Kind:
    """A column's type, unit and, where it has one, its range."""

    dtype: Dtype
    unit: str = ""
    low: float | None = None
    high: float | None = None

    @property
    def pandas(self) -> str:
        return PANDAS[self.dtype]


NAME = Kind("text", "name")
WORDS = Kind("text", "sentence or word")
TERM = Kind("text", "word of the method")
FIGURES = Kind("text", "figures of a code, as JSON")
CODED = Kind("text", "code with figures; in words in the workbook")
PERIOD = Kind("text", "period label")
DATE = Kind("time", "UTC")
FLAG = Kind("bool")
COUNT = Kind("int", "count", 0)
RANK = Kind("int", "1 = first", 1)
SHARE = Kind("float", "share 0-1", 0, 1)
DIFF = Kind("float", "difference of shares, -1 to 1", -1, 1)
NUMBER = Kind("float", "in the measure's own unit")
EFFECT = Kind("float", "outcome units per standard deviation or per event, as the step says")
MONEY = Kind("float", "currency of the engagement per year unless said")
SECONDS = Kind("float", "seconds", 0)
P_VALUE = Kind("float", "p-value", 0, 1)
