"""The first page: the chain from moment to owner and worth, what warns, and what else there is."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from cxlib.findings import order, released
from cxlib.report.commentary import commentary
from cxlib.report.front import MOST_OTHERS, SAID_ELSEWHERE
from cxlib.report.headline import headline
from cxlib.report.tiles import period_tiles, tiles
from cxlib.results import conform, empty

CAUSE = (
    "When price sync fails, 73 of 100 visits to upgrade checkout break down, against 42 otherwise."
)


def view(make, **changes):
    engagement = changes.pop("engagement", None) or make["engagement"]()
    return released(engagement, make["results"]() | changes)


def first(make, **changes):
    shown = view(make, **changes)
    return headline(shown, commentary(shown))


def hiding(make, finding_id):
    said = {"finding_id": [finding_id], "section": [None], "text": [None], "hide": [True],
            "reason": ["not yet"]}  # fmt: skip
    return make["engagement"](commentary=said)


# ---------------------------------------------------------------------- what matters


def test_matters_come_in_the_order_of_rank_with_initiative_and_owner(make):
    got = first(make).matters
    assert [m.place for m in got] == ["activation", "upgrade checkout", "follow-up call"]
    assert got[1].do == (
        "honest cart, from 1 Oct 2026: costs £90k, "
        "expected to bring £610k (£390k to £840k) over 12 months"
    )
    assert got[1].owner == "Sales"  # the roadmap's, not the catalogue's


def test_a_matter_says_what_was_found_on_what_it_rests_and_its_worth(make):
    matter = first(make).matters[0]
    assert matter.statement == (
        "When something goes wrong at activation, 68 of 100 customers are still here a year later; "
        "when it goes well, 82."
    )
    assert matter.sure == "seen in behaviour and in answers, n = 5,200 customers"
    assert matter.worth == "£1.9m (£1.3m to £2.5m) a year at stake"


def test_few_behind_a_matter_are_marked(make):
    moments = make["results"]()["moments"]
    few = moments.assign(n=moments["n"].mask(moments["rank"].eq(1), 25))
    assert first(make, moments=few).matters[0].sure.endswith("n = 25 customers, low base")


def test_a_matter_names_its_cause(make):
    assert [m.cause for m in first(make).matters] == ["", CAUSE, ""]


def test_of_several_causes_the_weightiest_is_named(make):
    causes = make["results"]()["backstage"]
    heavier = causes[causes["activity"] == "price sync"].assign(
        activity="stock count", with_it=0.9, effect=0.48, low=0.4, high=0.5
    )
    both = conform("backstage", pd.concat([causes, heavier], ignore_index=True))
    assert first(make, backstage=both).matters[1].cause.startswith("When stock count fails, 90 of")


def test_what_was_found_to_do_no_harm_is_no_cause(make):
    harmless = make["results"]()["backstage"].assign(harmful=False)
    assert [m.cause for m in first(make, backstage=harmless).matters] == ["", "", ""]


def test_a_hidden_cause_is_not_named(make):
    hidden = hiding(make, "backstage:price sync:upgrade checkout")
    assert [m.cause for m in first(make, engagement=hidden).matters] == ["", "", ""]


def test_a_moment_without_an_initiative_has_its_strategy_and_touchpoint_owner(make):
    delight = first(make).matters[2]
    assert delight.do == "no plan yet (maintain)"
    assert delight.owner == "Customer Service"


def test_nobody_who_owns_it_is_said(make):
    engagement = make["engagement"]()
    catalogue = engagement.table("touchpoints").assign(owner=None)
    orphaned = replace(engagement, tables={**engagement.tables, "touchpoints": catalogue})
    assert first(make, engagement=orphaned).matters[2].owner == "nobody yet"


def test_without_margin_the_worth_is_in_customers(make):
    moments = make["results"]()["moments"]
    moments = moments.assign(**dict.fromkeys(("value_at_stake", "value_low", "value_high"), pd.NA))
    assert first(make, moments=moments).matters[0].worth == (
        "730 (520 to 940) customers a year at stake"
    )


def test_a_hidden_finding_takes_its_moment_along(make):
    got = first(make, engagement=hiding(make, "moment:activation:truth"))
    assert "activation" not in [m.place for m in got.matters]


def test_a_comment_on_a_matter_stands_with_it(make):
    places = ["moment:activation:truth", "stuck:upgrade checkout",
              "backstage:price sync:upgrade checkout"]  # fmt: skip
    said = {"finding_id": places, "section": [None] * 3, "hide": [False] * 3,
            "text": ["Seen by all.", "Call them.", "Mended in May."],
            "reason": [None] * 3}  # fmt: skip
    matters = first(make, engagement=make["engagement"](commentary=said)).matters
    assert matters[0].comments == ("Seen by all.",)
    # of the cause, and of what leads to this moment
    assert matters[1].comments == ("Mended in May.", "Call them.")


# ---------------------------------------------------------------------- alerts


def test_an_alert_names_who_answers_for_it(make):
    alert = first(make).alerts[0]
    assert alert.id == "alert:recommend:touchpoint=shop visit:outside"
    assert alert.statement.startswith("In September 2026, recommend at shop visit stood at")
    assert alert.roles == "Sales"


def test_that_nobody_answers_for_an_alert_is_said(make):
    alerts = make["results"]()["alerts"].assign(scope="overall")
    assert [a.roles for a in first(make, alerts=alerts).alerts] == ["nobody answers for it"]


def test_the_weightiest_alerts_are_told_and_no_other_kind(make):
    one = make["results"]()["alerts"]
    places = [touchpoint for touchpoint, _, _ in make["walk"][:6]]
    six = pd.concat(
        [one.assign(scope=f"touchpoint={t}", seen=10.0 - k) for k, t in enumerate(places)]
    )
    got = first(make, alerts=conform("alerts", six)).alerts
    assert [a.id.split("=")[1] for a in got] == [f"{t}:outside" for t in places[:1:-1]]


def test_a_hidden_alert_is_left_out(make):
    hidden = hiding(make, "alert:recommend:touchpoint=shop visit:outside")
    got = first(make, engagement=hidden)
    assert got.alerts == ()
    assert "alert" not in [o.id.split(":")[0] for o in got.others]


def test_who_would_only_move_a_kpi_does_not_answer_for_its_alert(make):
    """Two departments have an initiative that watches it: each reads it, none answers for it."""
    engagement = make["engagement"]()
    plans = pd.DataFrame({"initiative": ["a", "b"], "owner": ["Sales", "Retention"],
                          "kpi": "recommend", "status": "planned"})  # fmt: skip
    plans = plans.reindex(columns=list(engagement.table("initiatives").columns))
    watched = replace(engagement, tables={**engagement.tables, "initiatives": plans})
    alerts = make["results"]()["alerts"].assign(scope="overall")
    shown = view(make, engagement=watched, alerts=alerts)
    told = headline(shown, commentary(shown)).alerts
    assert [a.roles for a in told] == ["nobody answers for it"]
    concerned = shown["findings"].set_index("finding_id").loc[told[0].id, "departments"]
    assert concerned == "Sales, Retention"


# ---------------------------------------------------------------------- what nobody owns


def test_what_nobody_owns_is_said_by_name(make):
    engagement = make["engagement"]()
    orphans = engagement.table("touchpoints")
    orphans = orphans.assign(owner=orphans["owner"].mask(orphans["touchpoint"].eq("repair")))
    told = headline_of(make, engagement, touchpoints=orphans).unowned
    assert "One touchpoint has no owner: repair." in told
    assert not [one for one in headline_of(make, engagement).unowned if "touchpoint" in one]


def headline_of(make, engagement, **tables):
    shown = view(make, engagement=replace(engagement, tables={**engagement.tables, **tables}))
    return headline(shown, commentary(shown))


def test_kpis_that_nobody_answers_for_are_counted_the_main_outcome_first(make):
    shown = view(make)
    one, *_ = headline(shown, commentary(shown)).unowned
    names = shown["kpis"].query("scope == 'overall'").dropna(subset=["value"])["kpi"].unique()
    assert one.startswith(f"Nobody answers for {len(names)} KPIs: ")
    targets = pd.DataFrame({"kpi": list(names), "owner": "Sales"})
    owned = headline_of(make, make["engagement"](), targets=targets).unowned
    assert not [told for told in owned if "KPI" in told]


def test_findings_that_concern_no_department_are_counted(make):
    shown = view(make)
    found = shown["findings"]
    whole = int((found["departments"].isna() & found["stands"].astype(bool)).sum())
    assert whole > 1
    told = headline(shown, commentary(shown)).unowned
    assert told[-1].startswith(f"{whole} findings concern no single department")


# ---------------------------------------------------------------------- what else


def test_others_are_one_of_each_kind_the_weightiest_first(make):
    shown = view(make)
    others = [o.id for o in headline(shown, commentary(shown)).others]
    found = shown["findings"].set_index("finding_id")
    kinds = found.loc[others, "kind"]
    assert len(others) == MOST_OTHERS
    assert kinds.is_unique
    assert found.loc[others, "weight"].is_monotonic_decreasing
    for finding_id, kind in kinds.items():
        assert found.loc[found["kind"] == kind, "weight"].max() == found.loc[finding_id, "weight"]


def test_nothing_is_said_twice_on_the_first_page(make):
    shown = view(make)
    got = headline(shown, commentary(shown))
    kinds = shown["findings"].set_index("finding_id").loc[[o.id for o in got.others], "kind"]
    assert not set(kinds) & set(SAID_ELSEWHERE)
    before = {m.statement for m in got.matters} | {m.cause for m in got.matters}
    before |= {a.statement for a in got.alerts}
    assert not before & {o.statement for o in got.others}


def test_a_promise_that_the_count_of_promises_names_is_not_told_again(make):
    """“honest cart” kept, and of two judged it was kept: one sentence says both, however much
    the one weighs; where no other names it, it is told."""
    shown = view(make)
    found = shown["findings"]
    heavy = found.assign(weight=found["weight"].mask(found["finding_id"].eq(KEPT), 99.0))
    assert KEPT not in others_of(shown, heavy)
    count = heavy["finding_id"].eq("benefits:calibration")
    both = heavy.assign(weight=heavy["weight"].mask(count, 98.0))
    assert KEPT not in others_of(shown, both)
    assert "benefits:calibration" in others_of(shown, both)
    assert KEPT in others_of(shown, heavy[heavy["kind"].ne("benefits")])
    unnamed = heavy.assign(statement=heavy["statement"].where(heavy["kind"].ne("benefits"), "2."))
    assert KEPT in others_of(shown, unnamed)


KEPT = "benefit:honest cart"


def others_of(shown, findings):
    other = replace(shown, tables={**shown.tables, "findings": findings})
    return [told.id for told in headline(other, commentary(other)).others]


def test_a_cause_of_no_matter_is_told_among_the_others(make):
    results = make["results"]()
    left = results["moments"].iloc[[0]]
    few = {n: empty(n) for n in results if n not in ("moments", "backstage", "breakdowns")}
    got = first(make, **few, moments=left)
    assert CAUSE in [o.statement for o in got.others]
    assert CAUSE not in [o.statement for o in first(make, **few).others]


def test_without_moments_other_findings_fill_the_page(make):
    got = first(make, moments=empty("moments"))
    assert got.matters == ()
    assert len(got.others) == MOST_OTHERS


def test_what_the_data_cannot_tell_is_counted_once(make):
    shown = view(make)
    assert headline(shown, commentary(shown)).unknown == 2
    twice = replace(shown, tables={**shown.tables, "notes": pd.concat([shown["notes"]] * 2)})
    assert headline(twice, commentary(twice)).unknown == 2
    other = shown["notes"].assign(audience="consultant")
    assert headline(replace(shown, tables={**shown.tables, "notes": other}),
                    commentary(shown)).unknown == 0  # fmt: skip


# ---------------------------------------------------------------------- tiles


def test_tiles_say_interval_base_and_time(shown):
    told = tiles(shown)
    assert [tile.name for tile in told] == ["recommend (NPS)", "solved", "Retention"]
    for tile in told:
        assert "n = " in tile.detail or " answers" in tile.detail
        assert " to " in tile.detail
        assert "September 2026" in tile.detail


def with_kpis(shown, *changed):
    """Retention over everything in the periods given, and no other KPI."""
    rows = shown["kpis"].query("kpi == 'retention' and scope == 'overall'").tail(len(changed))
    for position, row in enumerate(changed):
        for column, value in row.items():
            rows.iloc[position, rows.columns.get_loc(column)] = value
    return replace(shown, tables={**shown.tables, "kpis": rows})


def test_a_tile_does_not_round_a_change_away(shown):
    """From 98.5 to 97.9 is no "98%" after "98%"; each is as exact as its interval."""
    before = {"value": 0.9849, "low": 0.978, "high": 0.9901, "target": None}
    now = {"value": 0.9786, "low": 0.9713, "high": 0.9841, "centre": 0.978, "lower": 0.969,
           "upper": 0.987, "target": 0.98}  # fmt: skip
    told = with_kpis(shown, before, now)
    tile = tiles(told)[-1]
    assert (tile.name, tile.value) == ("Retention", "97.9%")
    assert "97.1% to 98.4%" in tile.detail
    assert tile.moves == "August 2026: 98.5% · usual range 96.9% to 98.7% · target 98%"
    assert period_tiles(told)[-1].value == "97.9%"


def test_without_periods_a_tile_says_its_number_once(make):
    engagement = make["engagement"]()
    timeless = replace(engagement, config=engagement.config, period=None)
    results = make["results"]()
    kpis = results["kpis"].query("scope == 'overall'").drop_duplicates("kpi", keep="last")
    told = released(timeless, results | {"kpis": conform("kpis", kpis.assign(period="all"))})
    assert not any(
        "all of the data: " in tile.moves or "all: " in tile.moves for tile in tiles(told)
    )
    found = told["findings"].query("kind == 'kpi'")
    assert set(found["direction"]) == {"no periods"}
    assert found["statement"].str.endswith(" over all of the data.").all()
    assert not found["evidence"].str.contains("period of| in all").any()


def test_a_tile_is_the_score_of_all_by_its_own_unit(shown):
    row = shown.scores("solved")
    row = row[(row["touchpoint"] == "overall") & (row["segment"] == "all")].iloc[0]
    tile = next(t for t in tiles(shown) if t.name == "solved")
    assert tile.value == f"{row['score']:.0%}"
    assert f"{row['n']} answers" in tile.detail


def test_the_monitor_page_is_headed_by_the_period_s_own_values(shown):
    """The scores are of the diagnosis, which may be months old: none of them is repeated."""
    kpis = shown["kpis"]
    kpis = kpis[(kpis["scope"] == "overall") & kpis["kpi"].eq("recommend")].sort_values("period")
    last, before = kpis.iloc[-1], kpis.iloc[-2]
    tile = period_tiles(shown)[0]
    assert tile.name == "recommend (NPS)"
    assert tile.value == shown.voice.nps(last["value"])
    assert f"n = {last['n']:,.0f}" in tile.detail
    then = shown.voice.nps(before["value"])  # a bare change would not say whether it is usual
    assert f"{shown.voice.period(before['period'])}: {then}" in tile.moves
    assert "usual range" in tile.moves
    changed = shown["scores"].assign(score=shown["scores"]["score"] + 7)
    other = replace(shown, tables={**shown.tables, "scores": changed})
    assert period_tiles(other) == period_tiles(shown)


def test_a_finding_that_rests_on_a_row_is_found_by_it(shown):
    row = next(shown["moments"].itertuples())
    assert "moment:activation:truth" in order.on_row(shown, "moments", row)
