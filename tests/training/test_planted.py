"""The planted effects are in the data, found by plain pandas and statsmodels, not by the kit.

At the sample's size, with margin; `slow` repeats all of it over ten other seeds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from cxlib.training import Client, generate

OTHER_SEEDS = tuple(range(101, 111))
WINDOW = "2025-10-01"
END = pd.Timestamp("2026-09-30")
SERVICE = ["support call", "support chat", "repair"]


@dataclass(frozen=True)
class Tables:
    """The client's tables as an analyst has them after cleaning."""

    responses: pd.DataFrame
    events: pd.DataFrame
    people: pd.DataFrame
    runs: pd.DataFrame
    kpis: pd.DataFrame
    sector: object


def cleaned(client: Client) -> Tables:
    raw = client.tables
    responses = raw["responses"].query("finished == 1").copy()
    responses["app_speed"] = responses["app_speed"].replace(0, np.nan)
    responses["repair_time"] = responses["repair_time"].replace(-99, np.nan)
    responses["period"] = responses["answered_at"].dt.strftime("%Y-%m")
    days = {c: pd.to_datetime(raw["customers"][c], format="%d/%m/%Y") for c in ("start", "end")}
    people = raw["customers"].assign(**days).set_index("cust_no")
    return Tables(
        responses, raw["interactions"], people, raw["operations"], raw["kpis"], client.sector
    )


@pytest.fixture(scope="module")
def tables(client) -> Tables:
    return cleaned(client)


@pytest.fixture(scope="module")
def nothing(quiet) -> Tables:
    return cleaned(quiet)


def overall_effects(t: Tables) -> pd.DataFrame:
    """Recommend on all overalls at once, missing answers replaced by the mean: t values."""
    names = [b["overall"]["variable"] for b in t.sector.blocks]
    rows = t.responses[t.responses["answered_at"] >= WINDOW]
    x = rows[names].fillna(rows[names].mean()).assign(plan=rows["plan"])
    x = pd.get_dummies(x, columns=["plan"], drop_first=True, dtype=float)
    fit = sm.OLS(rows["recommend"], sm.add_constant(x)).fit()
    return fit.tvalues[names]


def bends(t: Tables, variable: str) -> tuple[float, float]:
    """Slopes of recommend below and above the middle of the scale, the other overalls held."""
    names = [b["overall"]["variable"] for b in t.sector.blocks]
    rows = t.responses.dropna(subset=[variable])
    x = rows[names].fillna(rows[names].mean()).drop(columns=variable)
    x = x.assign(below=np.minimum(rows[variable] - 5, 0), above=np.maximum(rows[variable] - 5, 0))
    fit = sm.OLS(rows["recommend"], sm.add_constant(x)).fit()
    return fit.params["below"], fit.params["above"]


def fast_against_failed(t: Tables, since: str) -> tuple[float, float]:
    """Log ratio of the monthly leaving rates, failed to fast, and its z."""
    events = t.events[t.events["touchpoint"].eq("activation")]
    fast = events.groupby("customer")["completed"].any()
    new = t.people[t.people["start"] >= since]
    new = new.assign(fast=fast.reindex(new.index)).dropna(subset=["fast"])
    months = (new["end"].fillna(END) - new["start"]).dt.days / 30.4
    left = new["end"].notna().groupby(new["fast"]).sum()
    rate = left / months.groupby(new["fast"]).sum()
    ratio = np.log(rate[False] / rate[True])
    return ratio, ratio / np.sqrt((1 / left).sum())


def purchases_begun(t: Tables, activity: str) -> pd.DataFrame:
    """Upgrades of the window: completed, attempts, and whether the activity's run before was ok."""
    trips = t.events[t.events["journey"].eq("upgrade") & (t.events["time"] >= WINDOW)]
    began = trips.groupby("journey_id").agg(
        customer=("customer", "first"),
        time=("time", "first"),
        attempts=("touchpoint", lambda s: s.eq("upgrade checkout").sum()),
        completed=("touchpoint", lambda s: s.eq("order confirmation").any()),
    )
    runs = t.runs[t.runs["activity"].eq(activity)].rename(columns={"time": "ran"})
    began = began[began["attempts"] > 0].sort_values("time")
    joined = pd.merge_asof(
        began, runs.sort_values("ran"), left_on="time", right_on="ran", by="customer",
        tolerance=pd.Timedelta("7h"),
    )  # fmt: skip
    return joined.dropna(subset=["ok"]).astype({"ok": bool, "completed": float})


