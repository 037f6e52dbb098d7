def test_raci_holds_the_planted_faults_and_no_others(client, sector):
    letters = client.tables["raci"].groupby(["subject", "letter"]).size().unstack(fill_value=0)
    two = set(letters.index[letters["A"] != 1])
    none = set(letters.index[letters["R"] == 0])
    assert two == {"plan pages"}
    assert none == {"shop visit"}
    planned = {i["initiative"] for i in [*sector.running, *sector.candidates]}
    assert set(letters.index) == planned | {t["touchpoint"] for t in sector.touchpoints}


def test_the_planted_portfolio_fits_the_budget_and_its_rules(client, sector):
    plan = client.tables["initiatives"].set_index("initiative")
    best = [i["initiative"] for i in sector.candidates if i["best"]]
    assert plan.loc[best, "cost"].sum() <= sector.budget * client.customers
    for name in best:
        needs, excludes = plan.loc[name, "depends_on"], plan.loc[name, "excludes"]
        assert needs in best or needs != needs
        assert excludes not in best


def test_one_department_is_too_small_to_be_shown(client):
    answers = client.tables["readiness"]["department"].value_counts()
    assert answers["IT"] < 10
    assert (answers.drop("IT") >= 10).all()


def test_the_rollout_names_regions_with_fifteen_months_on_both_sides(client, sector):
    for initiative in sector.running:
        month = sector.month(initiative["start"])
        assert month >= 15
        assert sector.months - month >= 15
        row = client.tables["initiatives"].set_index("initiative").loc[initiative["initiative"]]
        assert row["rollout"] == (
            f"region={';'.join(initiative['regions'])} from {initiative['start']}"
        )


def test_uplifts_stay_inside_the_scales(client):
    scales = client.tables["variables"].set_index("variable")
    plan = client.tables["initiatives"].set_index("variable")["uplift"]
    room = (scales["scale_high"] - scales["scale_low"]).reindex(plan.index).fillna(1.0)
    assert ((plan > 0) & (plan <= room.to_numpy())).all()
