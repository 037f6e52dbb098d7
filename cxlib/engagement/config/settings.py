"""`engagement.yml`: everything about a client, as data.

The models here are the contract of the file. Unknown keys are refused; `reading of the file
itself` (YAML, line numbers, nearest valid key) is in `cxlib.engagement.config.yml`.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    FiniteFloat,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from cxlib.engagement.config.sources import STRICT, Database, FileSource, Read, Sources, Where

PeriodKind = Literal["week", "month", "quarter", "year", "index", "none"]
OutcomeKind = Literal["nps", "csat", "ces", "mean", "binary"]
TABLE_NAMES = (
    "responses", "interactions", "purchases", "customers", "kpis", "touchpoints", "variables",
    "journeys", "activities", "operations", "initiatives", "owners", "raci", "readiness",
    "assumptions", "targets", "invited", "commentary", "identities",
)  # fmt: skip
DATA_TABLES = ("responses", "interactions", "purchases", "customers", "kpis")
DEFAULT_SCALES = {"nps": (0.0, 10.0), "csat": (1.0, 5.0), "ces": (1.0, 7.0), "binary": (0.0, 1.0)}


class Strict(BaseModel):
    model_config = STRICT


class Brand(Strict):
    position: str = ""
    promises: list[str] = []


class Outcome(Strict):
    """What experience is judged by. `good` lists the answers that count as 1 for a binary."""

    kind: OutcomeKind
    scale: tuple[FiniteFloat, FiniteFloat] | None = None
    better: Literal["high", "low"] = "high"
    good: list[str | int | float | bool] | None = None
    label: str | None = None

    @property
    def limits(self) -> tuple[float, float] | None:
        """The scale's ends: declared, else the kind's own; None for a `mean` without a scale."""
        return self.scale or DEFAULT_SCALES.get(self.kind)

    @property
    def sense(self) -> float:
        """1 where more is better, −1 where less is: what a difference is turned by to mean better.

        >>> Outcome(kind="mean").sense, Outcome(kind="mean", better="low").sense
        (1.0, -1.0)
        """
        return 1.0 if self.better == "high" else -1.0

    def favourable(self, values: Any) -> Any:
        """Answers (a number, an array, a column) turned so that more is better.

        Turned once more they are the outcome's own again.

        >>> Outcome(kind="ces", better="low").favourable(1.0)
        7.0
        """
        low, high = self.limits or (0.0, 0.0)
        return values if self.better == "high" else low + high - values


class Choice(Strict):
    """A question of which several answers may be chosen: in one delimited column, or in a column
    for each choice, of which `chosen` names the cells that say so (else any filled one)."""

    column: str | None = None
    separator: str = Field(default=";", min_length=1, max_length=3)
    columns: dict[str, str] = {}
    chosen: list[str | int | float | bool] = []

    @property
    def sources(self) -> list[str]:
        """The client's columns that it is read from."""
        return list(self.columns.values()) if self.column is None else [self.column]


class TableConfig(Strict):
    source: Sources
    read: Read = Read()
    columns: dict[str, str] = {}
    segments: list[str] = []
    comment: list[str] = []
    translated: dict[str, str] = {}
    na: dict[str, list[str | int | FiniteFloat]] = {}
    labels: dict[str, dict[str, FiniteFloat]] = {}
    where: Where = {}
    set: dict[str, str | int | FiniteFloat] = {}
    first_of: dict[str, Annotated[list[str], Field(min_length=1)]] = {}
    choice: dict[str, Choice] = {}
    duplicates: Literal["drop", "keep"] = "drop"

    @property
    def sources(self) -> list[FileSource | Database]:
        """The sources, a bare name as a file without a layout of its own."""
        return [FileSource(file=s) if isinstance(s, str) else s for s in self.source]

    @property
    def files(self) -> str:
        """The sources as messages call them."""
        return ", ".join(source.called for source in self.sources)

    @property
    def texts(self) -> list[str]:
        """The columns of customers' own words: comments, and their translations."""
        return [*self.comment, *self.translated.values()]


class Rebase(Strict):
    """A written reason for a new baseline of a KPI from a period on."""

    kpi: str
    scope: str = "overall"
    since: str
    reason: str


class DriverPolicy(Strict):
    """How drivers are found, where the consultant wants it otherwise.

    `missing`: what is done about N/A (auto: pairwise, unless that is impossible). `regression`:
    behind the p-values of an outcome on a scale. `test`: hold the share of false flags (bh) or the
    chance of any (max-t). `bootstrap`: redraw the answers, or draw from the large-sample limit.
    """

    missing: Literal["auto", "pairwise", "imputed"] = "auto"
    regression: Literal["linear", "ordinal"] = "linear"
    test: Literal["bh", "max-t"] = "bh"
    bootstrap: Literal["exact", "fast"] = "exact"


