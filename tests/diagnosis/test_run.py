"""The step as a whole: every table, the same twice, and whatever is missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib import diagnosis
from cxlib.results import conform


@pytest.fixture(scope="module")
def survey():
    rng = np.random.default_rng(3)
    n = 400
    x = np.clip(np.rint(3 + rng.normal(size=(n, 3)) + 0.6 * rng.normal(size=(n, 1))), 1, 5)
    y = np.clip(np.rint(6 + (x[:, 0] - 3) + rng.normal(size=n)), 0, 10)
    rows = pd.DataFrame(x, columns=["speed", "price", "colour"])
    return rows.assign(recommend=y, plan=rng.choice(["Basic", "Plus"], n))


def _run(engaged, **frames: pd.DataFrame) -> dict[str, pd.DataFrame]:
    tables = {"responses": {"source": "r", "segments": ["plan"]}} | {
        name: {"source": name} for name in frames if name != "responses"
    }
    return diagnosis.run(engaged(frames, period="none", tables=tables), {})


def test_every_table_is_given_and_is_as_declared(engaged, survey, stored):
    found = _run(engaged, responses=survey)
    assert {*diagnosis.GIVES, "notes", "refutations"} <= set(found)
    results = stored(found)
    assert set(diagnosis.GIVES) <= set(results)
    assert {*results["refutations"].step} == {"diagnosis"}
    assert {*results["refutations"].result} <= {"survived", "failed"}


def test_the_same_seed_gives_the_same_tables(engaged, survey):
    one, two = (_run(engaged, responses=survey) for _ in range(2))
    for name in ("drivers", "priorities", "asymmetry", "scores"):
        pd.testing.assert_frame_equal(conform(name, one[name]), conform(name, two[name]))


def test_without_a_survey_every_section_says_so(engaged):
    customers = pd.DataFrame({"customer": [f"c{k}" for k in range(40)], "tenure": 5, "left": False})
    frames = {"customers": customers}
    found = diagnosis.run(engaged(frames, period="none", outcomes={}), {})
    assert set(diagnosis.GIVES) <= set(found)
    said = set(found["notes"].section)
    assert {"scores", "drivers", "variable_scores", "priorities", "asymmetry"} <= said
    assert found["drivers"].empty


def test_a_client_with_nothing_to_find_yields_nothing(engaged, survey):
    rng = np.random.default_rng(8)
    shuffled = survey.assign(recommend=rng.permutation(survey.recommend))
    found = _run(engaged, responses=shuffled)
    assert not found["drivers"].critical.any()
    assert not found["asymmetry"].kind.isin(["basic", "excitement"]).any()
    assert "chance" in set(found["notes"].code)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda t: t.assign(speed=4.0),
        lambda t: t.assign(recommend=7.0),
        lambda t: t.assign(speed=np.nan, price=np.nan, colour=np.nan),
        lambda t: t.assign(plan="Basic"),
        lambda t: t.head(12),
        lambda t: t.assign(copy=t.speed),
        lambda t: t.assign(recommend=np.where(np.arange(len(t)) < 12, t.recommend, np.nan)),
    ],
)
def test_spoilt_surveys_leave_sentences_not_errors(engaged, survey, spoil, stored):
    rows = spoil(survey)
    names = [c for c in rows if c not in ("recommend", "plan")]
    described = pd.DataFrame({"variable": names, "scale_low": 1, "scale_high": 5})
    found = _run(engaged, responses=rows, variables=described)
    assert len(stored(found)["notes"]) > 0
