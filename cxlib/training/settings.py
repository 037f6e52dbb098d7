"""The client's `engagement.yml`: a commented file, as a consultant would leave it."""

from __future__ import annotations

from cxlib.training.answers import EASE
from cxlib.training.client import Client
from cxlib.training.sector import Sector

PLAIN = {
    "purchases": "columns: {customer: cust_no, time: bought_at}",
    "kpis": "",
    "activities": "",
    "raci": "",
    "initiatives": "",
    "invited": "",
    "commentary": "",
}
SHEETS = ("touchpoints", "variables", "journeys", "owners", "readiness", "assumptions", "targets")

TEMPLATE = """\
# {client}: everything about this client is said here; nothing of it is in the code.
# The client is invented. codebook.md describes the files, truth.yml holds the planted answers.
client: {client}
currency: {currency}
timezone: {timezone}      # the clock of every time in the files
period: month
window: 12 months         # steps 1-4 look at the last twelve months; step 5 at all of them
brand:
  position: {position}
  promises: [{promises}]

outcomes:                 # what experience is judged by; the first is the main one
  recommend: {{kind: nps, label: Likelihood to recommend}}
  solved: {{kind: binary, good: ["Yes"], label: Matter solved at the last contact}}
  ease: {{kind: ces, scale: [1, 7], better: high, label: Ease of the last contact}}

tables:
  responses:              # one workbook a year; row 1 holds the names, row 2 the questions
    source:
{waves}
    read: {{sheet: Answers, header_rows: 2, label_row: 2}}
    columns: {{customer: cust_no, time: answered_at, touchpoint: last_contact}}
    segments: [plan, region]
    comment: [why]
    na: {{{na}}}  # what "cannot say" was coded as; blank elsewhere
    labels:
      ease: {{{ease}}}
    where: {{finished: [1]}}               # answers that were broken off are left out

  interactions:           # every event, from the web, app, telephone and shop systems
    source: data/interactions.parquet
    duplicates: drop

  customers:              # an export with semicolons, decimal commas and day-first dates
    source: data/customers.csv
    read: {{separator: ";", decimal: ",", dates: day-first}}
    columns: {{customer: cust_no, value: margin_month}}
    segments: [plan, region]

  operations: {{source: data/operations.parquet}}   # runs of the activities behind the scenes
{plain}

  # the tables that the team filled in at the workshop: one sheet each
{sheets}

policy:
  privacy_n: 10
  reliability_n: 30
  confidence: 0.95
  fdr: 0.05
  budget: {budget:.0f}
  journey_gap: auto
  value_is: margin        # customers.value: margin per month, as `period` says
  seed: {seed}
  contact_allowed: contact_ok   # customers.contact_ok: who may be called back
"""


def engagement_yml(client: Client, years: list[int]) -> str:
    """The file's text for a client whose answers come in these yearly waves."""
    sector = client.sector
    return TEMPLATE.format(
        client=sector.client,
        currency=sector.currency,
        timezone=sector.timezone,
        position=sector.brand["position"],
        promises=", ".join(sector.brand["promises"]),
        waves="\n".join(f"      - data/survey_{year}.xlsx" for year in years),
        na=", ".join(f"{name}: [{code}]" for name, code in na_codes(sector).items()),
        ease=", ".join(f"{words}: {points}" for points, words in enumerate(EASE, start=1)),
        plain="\n".join(_plain(name, more) for name, more in PLAIN.items()),
        sheets="\n".join(_sheet(name) for name in SHEETS),
        budget=sector.budget * client.customers,
        seed=client.seed,
    )


def na_codes(sector: Sector) -> dict[str, int]:
    """The variables whose N/A is coded as a number, and the number."""
    asked = [v for b in sector.blocks for v in (b["overall"], *b["attributes"])]
    return {v["variable"]: v["na_code"] for v in asked if "na_code" in v}


def _plain(name: str, more: str) -> str:
    rest = f", {more}" if more else ""
    return f"  {name}: {{source: data/{name}.csv{rest}}}"


def _sheet(name: str) -> str:
    return f"  {name}: {{source: data/workshop.xlsx, read: {{sheet: {name}}}}}"
