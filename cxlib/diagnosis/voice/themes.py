"""What do customers say, and what does it do to their rating?"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from scipy import stats

from cxlib.diagnosis import few
from cxlib.diagnosis.judgement import own_scale
from cxlib.diagnosis.voice.comments import comments
from cxlib.diagnosis.voice.notes import limits
from cxlib.diagnosis.voice.sentiment import sentiment
from cxlib.diagnosis.voice.tones import tones
from cxlib.diagnosis.voice.topics import Topics, topics
from cxlib.engagement.model import Engagement
from cxlib.results import empty
from cxlib.stats.regression import linear
from cxlib.stats.tests import benjamini_hochberg

FEWEST_COMMENTS = 60  # three tens a topic for two topics; below, reading them beats any model
OVERALL = "overall"
LONGEST_EXAMPLE = 200  # characters


def themes(engagement: Engagement) -> dict[str, pd.DataFrame]:
    """Themes and sentiment of the comments, per touchpoint and overall.

    Comments are redacted first, those in another language than English are counted and set aside.
    Themes come from `topics`, sentiment from VADER. `effect_on_rating` is the mean rating of the
    comments about a theme less that of the other comments at the same touchpoint (overall: within
    touchpoints), on the scale of the outcome that was rated, with errors clustered by account or
    customer. A theme is named by its telling words: they are the customers' own, and no sentence is
    made of them.

    Returns
    -------
    dict of DataFrame
        themes : theme, touchpoint, n, sentiment (-1 to 1), effect_on_rating, low, high, example
            (missing unless `policy.comments_in_report`), p_adjusted, stability (0-1), outcome
            (what was rated), spread (the rating's standard deviation).
        sentiment : per touchpoint; see `tones`.
        notes.
    """
    said = comments(engagement)
    english = said[said["language"] == "English"]
    english = english.assign(sentiment=sentiment(english["text"]))
    model = _topics(english, engagement)
    table = _table(english, model, engagement) if model else empty("themes")
    return {
        "themes": table,
        "sentiment": tones(english, engagement.policy.confidence),
        "notes": limits(said, english, model, engagement, FEWEST_COMMENTS),
    }


def _topics(english: pd.DataFrame, engagement: Engagement) -> Topics | None:
    if len(english) < FEWEST_COMMENTS:
        return None
    return topics(_without_place(english), engagement.seed, engagement.policy.privacy_n)


def _without_place(english: pd.DataFrame) -> pd.Series:
    """The comments without the name of the touchpoint they were made at: that is known already."""
    place = english["touchpoint"].astype(object).where(english["touchpoint"].notna(), "")
    words = {
        name: re.compile(r"\b(?:" + "|".join(map(re.escape, name.split())) + r")s?\b", re.I)
        for name in place.unique()
        if name
    }
    return pd.Series(
        [
            words[name].sub(" ", text) if name else text
            for name, text in zip(place, english["text"], strict=True)
        ],
        index=english.index,
    )


def _table(english: pd.DataFrame, model: Topics, engagement: Engagement) -> pd.DataFrame:
    places = [(OVERALL, np.ones(len(english), bool))] + [
        (name, english["touchpoint"].eq(name).fillna(False).to_numpy(bool))
        for name in sorted(english["touchpoint"].dropna().unique())
    ]
    rows = [
        {"theme": label, "touchpoint": place, "stability": steady}
        | _row(english[here], model.members[here, number], engagement)
        for number, (label, steady) in enumerate(zip(model.labels, model.stability, strict=True))
        for place, here in places
        if model.members[here, number].any()
    ]
    table = pd.DataFrame(rows)
    table["p_adjusted"] = benjamini_hochberg(table.pop("p"))
    effect = [("effect_on_rating", "low", "high")]
    return own_scale(table, table["outcome"], engagement.outcomes, apart=effect)


def _row(here: pd.DataFrame, about: np.ndarray, engagement: Engagement) -> dict:
    policy = engagement.policy
    effect = effect_on_rating(here, about, policy.privacy_n, policy.confidence)
    return {
        "n": int(about.sum()),
        "sentiment": float(here["sentiment"][about].mean()),
        "example": _example(here[about]) if policy.comments_in_report else None,
        **effect,
    }


def effect_on_rating(
    here: pd.DataFrame, about: np.ndarray, fewest: int, confidence: float
) -> dict[str, object]:
    """Mean rating with the theme less without it, within touchpoints and one outcome.

    Missing where either side has fewer than `fewest` ratings of the commonest outcome.
    """
    missing = dict.fromkeys(("effect_on_rating", "low", "high", "p", "spread"), np.nan)
    missing["outcome"] = None
    rated = here["rating"].notna().to_numpy()
    if not rated.any():
        return missing
    usual = here.loc[rated, "outcome"].mode().iloc[0]
    rated = rated & here["outcome"].eq(usual).to_numpy(bool, na_value=False)
    group, flag = here[rated], about[rated].astype(float)
    if min(flag.sum(), (1 - flag).sum()) < fewest or group["rating"].nunique() < 2:
        return missing
    place = group["touchpoint"].astype(object).fillna(OVERALL).to_numpy()
    x = flag - pd.Series(flag).groupby(place).transform("mean").to_numpy()
    y = group["rating"].astype(float).to_numpy()
    y = y - pd.Series(y).groupby(place).transform("mean").to_numpy()
    if np.allclose(x, 0):
        return missing
    fit = linear(y, x[:, None], clusters=group["unit"].to_numpy())
    effect, p = float(fit.beta[1]), float(fit.p_values[1])
    low, high = (float(end[1]) for end in fit.interval(confidence))
    if min(flag.sum(), (1 - flag).sum()) < few.SMALL:  # of few, errors come out far too small
        p = _of_few(group, flag > 0, place, effect / float(fit.errors[1]))
        low, high = few.widened(effect, low, high, p, confidence)
    return {
        "effect_on_rating": effect, "low": low, "high": high, "p": p,
        "outcome": usual, "spread": float(group["rating"].astype(float).std()),
    }  # fmt: skip


def _of_few(group: pd.DataFrame, about: np.ndarray, place: np.ndarray, t: float) -> float:
    """The exact p; where somebody wrote several of the fewer comments, that of t with as many
    degrees of freedom as the smaller side has respondents."""
    who = group["unit"].to_numpy()
    exact = few.within(group["rating"].to_numpy(float), about, place, who)
    if np.isfinite(exact):
        return exact
    fewer = min(len(set(who[about])), len(set(who[~about])))
    return float(2 * stats.t.sf(abs(t), max(fewer - 1, 1)))


def _example(about: pd.DataFrame) -> str:
    """The comment nearest to the theme's own middle: neither its angriest nor its kindest."""
    distance = (about["sentiment"] - about["sentiment"].median()).abs()
    text = about.loc[distance.sort_values(kind="stable").index[0], "text"]
    return text if len(text) <= LONGEST_EXAMPLE else text[: LONGEST_EXAMPLE - 1].rstrip() + "…"