def lateness_effect(t: Tables, activity: str) -> tuple[float, float]:
    """Difference in completing, late less on time, and its z."""
    began = purchases_begun(t, activity)
    groups = began.groupby("ok")["completed"]
    share, n = groups.mean(), groups.size()
    error = np.sqrt((share * (1 - share) / n).sum())
    difference = share[False] - share[True]
    return difference, difference / error


def rollout_effect(t: Tables, initiative: str, kpi: str) -> tuple[float, float]:
    """Difference in differences over the regions, and its z."""
    plan = next(i for i in t.sector.running if i["initiative"] == initiative)
    if kpi == "recommend":
        score = np.select(
            [t.responses["recommend"] >= 9, t.responses["recommend"] <= 6], [100.0, -100.0], 0.0
        )
        rows = t.responses.assign(numerator=score, denominator=1.0)
    else:
        rows = t.kpis[t.kpis["kpi"].eq(kpi) & t.kpis["scope"].ne("overall")]
        rows = rows.assign(region=rows["scope"].str.removeprefix("region="))
    after = rows["period"] >= plan["start"]
    sums = rows.groupby(["region", after])[["numerator", "denominator"]].sum()
    level = (sums["numerator"] / sums["denominator"]).unstack()
    change = level[True] - level[False]
    inside = change.index.isin(plan["regions"])
    own, other = change[inside], change[~inside]
    error = np.sqrt(own.var() / len(own) + other.var() / len(other))
    return own.mean() - other.mean(), (own.mean() - other.mean()) / error


def service_groups(t: Tables) -> pd.DataFrame:
    """Score within 60 days and share kept for 180 days: never failed, recovered, not recovered."""
    service = t.events[t.events["touchpoint"].isin(SERVICE)]
    trips = service.groupby("journey_id").agg(
        customer=("customer", "first"),
        time=("time", "max"),
        first=("completed", "first"),
        last=("completed", "last"),
    )
    trips["group"] = np.select([trips["first"], trips["last"]], ["never", "recovered"], "not")
    trips["end"] = t.people["end"].reindex(trips["customer"]).to_numpy()
    watched = trips[trips["time"] < END - pd.Timedelta("180D")]
    stays = watched["end"].isna() | (watched["end"] - watched["time"] > pd.Timedelta("180D"))
    scored = pd.merge_asof(
        t.responses.sort_values("answered_at"), trips.sort_values("time"),
        left_on="answered_at", right_on="time", left_by="cust_no", right_by="customer",
        tolerance=pd.Timedelta("60D"),
    )  # fmt: skip
    return pd.DataFrame(
        {
            "score": scored.groupby("group")["recommend"].mean(),
            "kept": stays.groupby(watched["group"]).mean(),
        }
    )


def called_afterwards(t: Tables) -> tuple[float, float]:
    """Share kept for 180 days after a service journey: with and without a follow-up call."""
    help_trips = t.events[t.events["journey"].eq("get help")]
    trips = help_trips.groupby("journey_id").agg(
        customer=("customer", "first"),
        time=("time", "max"),
        called=("touchpoint", lambda s: s.eq("follow-up call").any()),
    )
    trips = trips[trips["time"] < END - pd.Timedelta("180D")]
    end = pd.Series(t.people["end"].reindex(trips["customer"]).to_numpy(), index=trips.index)
    kept = end.isna() | (end - trips["time"] > pd.Timedelta("180D"))
    shares = kept.groupby(trips["called"]).mean()
    return shares[True], shares[False]


def month_of_the_mix(t: Tables) -> tuple[float, float]:
    """Move of the mean score in the month: by the mix of plans, and within the plans."""
    this = t.responses["period"].eq("2026-06")
    means = t.responses.groupby([this, "plan"])["recommend"].mean().unstack()
    share = t.responses.groupby(this)["plan"].value_counts(normalize=True).unstack()
    by_mix = ((share.loc[True] - share.loc[False]) * means.mean()).sum()
    within = ((means.loc[True] - means.loc[False]) * share.mean()).sum()
    return by_mix, within


