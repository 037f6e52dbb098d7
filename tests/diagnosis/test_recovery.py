"""From events and answers to the groups and the sentences."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.recovery import recovery
from cxlib.diagnosis.recovery_groups import NOT, RECOVERED
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
    found = recovery(engaged({"interactions": events, "responses": responses}))
    table = conform("recovery", found["recovery"]).set_index("group")
    assert table.loc[NOT, "difference"] == pytest.approx(-4, abs=0.4)
    assert table.loc[RECOVERED, "difference"] == pytest.approx(-1, abs=0.4)
    assert "not shown" in " ".join(found["findings"]["statement"])


def test_without_failures_one_sentence_says_so(engaged) -> None:
    responses = pd.DataFrame({"customer": [str(i) for i in range(12)], "recommend": 8.0})
    told = recovery(engaged({"responses": responses}))
    assert told["recovery"].empty
    assert told["notes"]["note"].str.contains("recovery cannot be judged").all()
