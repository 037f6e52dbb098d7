"""Clients of whom nothing is to be found: a small version of benchmarks/validity_report.py."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from cxlib.findings import collecting

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def nulls() -> ModuleType:
    """The simulations of the benchmark, by name."""
    if str(BENCHMARKS) not in sys.path:
        sys.path.append(str(BENCHMARKS))
    return importlib.import_module("simulations.nulls.reports")


@pytest.fixture(scope="module")
def benchmark(nulls) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "validity_report", BENCHMARKS / "validity_report.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_of_every_kind_it_is_said_whether_it_asserts(nulls):
    from simulations.nulls.claims import ASSERTS, DESCRIBES, unlisted

    assert not unlisted()
    assert not set(ASSERTS) & set(DESCRIBES)


def test_there_are_at_least_twenty_five_structures_and_partial_ones_say_what_is_true(nulls):
    assert len(nulls.COMPLETE) >= 25
    assert len(nulls.harmless.PARTIAL) >= 8
    assert not set(nulls.COMPLETE) & set(nulls.harmless.PARTIAL)


def test_what_a_structure_makes_true_is_told_from_what_it_does_not(nulls):
    from simulations.nulls.claims import Real, false

    claims = pd.DataFrame({"kind": ["segment", "segment", "driver"],
                           "subject": ["recommend:plan=Max", "recommend:region=East", "x"],
                           "direction": "nps above"})  # fmt: skip
    assert false(claims, [Real("segment", "recommend:plan=*")]).tolist() == [False, True, True]
    assert false(claims, []).all()


@pytest.fixture(scope="module")
def of_nothing(nulls):
    """What may be claimed of many outcomes, none of which has to do with anything."""
    return nulls.concluded("many_outcomes", 1)


def test_of_nothing_a_report_claims_nothing(nulls, of_nothing):
    assert nulls.claims_in(of_nothing, "many_outcomes").empty


def test_without_the_budget_of_the_report_it_does(nulls, of_nothing, monkeypatch):
    """The guard taken away: what its own question let pass stands."""
    own = lambda claims, asked, level: [None] * len(claims)  # noqa: E731
    monkeypatch.setattr(collecting, "of_the_report", own)
    assert not nulls.claims_in(collecting.told(of_nothing), "many_outcomes").empty


def test_what_is_planted_is_claimed(nulls):
    """A benchmark on which nothing could ever be claimed would prove nothing."""
    claims = nulls.claims_of("halo", 1)
    assert (claims["kind"].eq("driver") & ~claims["false"]).any()


def test_figures_count_reports_and_the_share_of_false_claims(benchmark):
    def report(client, *false):
        claims = [{"kind": "driver", "false": one} for one in false]
        return {"client": client, "seed": 1, "claims": claims, "crashed": ""}

    rows = benchmark.table([report("plain"), report("tiny", True), report("halo", True, False),
                            report("season", False, False)])  # fmt: skip
    found = benchmark.figures(rows, benchmark.parser().parse_args(["--seeds", "1"]))
    assert (found["complete"]["hits"], found["complete"]["n"]) == (1, 2)
    assert found["partial"] == pytest.approx((1 / 2 + 0) / 2)
    assert found["complete_by_kind"]["driver"]["hits"] == 1
    assert not found["met"]


@pytest.mark.slow
def test_complete_and_partial_nulls_keep_the_promise(benchmark):
    given = benchmark.parser().parse_args(["--seeds", "2"])
    jobs = [(client, seed, None) for seed in (1, 2) for client in given.clients]
    found = benchmark.figures(benchmark.table(benchmark.reports(jobs, 1)), given)
    assert found["crashed"] == 0
    assert found["complete"]["low"] <= benchmark.MOST_REPORTS
    assert found["partial"] <= benchmark.MOST_CLAIMS
