"""From events and answers to the groups and the sentences."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from cxlib.diagnosis.recovery import _more_stay, recovery
from cxlib.diagnosis.recovery_groups import NEVER, NOT, RECOVERED
from cxlib.diagnosis.worth.survival import kaplan_meier
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


def _retained(seed: int, share_lost: tuple[float, float], n: int = 400) -> pd.DataFrame:
    """Retention at month 12 of recovered and not, everybody watched that long."""
    rng, rows = np.random.default_rng(seed), {}
    for group, lost in zip((RECOVERED, NOT), share_lost, strict=True):
        left = rng.random(n) < lost
        months = np.where(left, rng.uniform(1, 11, n), 12.0)
        last = kaplan_meier(months, left).iloc[-1]
        rows[group] = dict(
            zip(("retention", "retention_low", "retention_high"), last[3:6], strict=True)
        )
    return pd.DataFrame(rows).T


def test_the_test_of_staying_is_that_of_two_shares_where_nobody_is_censored() -> None:
    told = _more_stay(groups := _retained(1, (0.2, 0.3)), 0.95)
    a, b = groups["retention"]
    error = np.sqrt((a * (1 - a) + b * (1 - b)) / 400)
    assert told["stays"] == pytest.approx(a - b)
    assert told["stays_high"] - told["stays_low"] == pytest.approx(2 * 1.96 * error, rel=0.03)
    assert told["stays_p"] == pytest.approx(2 * norm.sf(abs(a - b) / error), abs=0.003)


def test_where_groups_stay_alike_it_seldom_says_otherwise() -> None:
    sure = [_more_stay(_retained(seed, (0.25, 0.25)), 0.95)["stays_p"] < 0.05 for seed in range(60)]
    assert sum(sure) <= 8
