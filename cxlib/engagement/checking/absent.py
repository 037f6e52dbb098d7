"""What the report does without when a table was not supplied: one sentence each."""

from __future__ import annotations

from cxlib.engagement.config import Config
from cxlib.engagement.contracts.quality import Note, note

ABSENT = {
    "responses": "No survey was supplied, so scores, drivers and comments are not shown.",
    "interactions": "No interactions were supplied, so journeys, the funnel and breakdowns are "
    "not shown.",
    "purchases": "No purchases were supplied, so value rests on the customers table, if any.",
    "customers": "No customers were supplied, so retention and what moments are worth are not "
    "shown.",
    "touchpoints": "No map of touchpoints was supplied, so everything is shown overall and the "
    "map is drawn from the data alone.",
    "journeys": "No journeys were described, so completion of journeys is not judged.",
    "activities": "No value-chain activities were supplied, so causes behind the scenes are not "
    "shown.",
    "initiatives": "No initiatives were supplied, so there is no portfolio.",
    "owners": "No owners were supplied, so briefs and workload are not shown.",
    "raci": "No RACI was supplied, so gaps in ownership are not shown.",
    "readiness": "No readiness survey was supplied, so departments' readiness is not shown.",
    "assumptions": "No assumptions were frozen, so the team's guesses are not scored.",
    "targets": "No targets were supplied, so KPIs are shown without them.",
}


def missing_tables(config: Config) -> list[Note]:
    """A quality row for each table that was not supplied."""
    return [
        note(name, "", "missing table", None, sentence)
        for name, sentence in ABSENT.items()
        if name not in config.tables
    ]
