def test_fewer_answer_than_are_invited(client):
    invited = client.tables["invited"].groupby("period")["n"].sum()
    answers = client.tables["responses"]["answered_at"].dt.strftime("%Y-%m").value_counts()
    rate = answers / invited
    assert rate.between(0.28, 0.48).all()


def test_a_customer_answers_at_most_once_a_month(client):
    rows = client.tables["responses"]
    month = rows["answered_at"].dt.strftime("%Y-%m")
    assert not rows.assign(month=month).duplicated(["cust_no", "month"]).any()


def test_the_last_contact_is_in_the_events_of_the_month(client):
    rows = client.tables["responses"].dropna(subset=["last_contact"])
    events = client.tables["interactions"]
    keys = zip(
        events["customer"], events["touchpoint"], events["time"].dt.strftime("%Y-%m"), strict=True
    )
    asked = zip(
        rows["cust_no"], rows["last_contact"], rows["answered_at"].dt.strftime("%Y-%m"), strict=True
    )
    assert set(asked) <= set(keys)


def test_the_month_of_the_mix_is_of_one_segment(client, quiet):
    def share(tables):
        counts = tables["invited"].pivot(index="period", columns="segment", values="n")
        return counts["plan=Basic"] / counts.sum(axis=1)

    assert share(client.tables)["2026-06"] > 0.8
    assert share(client.tables).drop("2026-06").between(0.3, 0.5).all()
    assert share(quiet.tables).between(0.3, 0.5).all()