@dataclass(frozen=True)
class Profile:
    """Who reads the report: the smallest group shown to them unless said, and the least allowed."""

    privacy_n: int
    floor: int


# public: anybody. internal: the client's own people. b2b: accounts are counted, not people, and
# the page is not published by itself
PROFILES = {"public": Profile(10, 5), "internal": Profile(5, 5), "b2b": Profile(3, 3)}


class Policy(Strict):
    profile: Literal["public", "internal", "b2b"] = "public"
    privacy_n: int = Field(default=None, validate_default=True)  # None: as the profile has it
    reliability_n: int = Field(default=30, ge=5)
    confidence: float = Field(default=0.95, gt=0.5, lt=1)
    fdr: float = Field(default=0.05, gt=0, lt=0.5)
    budget: FiniteFloat | None = Field(default=None, ge=0)
    journey_gap: str = "auto"
    value_is: Literal["margin", "revenue"] | None = None
    seed: int = Field(default=2026, ge=0)
    ids: Literal["hashed", "own"] = "hashed"
    contact_allowed: str | None = None
    comments_in_report: bool = False
    horizon_months: int = Field(default=12, ge=1)
    discount: FiniteFloat = Field(default=0, ge=0, lt=1)  # a year, of money that comes later
    chart: Literal["xmr", "ewma", "cusum"] = "xmr"
    signals: list[str] = ["outside", "run of 8"]
    rebase: list[Rebase] = []
    settles: str = Field(
        default="1 month", pattern=r"^\s*\d+\s*(day|week|month|quarter|year|period)s?\s*$"
    )  # how long answers to a period may still come in
    tolerance: FiniteFloat = Field(default=0.5, ge=0)  # see cxlib.monitoring.restated
    restated: dict[str, str] = {}  # a past period, and why its values changed; good for once
    accepted: dict[str, str] = {}  # a suspicion by its key, and why it is right as it is
    drivers: DriverPolicy = DriverPolicy()

    @field_validator("privacy_n", mode="before")
    @classmethod
    def _of_profile(cls, value: Any, info: ValidationInfo) -> Any:
        profile = PROFILES[info.data.get("profile", "public")]
        return profile.privacy_n if value is None else value

    @field_validator("privacy_n")
    @classmethod
    def _not_below(cls, value: int, info: ValidationInfo) -> int:
        floor = PROFILES[info.data.get("profile", "public")].floor
        if value < floor:
            said = "Input should be greater than or equal to {floor} under this profile"
            raise PydanticCustomError("below the floor", said, {"floor": floor})
        return value


def _words(value: Any) -> Any:
    """A command as its words: a text is taken apart as a shell would, and no shell ever sees it."""
    if not isinstance(value, str):
        return value
    try:
        return shlex.split(value)
    except ValueError:
        raise PydanticCustomError("command", "a quote in it does not close") from None


class Publish(Strict):
    """What happens when a page goes out: who lets it, and what the engagement does then.

    `approve`: it waits for `cx approve`. `on_publish`: a command of the engagement's own, run after
    it (`cxlib.run.delivering` has its contract), for at most `timeout` seconds; it sees the
    variables that `environment` names.
    """

    approve: bool = False
    on_publish: Annotated[list[str] | None, BeforeValidator(_words)] = None
    environment: list[Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]] = []
    timeout: int = Field(default=300, ge=1, le=3600)


class Config(Strict):
    client: str
    id: str | None = Field(default=None, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    currency: str = ""
    language: str = "en"
    timezone: str = "UTC"
    period: PeriodKind = "month"
    window: str | None = Field(
        default=None, pattern=r"^\s*[1-9]\d*\s*(day|week|month|quarter|year|period)s?\s*$"
    )
    roots: list[str] = []
    brand: Brand = Brand()
    outcomes: dict[str, Outcome] = {}
    tables: dict[str, TableConfig]
    policy: Policy = Policy()
    publish: Publish = Publish()
    history: str | None = None

    @model_validator(mode="after")
    def _some_data(self) -> Config:
        if not any(name in self.tables for name in DATA_TABLES):
            raise ValueError(f"at least one of the tables {', '.join(DATA_TABLES)} is needed")
        return self

    @property
    def waits(self) -> bool:
        """Whether a page goes out by `cx approve` alone: asked for, or groups of a few accounts."""
        return self.publish.approve or self.policy.profile == "b2b"

    @property
    def main_outcome(self) -> str | None:
        """The name of the first outcome: what everything else is judged by."""
        return next(iter(self.outcomes), None)
