import re
from pathlib import Path

import pytest

import cxlib.training
from cxlib.errors import InputError
from cxlib.training import load_sector, sectors


def test_an_unknown_sector_is_answered_with_the_known_ones():
    with pytest.raises(InputError, match=r"'airline' is not described\. .*telecom"):
        load_sector("airline")


def test_months_and_periods_agree(sector):
    assert sector.periods[0] == "2023-10"
    assert sector.periods[-1] == "2026-09"
    assert len(sector.month_starts) == len(sector.periods) + 1 == 37


def test_every_name_refers_to_something_described(sector):
    touchpoints = {t["touchpoint"] for t in sector.touchpoints} | {sector.roles["unmapped"]}
    owners = {o["owner"] for o in sector.owners}
    variables = {v["variable"] for b in sector.blocks for v in (b["overall"], *b["attributes"])}
    plans = [*sector.running, *sector.candidates]
    assert {s["touchpoint"] for w in sector.walks.values() for s in w["steps"]} <= touchpoints
    assert {b["touchpoint"] for b in sector.blocks} <= touchpoints
    assert {a["touchpoint"] for a in sector.activities} <= touchpoints
    assert {i["touchpoint"] for i in plans} | {a["touchpoint"] for a in sector.assumptions} <= (
        touchpoints
    )
    assert {i["variable"] for i in plans if "variable" in i} | {
        a["variable"] for a in sector.assumptions
    } <= variables
    assert {v for e in sector.experiences.values() for v in e["variables"]} <= variables
    assert {i["owner"] for i in plans} | {t["owner"] for t in sector.touchpoints} <= owners
    assert {a["department"] for a in sector.activities} <= {o["department"] for o in sector.owners}
    assert set(sector.readiness) == {o["department"] for o in sector.owners}
    assert {r for i in sector.running for r in i["regions"]} <= set(sector.regions)
    assert set(sector.comments["experiences"]) == set(sector.experiences)


def test_the_engine_holds_no_word_of_the_trade():
    engine = "\n".join(p.read_text() for p in Path(cxlib.training.__file__).parent.glob("*.py"))
    code = re.sub(r'""".*?"""|#[^\n]*', "", engine, flags=re.S)
    for name in sectors():
        sector = load_sector(name)
        words = {t["touchpoint"] for t in sector.touchpoints} | set(sector.regions)
        words |= {a["activity"] for a in sector.activities} | set(sector.plans)
        found = {w for w in words if re.search(rf'"{re.escape(w)}"', code)}
        assert not found