def check_planted(t: Tables) -> None:
    effects = overall_effects(t)
    planted = {b["overall"]["variable"]: any(b["overall"]["slope"]) for b in t.sector.blocks}
    assert all(effects[v] > 2.8 for v, true in planted.items() if true), effects
    assert all(abs(effects[v]) < 3.7 for v, true in planted.items() if not true), effects
    assert effects.drop("follow_up_overall").idxmax() == "call_overall"

    below, above = bends(t, "network_overall")
    assert below > 3 * abs(above)
    below, above = bends(t, "follow_up_overall")
    assert above > 2 * abs(below)

    ratio, z = fast_against_failed(t, WINDOW)
    assert 0.4 < ratio < 2.2
    assert z > 3

    difference, z = lateness_effect(t, "price sync")
    assert -0.5 < difference < -0.25
    assert z < -10
    assert abs(lateness_effect(t, "stock update")[1]) < 3.5
    attempts = purchases_begun(t, "price sync").groupby("ok")["attempts"].mean()
    assert attempts[False] > 1.9 * attempts[True]

    effect, z = rollout_effect(t, "honest cart", "upgrade conversion")
    assert 0.12 < effect < 0.30
    assert z > 4
    assert abs(rollout_effect(t, "loyalty magazine", "upgrade conversion")[1]) < 3.5
    assert abs(rollout_effect(t, "loyalty magazine", "recommend")[1]) < 3.5

    groups = service_groups(t)
    assert groups.loc["not", "score"] < groups.loc["recovered", "score"] - 0.3
    assert abs(groups.loc["recovered", "score"] - groups.loc["never", "score"]) < 0.45
    assert groups.loc["not", "kept"] < groups.loc["recovered", "kept"] - 0.06
    assert abs(groups.loc["recovered", "kept"] - groups.loc["never", "kept"]) < 0.05

    called, not_called = called_afterwards(t)
    assert called > not_called + 0.02

    by_mix, within = month_of_the_mix(t)
    assert by_mix < -0.4
    assert abs(within) < abs(by_mix)


def test_what_is_planted_is_in_the_sample(tables):
    check_planted(tables)


@pytest.mark.slow
@pytest.mark.parametrize("seed", OTHER_SEEDS)
def test_what_is_planted_is_in_other_clients(sector, client, seed):
    check_planted(cleaned(generate(sector, client.customers, seed)))


def test_the_checks_turn_red_where_nothing_is_planted(nothing):
    with pytest.raises(AssertionError):
        check_planted(nothing)


def test_delivery_days_leave_their_limits_and_the_steady_kpis_do_not(tables):
    kpis = tables.kpis[tables.kpis["scope"].eq("overall") & tables.kpis["value"].notna()]
    for name, series in kpis.sort_values("period").groupby("kpi")["value"]:
        base, late = series.iloc[:33], series.iloc[33:]
        limit = 2.66 * base.diff().abs().mean()  # 3 / 1.128, individuals chart
        outside = ((late - base.mean()).abs() > limit).all()
        assert outside == (name == "delivery days")


def test_heavy_users_have_more_contacts_without_leaving_for_it(tables):
    contacts = tables.events.groupby("customer").size().reindex(tables.people.index).fillna(0)
    old = tables.people[tables.people["start"] < "2023-10-01"]
    months = (old["end"].fillna(END) - pd.Timestamp("2023-10-01")).dt.days / 30.4
    rate = contacts[old.index] / months.clip(lower=1)
    raw = contacts[old.index].groupby(old["end"].notna()).mean()
    assert raw[False] > 1.5 * raw[True]  # who stays has more contacts: exposure, not a cause
    assert rate.quantile(0.9) > 2 * rate.quantile(0.1)


def test_with_no_effects_plain_checks_find_nothing(nothing):
    t = nothing
    assert overall_effects(t).abs().max() < 3.7
    assert abs(fast_against_failed(t, "2023-10-01")[1]) < 3.5
    assert abs(lateness_effect(t, "price sync")[1]) < 3.5
    assert abs(rollout_effect(t, "honest cart", "upgrade conversion")[1]) < 3.5
    groups = service_groups(t)
    assert abs(groups.loc["recovered", "kept"] - groups.loc["never", "kept"]) < 0.08
    called, not_called = called_afterwards(t)
    assert abs(called - not_called) < 0.02
    assert abs(month_of_the_mix(t)[0]) < 0.1
