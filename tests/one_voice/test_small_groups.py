"""No count of few people is printed, whatever the threshold: the sample through larger ones."""

import json
import re
from dataclasses import replace

import pytest

from cxlib.findings import released
from cxlib.findings.kinds import BY_NAME
from cxlib.findings.small import counts, things

THRESHOLDS = (10, 150, 400, 1000)
PEOPLE = r"answers|customers|visits|journeys|comments|invitations|people|of them|scores"
PRINTED = re.compile(rf"(?<![\d,.(−+–])(\d[\d,]*) (?:{PEOPLE})\b")
# what the sentences say of customers that nobody counted: estimates and what customers are worth
ESTIMATED = re.compile(
    r"That is [^.]*customers a year|[\d,]+ more customers|of 100 customers|[\d,]+ customers kept"
)


@pytest.fixture(scope="module", params=THRESHOLDS)
def seen(request, spoken_from):
    """The sample's findings where fewer than so many are a small group."""
    engagement, results = spoken_from
    policy = engagement.config.policy
    larger = {"privacy_n": request.param, "reliability_n": max(request.param, policy.reliability_n)}
    config = engagement.config.model_copy(update={"policy": policy.model_copy(update=larger)})
    view = released(replace(engagement, config=config), results)
    return request.param, view["findings"]


def test_every_count_of_people_is_large_enough(seen):
    least, found = seen
    assert len(found) > 50
    for row in found.itertuples():
        free = things(BY_NAME[row.kind], row.n_of)
        told = [(slot, n) for slot, n in counts(json.loads(row.figures)) if slot not in free]
        assert not [(slot, n) for slot, n in told if 0 < n < least], row.statement


def test_no_sentence_counts_few_people(seen):
    """The second way: read off the sentences."""
    least, found = seen
    for row in found.itertuples():
        if row.n_of in ("things", "periods"):
            continue
        text = ESTIMATED.sub(" ", f"{row.statement} {row.evidence}")
        text = re.sub(r"(?:fewer|more) than [\d,]+|\b[Oo]f 100 \w+", " ", text)
        few = [n for n in PRINTED.findall(text) if 0 < int(n.replace(",", "")) < least]
        assert not few, text
