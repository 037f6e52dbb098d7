"""From events and answers to the groups and the sentences."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.recovery import recovery
from cxlib.diagnosis.recovery_groups import NEVER, NOT, RECOVERED
from cxlib.findings import released
from cxlib.results import conform

DAY = pd.Timedelta(days=1)


def test_the_step_from_events_to_groups(engaged) -> None:
    rng = np.random.default_rng(3)
    rows, answers = [], []
    for i in range(240):
        kind = i % 3
        start = pd.Timestamp("2026-01-05") + pd.Timedelta(days=int(rng.integers(0, 40)))
        answers.append((str(i), start - 2 * DAY, 8.0 + rng.integers(-1, 2)))
        flags = [[True], [False, True], [False, False]][kind]
        rows += [(str(i), start + k * DAY, "desk", f"j{i}", f) for k, f in enumerate(flags)]
        answers.append((str(i), start + 45 * DAY, [8.0, 7.0, 4.0][kind] + rng.integers(-1, 2)))
    events = pd.DataFrame(
        rows, columns=["customer", "time", "touchpoint", "journey_id", "completed"]
    )
    responses = pd.DataFrame(answers, columns=["customer", "time", "recommend"])
    engagement = engaged({"interactions": events, "responses": responses})
    found = recovery(engagement)
    table = conform("recovery", found["recovery"]).set_index("group")
    assert table.loc[NOT, "difference"] == pytest.approx(-4, abs=0.4)
    assert table.loc[RECOVERED, "difference"] == pytest.approx(-1, abs=0.4)
    assert table.loc[RECOVERED, "gain"] == pytest.approx(3, abs=0.5)
    assert table.loc[RECOVERED, ["adjusted", "paradox"]].tolist() == [True, False]
    # an answer before any failure and one without any come from the same customers
    assert table["n_of"].to_dict()[NOT] == "customers"
    assert table.loc[NEVER, "n"] > table.loc[NEVER, "customers"]
    assert table.loc[NEVER, "n_of"] == "answers"
    told = released(engagement, found)["findings"].set_index("finding_id")["direction"]
    assert told["recovery:recovered against not"] == "rates more"
    assert told["recovery:paradox"] == "less happy"


def test_without_failures_one_sentence_says_so(engaged) -> None:
    responses = pd.DataFrame({"customer": [str(i) for i in range(12)], "recommend": 8.0})
    told = recovery(engaged({"responses": responses}))
    assert told["recovery"].empty
    assert told["notes"]["code"].tolist() == ["no failures"]
    assert told["notes"]["audience"].tolist() == ["reader"]


def test_recovery_given_to_the_loyal_is_not_read_as_an_effect(simulations) -> None:
    found = simulations("loyal").given_to(40, "mood")
    assert found["keeps"]["rate"] <= 0.1
    assert found["rates_more"]["rate"] <= 0.1
    assert found["naive_keeps"]["rate"] >= 0.9


def test_recovery_that_keeps_customers_is_still_told(simulations) -> None:
    assert simulations("loyal").given_to(8, "none", effect=0.9)["keeps"]["rate"] >= 0.85


@pytest.mark.slow
@pytest.mark.parametrize("pull", ["mood", "earlier", "none"])
def test_whatever_recovery_goes_by(simulations, pull: str) -> None:
    found = simulations("loyal").given_to(200, pull)
    assert found["keeps"]["rate"] <= 0.05
    assert found["rates_more"]["rate"] <= 0.05
