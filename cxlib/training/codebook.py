"""The codebook: every file and column in words, without the answers."""

from __future__ import annotations

import pandas as pd

from cxlib.engagement.contracts.tables import CONTRACTS
from cxlib.training.client import Client
from cxlib.training.settings import na_codes

CLIENT_WORDS = {
    "cust_no": "customer number, seven digits, text (leading zeros matter)",
    "answered_at": "when the answer came in (local clock)",
    "finished": "1 = answered to the end, 0 = broken off",
    "region": "one of twenty regions",
    "plan": "Basic, Plus or Unlimited",
    "last_contact": "touchpoint of the last contact in the month; blank: none. `ease` and "
    "`solved` ask about it; `recommend` and the ratings are about the provider as a whole",
    "recommend": "How likely are you to recommend us? 0-10",
    "ease": "How easy was that contact? In words, Very difficult (1) to Very easy (7)",
    "solved": "Was your matter solved? Yes or No",
    "why": "comment in the customer's own words; may hold names, e-mails, telephone numbers",
    "bought_at": "when it was bought",
    "margin_month": "margin per month",
    "contact_ok": "whether the customer may be called back",
    "journey_id": "one customer's one trip",
}
UNITS = {"value": "GBP", "cost": "GBP", "margin_month": "GBP a month", "duration": "minutes",
         "months": "months"}  # fmt: skip
WHERE = {
    "responses": "survey_YEAR.xlsx, sheet Answers; names in row 1, questions in row 2",
    "interactions": "interactions.parquet",
    "operations": "operations.parquet",
    "customers": "customers.csv; semicolons, decimal commas, day-first dates",
}
WORKSHOP = ("touchpoints", "variables", "journeys", "owners", "readiness", "assumptions", "targets")

HEAD = """\
# {client}: codebook

An invented client: {customers} customers (households and small firms) over {months} months,
{first} to {last}, made by `python -m cxlib.training FOLDER --customers {customers} --seed {seed}`.
Times are on the clock of {timezone}; money is in {currency}. What is planted in the data is in
`truth.yml`, for trainers and tests; `exercise.yml` asks for it.

## How to read the records

- **Instances.** Every interaction carries its `journey` and the `journey_id` of the trip. People
  who start to join and drop out have interactions but no row in `customers`.
- **completed** says whether the touchpoint's purpose was reached at that event. An upgrade is
  completed at the order confirmation; a customer may come to the upgrade checkout several times.
- **Service failure.** An event at support call, support chat or repair with `completed` = false.
  It is *recovered* when a later event of the same journey at the same touchpoint has
  `completed` = true, and *not recovered* when none has. A proactive follow-up call is an event of
  its own in the journey.
- **First value.** Activation is fast when its event is completed; it failed when all activation
  events of the joining journey have `completed` = false (the line is then opened from inside,
  days later, which leaves no event).
- **Leaving.** `customers.end` is the last day of the contract, blank while it runs.
- **Operations.** A run of an activity for a customer, at most six hours before that customer's
  touchpoint. `duration` is in minutes; `ok` = finished when it should have been.
- **N/A.** A customer who cannot speak of a touchpoint leaves its whole block blank, {na}.
- **Initiatives.** `uplift` is in points of the named variable's scale or, where none is
  named, the share of the occasions it reaches; `rollout` names the treated
  regions and the month from when; `expected_change` is in the KPI's own unit.
- **Invited** counts the invitations of the month by plan; answers per invitation give the response
  rate.

## Files
"""


def codebook(client: Client) -> str:
    """Markdown: how the records are to be read, then each table and its columns."""
    sector = client.sector
    codes = " and ".join(f"`{v}` which has {c} instead" for v, c in na_codes(sector).items())
    head = HEAD.format(
        client=sector.client,
        customers=client.customers,
        months=sector.months,
        first=sector.periods[0],
        last=sector.periods[-1],
        seed=client.seed,
        timezone=sector.timezone,
        currency=sector.currency,
        na=f"except {codes}",
    )
    return head + "".join(_table(client, name) for name in client.tables)


def _table(client: Client, name: str) -> str:
    frame = client.tables[name]
    place = WHERE.get(name) or (
        f"workshop.xlsx, sheet {name}" if name in WORKSHOP else f"{name}.csv"
    )
    lines = [
        f"\n### {name}\n",
        f"`data/{place}`. A row is {CONTRACTS[name].row}; {len(frame):,} rows.\n",
    ]
    lines += ["| column | what it holds | unit or values |", "|---|---|---|"]
    variables = client.tables["variables"].set_index("variable")
    for column in frame.columns:
        words, values = _column(name, column, frame[column], variables)
        lines.append(f"| `{column}` | {words} | {values} |")
    return "\n".join(lines) + "\n"


def _column(table: str, column: str, values: pd.Series, variables: pd.DataFrame) -> tuple[str, str]:
    if table == "responses" and column in variables.index:
        variable = variables.loc[column]
        words = f"{variable['label']} ({variable['kind']} of {variable['touchpoint']})"
        return words, f"{variable['scale_low']}-{variable['scale_high']}"
    contract = CONTRACTS[table].columns
    words = contract[column].words if column in contract else CLIENT_WORDS.get(column, column)
    return words.replace("|", "/"), UNITS.get(column, _values(values))


def _values(values: pd.Series) -> str:
    """Few distinct words are listed; numbers and dates show their range in the codebook's head."""
    known = values.dropna()
    if pd.api.types.is_bool_dtype(values):
        return "true / false"
    if not pd.api.types.is_string_dtype(values) or not 0 < known.nunique() <= 8:
        return ""
    return " / ".join(sorted(known.astype(str).unique())) if known.str.len().max() < 25 else ""
