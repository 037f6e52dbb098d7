"""Runs side by side: what is claimed otherwise; this kit over what another published."""

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from cxlib.cli import app
from cxlib.errors import StepFailed
from cxlib.results import REGISTRY, Results, conform
from cxlib.run import comparing
from cxlib.run.folder import MANIFEST

CLAIMS = {
    "score:nps": ("level", "NPS 12 in May 2026."),
    "driver:nps:overall:speed": ("strongest", "The strongest of 3 drivers: “Speed”."),
    "segment:nps:plan=A": ("below", "A: NPS 20 points below the others."),
}


def run_of(folder, claims, lost=()):
    rows = [{"finding_id": i, "direction": d, "statement": s, "stands": i not in lost}
            for i, (d, s) in claims.items()]  # fmt: skip
    frame = pd.DataFrame(rows).reindex(columns=list(REGISTRY["findings"].columns))
    Results(folder / "results").write("findings", {"findings": conform("findings", frame)})
    return folder


def told(one, other):
    return [(c.what, c.finding) for c in comparing.compared(one, other)]


def test_equal_runs_differ_in_nothing(tmp_path):
    assert told(run_of(tmp_path / "a", CLAIMS), run_of(tmp_path / "b", CLAIMS)) == []


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"score:nps": ("level", "NPS 14 in May 2026.")}, [("changed", "score:nps")]),
        ({"score:nps": ("level", "In May 2026, NPS was 12.")}, []),  # other words
        ({"segment:nps:plan=A": ("above", "A: NPS 20 points above the others.")},
         [("changed", "segment:nps:plan=A")]),
        ({"kpi:wait:overall": ("signal", "Wait 9.")}, [("new", "kpi:wait:overall")]),
    ],
)  # fmt: skip
def test_new_claims_other_figures_and_other_directions_are_listed(tmp_path, changed, what):
    one, other = run_of(tmp_path / "a", CLAIMS), run_of(tmp_path / "b", CLAIMS | changed)
    assert told(one, other) == what


def test_what_does_not_stand_any_more_is_gone(tmp_path):
    one = run_of(tmp_path / "a", CLAIMS)
    other = run_of(tmp_path / "b", CLAIMS, lost=["score:nps"])
    assert told(one, other) == [("gone", "score:nps")]
    assert told(other, one) == [("new", "score:nps")]


def test_the_verb_says_both_sentences_and_is_read_by_programs(tmp_path):
    one = run_of(tmp_path / "a", CLAIMS)
    other = run_of(tmp_path / "b", CLAIMS | {"score:nps": ("level", "NPS 14 in May 2026.")})
    ended = CliRunner().invoke(app, ["compare", str(one), str(other)])
    assert "changed: NPS 12 in May 2026." in ended.output
    assert "to: NPS 14 in May 2026." in ended.output
    (line,) = (
        CliRunner().invoke(app, ["compare", str(one), str(other), "--json"]).stdout.splitlines()
    )
    (change,) = json.loads(line)["changes"]
    assert (change["what"], change["before"]) == ("changed", "NPS 12 in May 2026.")
    assert sorted(p.name for p in one.iterdir()) == ["results"], "nothing is written into a run"


def test_a_folder_that_is_no_run_is_refused(tmp_path):
    ended = CliRunner().invoke(app, ["compare", str(tmp_path), str(tmp_path)])
    assert ended.exit_code == 2
    assert "holds no findings of a run" in ended.output


@pytest.fixture
def clients(tmp_path):
    """Two with a published report, one with none."""
    for name in ("one", "two", "never"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "engagement.yml").write_text("client: A\n")
        if name != "never":
            run = run_of(folder / "runs" / "2026-05" / "001", CLAIMS)
            sealed = {"kind": "report", "period": "2026-05", "verdict": "send", "run": "001",
                      "finished": "2026-06-01T08:00:00+00:00"}  # fmt: skip
            (run / MANIFEST).write_text(json.dumps(sealed))
    return tmp_path


def test_a_shadow_makes_each_report_anew_and_touches_nothing(clients, monkeypatch):
    before = {p: p.read_bytes() for p in clients.rglob("*") if p.is_file()}

    def made_anew(folder, period, out):
        assert period == "2026-05"
        if folder.name == "two":
            raise StepFailed("02_diagnose: cell 3 failed")
        run_of(out, CLAIMS | {"score:nps": ("level", "NPS 14 in May 2026.")})

    monkeypatch.setattr(comparing, "run_engagement", made_anew)
    ended = CliRunner().invoke(app, ["shadow", str(clients)])
    assert ended.exit_code == 1
    said = ended.output
    assert "never: nothing was published yet." in said
    assert "one: 2026-05/001, 1 claims differ." in said
    assert "changed: NPS 12 in May 2026." in said
    assert "two: 2026-05/001 fails. 02_diagnose: cell 3 failed" in said
    assert {p: p.read_bytes() for p in clients.rglob("*") if p.is_file()} == before
