import pandas as pd
import pytest

from cxlib.engagement import from_frames
from cxlib.errors import InputError

KPIS = pd.DataFrame({"kpi": "k", "period": [f"2026-{m:02d}" for m in range(1, 13)], "value": 1.0})


def refusal(**frames):
    with pytest.raises(InputError) as found:
        from_frames(
            {"client": "A"}, {"kpis": KPIS} | {n: pd.DataFrame(f) for n, f in frames.items()}
        )
    return str(found.value)


@pytest.mark.parametrize(
    ("frames", "said"),
    [
        ({"initiatives": {"initiative": ["a"], "cost": [-5]}}, "row 2: -5 lies below 0"),
        ({"initiatives": {"initiative": ["a", "a"]}}, "row 3: repeats the initiative of row 2"),
        ({"initiatives": {"initiative": ["a"], "uplift": ["5 %"]}}, "is a percentage"),
        ({"initiatives": {"initiative": ["a", None], "cost": [1, 2]}}, "is empty, and every row"),
        ({"raci": {"subject": ["s"], "department": ["d"], "letter": ["X"]}}, "is none of R, A"),
        ({"readiness": {"department": ["d"], "awareness": [6]}}, "6 lies above 5"),
        ({"touchpoints": {"touchpoint": ["t"]}}, "the table needs a column 'stage'"),
        (
            {"touchpoints": {"touchpoint": ["t", "T "], "stage": ["s", "s"]}},
            "repeats the touchpoint of row 2",
        ),
        ({"purchases": {"customer": ["c"], "time": ["2026-31-12"], "value": [1]}}, "date"),
        ({"journeys": {"journey": ["j"], "gap": ["7"]}}, "is no duration such as 7 days"),
        ({"customers": {"customer": ["c"], "left": ["perhaps"]}}, "is neither yes nor no"),
        ({"kpis": {"kpi": ["k"], "period": ["Sept"], "value": [1]}}, "is no month such as"),
    ],
)
def test_each_broken_rule_is_named(frames, said):
    assert said in refusal(**frames)


def test_everything_wrong_is_said_at_once():
    said = refusal(
        initiatives={"initiative": ["a"], "cost": [-5], "months": [-1]},
        raci={"subject": ["s"], "department": ["d"], "letter": ["X"]},
    )
    assert len(said.splitlines()) == 3


def test_ids_and_names_are_never_quoted():
    said = refusal(customers={"customer": ["C-1", "C-1"], "tenure": [1, -2]})
    assert "C-1" not in said
    assert "-2 lies below 0" in said


def test_letters_and_choices_are_read_whatever_their_case():
    raci = pd.DataFrame({"subject": ["s"], "department": ["d"], "letter": ["a"]})
    built = from_frames({"client": "A"}, {"kpis": KPIS, "raci": raci})
    assert built.table("raci")["letter"].tolist() == ["A"]
