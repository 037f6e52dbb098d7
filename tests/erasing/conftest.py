"""A client with comments, callers and ids in its own notebook, run once."""

import json
import os
import shutil

import nbformat
import numpy as np
import pandas as pd
import pytest

from cxlib.resources import NOTEBOOKS
from cxlib.run.flow import run_engagement

CONFIG = """\
client: Acme
outcomes: {score: {kind: nps}}
tables:
  responses:
    source: [one.csv, two.csv]
    columns: {customer: cust}
    comment: [why]
    segments: [region]
policy: {seed: 7, contact_allowed: may_call, comments_in_report: true}
"""
PARAMETERS = 'engagement = ""\nrun_dir = ""\nperiod = ""\nseed = 0'
OPEN = "import cxlib\nsession = cxlib.open(engagement, run_dir, period, seed)"
SPEC = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
OWN = """\
answers = session.engagement.whole("responses")
answers.to_parquet(session.folder / "own.parquet")
answers.set_index("customer").to_parquet(session.folder / "indexed.parquet")
answers.astype({"customer": "category"}).to_parquet(session.folder / "coded.parquet")
answers.to_csv(session.folder / "own.csv", sep=";", index=False)
answers.to_csv(session.folder / "own.csv.gz", index=False)
answers.to_pickle(session.folder / "own.pkl")
(session.folder / "own.jsonl").write_text("".join(f'{{"to": "{c}"}}\\n' for c in answers.customer))
print(*answers.customer)"""
SAYS = ("the invoice {n} was wrong & nobody could explain 'it'",
        "waiting on the line {n} took far too long",
        "a friendly answer {n} and quick help")  # fmt: skip


def answers(rows=400, seed=3):
    """Ten months of answers; every comment is its author's alone."""
    rng = np.random.default_rng(seed)
    days = pd.date_range("2025-01-01", "2025-10-31", periods=rows).strftime("%Y-%m-%d")
    which = rng.integers(0, 3, rows)
    words = pd.util.hash_array(np.arange(rows, dtype="int64"))
    letters = ["".join(chr(97 + int(w >> (5 * k)) % 26) for k in range(9)) for w in words]
    return pd.DataFrame({
        "cust": [f"C-{20_000 + i % 300}" for i in range(rows)], "time": days,
        "score": np.clip(which * 4 + rng.integers(0, 3, rows), 0, 10),
        "why": [SAYS[k].format(n=x) for k, x in zip(which, letters, strict=True)],
        "region": rng.choice(["North", "South"], rows), "may_call": "yes",
    })  # fmt: skip


def notebook(folder, name, *cells):
    code = [nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})]
    code += [nbformat.v4.new_code_cell(c) for c in (OPEN, *cells, f"session.close({name!r})")]
    book = nbformat.v4.new_notebook(cells=code, metadata=SPEC)
    nbformat.write(book, folder / "notebooks" / f"{name}.ipynb")


@pytest.fixture(scope="session")
def good(made_once):
    return made_once("erasing", lambda folder: str(ran(folder, answers(), OWN)))[0]


AS_NUMBERS = """
import numpy as np
import pandas as pd
numbers = pd.to_numeric(answers.customer, errors="coerce")
numbered = answers.assign(customer=numbers).dropna(subset=["customer"])
numbered.to_parquet(session.folder / "floats.parquet")
numbered.astype({"customer": "int64"}).to_parquet(session.folder / "whole.parquet")
numbered.astype({"customer": "int64"}).to_csv(session.folder / "whole.csv", index=False)
np.save(session.folder / "numbers.npy", numbered.customer.astype("int64").to_numpy())
np.save(session.folder / "floats.npy", numbered.customer.to_numpy())
answers.to_pickle(session.folder / "zipped.zip")
answers.assign(customer=answers.customer.str.upper()).to_csv(session.folder / "loud.csv")
(session.folder / "loud.txt").write_text(" ".join(answers.customer.str.upper()))
(session.folder / "small.html").write_text(" ".join(answers.customer.str.lower()))
print(numbers.dropna().map("{:,.0f}".format).tolist(), numbers.dropna().astype(int).tolist())"""


@pytest.fixture(scope="session")
def numbered(tmp_path_factory):
    """The same client with ids of eight characters: numbers, with zeros before, in two casings."""
    frame = answers()
    place = frame["cust"].str[2:].astype(int)
    forms = [lambda k: f"{60_000_000 + 7 * k}", lambda k: f"00{400_000 + 7 * k}",
             lambda k: f"Kd{100_000 + k}", lambda k: f"x{k:05d}YZ"]  # fmt: skip
    frame["cust"] = [forms[k % 4](k) for k in place]
    folder = tmp_path_factory.mktemp("numbered") / "acme"
    return ran(folder, frame, OWN + AS_NUMBERS)


def ran(folder, frame, own):
    """A client's folder with these answers, run once; `own` is in its notebook of step 5."""
    (folder / "notebooks").mkdir(parents=True)
    frame.iloc[:200].to_csv(folder / "one.csv", index=False)
    frame.iloc[200:].to_csv(folder / "two.csv", index=False)
    (folder / "engagement.yml").write_text(CONFIG, encoding="utf-8")
    work = {"05_monitor": own, "06_report": "session.run_all()\nreport = session.report()"}
    for name in NOTEBOOKS:
        notebook(folder, name, work.get(name, "session.engagement.period"))
    before, os.environ["CX_TRUST"] = os.environ.get("CX_TRUST"), str(folder)
    try:
        assert run_engagement(folder).page
    finally:
        os.environ.pop("CX_TRUST") if before is None else os.environ.update(CX_TRUST=before)
    return folder


@pytest.fixture
def acme(good, tmp_path):
    """A copy of the client after its run."""
    return shutil.copytree(good, tmp_path / "acme")


@pytest.fixture(scope="session")
def quoted(good):
    """Whose comment the report quotes, and the comment."""
    example = pd.read_parquet(good / "runs/2025-10/001/results/themes.parquet")["example"]
    said = example.dropna().iloc[0]
    frame = answers()
    return frame.loc[frame["why"] == said, "cust"].iloc[0], said


@pytest.fixture(scope="session")
def seal():
    def read(run):
        return json.loads((run / "manifest.json").read_text(encoding="utf-8"))

    return read
