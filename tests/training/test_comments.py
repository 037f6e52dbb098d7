import re

import numpy as np
import pytest
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from cxlib.stats.resampling import stream
from cxlib.training.comments import Writer


@pytest.fixture(scope="module")
def written(client):
    return client.tables["responses"].dropna(subset=["why"])


def test_comments_fit_the_scores(written):
    voice = SentimentIntensityAnalyzer()
    heard = written["why"].map(lambda text: voice.polarity_scores(text)["compound"])
    happy, unhappy = written["recommend"] >= 9, written["recommend"] <= 4
    assert heard[happy].mean() > 0.3
    assert heard[unhappy].mean() < -0.05


def test_there_is_variety(written):
    assert written["why"].nunique() > 0.45 * len(written)


def test_nothing_is_left_unfilled(written, client, sector):
    own = written[~written["why"].isin(sector.comments["hostile"])]
    assert not own["why"].str.contains(r"[{}]").any()


def test_hostile_and_personal_strings_are_there(written, sector):
    assert set(sector.comments["hostile"]) <= set(written["why"])
    text = " ".join(written["why"])
    assert re.search(r"\w+@example\.com", text)
    assert re.search(r"07700 \d{6}", text)
    assert re.search(r"Mrs? [A-Z]\w+", text)


def test_those_shown_another_price_write_about_it(client):
    rows = client.tables["responses"]
    price = rows["why"].str.contains("price", na=False) & rows["why"].str.contains(
        "basket|list|another|click", na=False
    )
    low = rows["upgrade_price_match"].le(2) & rows["why"].notna()
    assert price[low].mean() > 2 * price[rows["why"].notna() & ~low].mean()


def test_a_question_gets_no_opener(sector):
    writer = Writer(sector.comments, stream(1, "w"))
    said = {writer.sentence("why is it so?", "bad") for _ in range(50)}
    assert all(s.startswith("Why is it so?") for s in said)
    assert np.unique([len(s) for s in said]).size > 1
