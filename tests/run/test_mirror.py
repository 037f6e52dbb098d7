"""The mirror that a notebook shows: files, outcomes and their answers, in lines and pictures."""

import html
import re

import numpy as np
import pandas as pd
import pytest

import cxlib
from cxlib.run.mirror import pictures

HOSTILE = 'Recommend <b>us</b> $\\frac{1}{2}$ "now"?'
CONFIG = f"""\
client: M
timezone: UTC
period: none
outcomes:
  recommend: {{kind: nps, label: '{HOSTILE}'}}
  minutes: {{kind: mean, better: low}}
tables:
  responses: {{source: answers.csv, segments: [plan]}}
"""


@pytest.fixture
def folder(tmp_path):
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({
        "recommend": rng.integers(0, 11, 240), "minutes": rng.gamma(2.0, 7.0, 240).round(2),
        "plan": rng.choice(["a", "b"], 240), "junk": "x",
    })  # fmt: skip
    frame.to_csv(tmp_path / "answers.csv", index=False)
    (tmp_path / "engagement.yml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def test_files_outcomes_and_what_is_not_used_stand_in_it(folder):
    answers = pd.read_csv(folder / "answers.csv")
    told = repr(cxlib.open(str(folder), str(folder / "run"), "", 0).mirror)
    share = (answers["recommend"] >= 9).mean() - (answers["recommend"] <= 6).mean()
    assert "answers.csv: 240 rows, 240 used; answers to recommend 240, minutes 240" in told
    assert f"NPS {100 * share:.4g}, n 240, the higher the better".replace("-", "−") in told
    assert f"mean {answers['minutes'].mean():.4g}, n 240, the lower the better" in told
    assert "responses.junk" in told


def test_the_answers_to_each_outcome_are_a_picture_of_their_counts(folder):
    session = cxlib.open(str(folder), str(folder / "run"), "", 0)
    (drawn,) = pictures(session.engagement)  # minutes have no answer to draw a bar for
    counts = pd.read_csv(folder / "answers.csv")["recommend"].value_counts(normalize=True)
    for answer, share in counts.items():
        assert re.search(rf"\b{answer}: {100 * share:.0f}%", drawn.alt)
    (image,) = re.findall(r'<img alt="([^"]*)" src="data:image/png;base64,[\w+/=]{1000,}">',
                          session.mirror._repr_html_())  # fmt: skip
    assert html.unescape(image) == drawn.alt


def test_too_few_answers_are_not_drawn(folder):
    answers = pd.read_csv(folder / "answers.csv").head(40)
    answers.loc[6:, "recommend"] = np.nan
    answers.to_csv(folder / "answers.csv", index=False)
    mirror = cxlib.open(str(folder), str(folder / "run"), "", 0).mirror
    assert not mirror.pictures
    assert "too few to say" in repr(mirror)
