"""The non-linear check sees what a line cannot, and says where the two disagree."""

from __future__ import annotations

import warnings
from contextlib import nullcontext

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.drivers import Way, explain
from cxlib.diagnosis.nonlinear import UNCOUNTED, nonlinear, shuffled_loss


def _survey(n: int = 900) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    x = rng.integers(1, 6, (n, 3)).astype(float)
    valley = 2.0 * (np.abs(x[:, 1] - 3) - 1.2)
    y = 5 + 0.8 * (x[:, 0] - 3) + valley + rng.normal(size=n)
    rows = pd.DataFrame(x, columns=["line", "valley", "nothing"])
    return rows.assign(recommend=np.clip(np.rint(y), 0, 10))


@pytest.fixture(scope="module")
def look(engaged):
    def build(rows: pd.DataFrame):
        described = pd.DataFrame(
            {"variable": [c for c in rows if c != "recommend"], "scale_low": 1, "scale_high": 5}
        )
        engagement = engaged({"responses": rows, "variables": described}, period="none")
        return nonlinear(engagement, explain(engagement, Way(draws=20)))

    return build


def test_a_valley_is_seen_by_the_trees_alone_and_told(look, sentences):
    found = look(_survey())
    assert found.held_out["valley"] > 0.1
    assert found.held_out["line"] > 0.05
    assert abs(found.held_out["nothing"]) < 0.03
    said = sentences(found.told)
    assert found.told["notes"].code.tolist() == ["two models", "only the trees"]
    assert said[1].startswith("The two models disagree: valley helps the one that may bend")
    tried = found.told["refutations"].set_index("finding_id")
    assert tried.result["driver:recommend:overall:line"] == "survived"
    assert "driver:recommend:overall:valley" not in tried.index  # it is no critical driver


def test_few_answers_are_not_held_out(look, sentences):
    found = look(_survey(120))
    assert found.held_out == {}
    assert "80 more are needed" in sentences(found.told)[0]


def test_accounts_are_held_out_whole():
    rng = np.random.default_rng(2)
    account = np.repeat(np.arange(60), 10)
    marker = rng.normal(size=60)[account]
    rows = pd.DataFrame({"marker": marker, "y": rng.normal(size=60)[account]})
    plain = rows.assign(weight=np.nan, account=np.nan)
    held = plain.assign(account=[f"a{k}" for k in account])
    leaky = shuffled_loss(plain, "y", ["marker"], np.random.default_rng(0))[2]
    honest = shuffled_loss(held, "y", ["marker"], np.random.default_rng(0))[2]
    assert leaky > 0.5  # the account is recognised by its marker
    assert honest < 0.1


@pytest.mark.parametrize("said", [UNCOUNTED, "something else"])
def test_a_machine_that_does_not_tell_its_cores_is_no_trouble(monkeypatch, said):
    from sklearn.ensemble import HistGradientBoostingRegressor as Trees

    fit = Trees.fit
    monkeypatch.setattr(Trees, "fit", lambda *a: warnings.warn(said, stacklevel=2) or fit(*a))
    rng = np.random.default_rng(0)
    drawn = {"marker": rng.normal(size=300), "y": rng.normal(size=300)}
    rows = pd.DataFrame({**drawn, "account": np.nan, "weight": np.nan})
    with nullcontext() if said == UNCOUNTED else pytest.raises(UserWarning, match=said):
        shuffled_loss(rows, "y", ["marker"], rng)
