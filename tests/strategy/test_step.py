"""The whole step: every table of the registry, with data and without."""

import pandas as pd
import pytest

from cxlib import strategy
from cxlib.results import REGISTRY, SHARED, conform


def check(tables):
    assert set(tables) == {*strategy.GIVES, *SHARED}
    for name, table in tables.items():
        conform(name, table.assign(step="strategy") if name in SHARED else table)


def test_every_table_is_given(engagement, results):
    tables = strategy.run(engagement, results)
    check(tables)
    assert all(len(tables[name]) for name in ("strategies", "portfolio", "triggers"))


@pytest.mark.parametrize("gone", [
    ["initiatives"], ["owners"], ["readiness"], ["activities"], ["touchpoints"],
    ["initiatives", "owners", "readiness", "activities", "touchpoints", "variables"],
])  # fmt: skip
def test_missing_tables_are_notes_and_not_failures(built, results, gone):
    check(strategy.run(built(**dict.fromkeys(gone)), results))


def test_empty_results_of_earlier_steps_are_no_failure(built, results):
    check(strategy.run(built(), {name: table.iloc[:0] for name, table in results.items()}))


def test_needs_name_real_tables(engagement):
    from cxlib.engagement.contracts.tables import CONTRACTS

    assert set(strategy.NEEDS) <= {*REGISTRY, *CONTRACTS}


def test_findings_point_at_rows_that_are_there(engagement, results):
    tables = strategy.run(engagement, results)
    everything = results | tables
    for evidence in tables["findings"].evidence:
        for link in evidence.split(" ; "):
            name, keys = link.removesuffix("]").split("[")
            table = everything[name].astype(str)
            for pair in keys.split(","):
                column, value = pair.split("=")
                number = pd.to_numeric(pd.Series([value]), errors="coerce").notna()[0]
                assert number or (table[column] == value).any(), link
