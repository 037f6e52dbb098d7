"""A client as a folder: the files a client would send, the engagement file, codebook and truth."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
from ruamel.yaml import YAML

from cxlib.training.client import Client
from cxlib.training.codebook import codebook
from cxlib.training.export import exported
from cxlib.training.files import write_csv, write_parquet, write_workbook
from cxlib.training.grading import exercise
from cxlib.training.settings import engagement_yml

WORKBOOK_TABLES = ("touchpoints", "variables", "journeys", "owners", "readiness", "assumptions",
                   "targets")  # fmt: skip
CSV_TABLES = ("purchases", "kpis", "activities", "raci", "initiatives", "invited", "commentary")
TRUTH_NOTE = "# What is planted in this client: for trainers; learners get exercise.yml.\n"
EXERCISE_NOTE = """\
# What does the data say? Write under `answers` one of the words in brackets, or a name.
# Marked by: python -m cxlib.training.marking exercise.yml truth.yml
"""


def write_client(client: Client, folder: Path) -> list[Path]:
    """Write everything into `folder` (made where absent) and return the files, sorted."""
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    tables = client.tables
    for year, wave in waves(tables["responses"]).items():
        labels = question_labels(client)
        write_workbook(data / f"survey_{year}.xlsx", {"Answers": wave}, labels)
    write_parquet(data / "interactions.parquet", exported(tables["interactions"], client.seed))
    write_parquet(data / "operations.parquet", tables["operations"])
    write_csv(data / "customers.csv", tables["customers"], separator=";", decimal=",")
    for name in CSV_TABLES:
        write_csv(data / f"{name}.csv", tables[name])
    write_workbook(data / "workshop.xlsx", {name: tables[name] for name in WORKBOOK_TABLES})
    _write_text(folder / "engagement.yml", engagement_yml(client, list(waves(tables["responses"]))))
    _write_text(folder / "codebook.md", codebook(client))
    _write_text(folder / "truth.yml", TRUTH_NOTE + as_yaml(client.truth))
    _write_text(folder / "exercise.yml", EXERCISE_NOTE + as_yaml(exercise(client.truth)))
    return sorted(path for path in folder.rglob("*") if path.is_file())


def waves(responses: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """The answers by calendar year, as the survey tool exports them."""
    return {int(year): wave for year, wave in responses.groupby(responses["answered_at"].dt.year)}


def question_labels(client: Client) -> dict[str, str]:
    """What the second row of a wave says under each column."""
    variables = client.tables["variables"]
    labels = dict(zip(variables["variable"], variables["label"], strict=True))
    return labels | {
        "cust_no": "Customer number",
        "answered_at": "Answered at",
        "finished": "Finished (1 = yes)",
        "region": "Region",
        "plan": "Plan",
        "last_contact": "Your last contact with us",
        "journey": "What that contact was about",
        "recommend": "How likely are you to recommend us? (0-10)",
        "ease": "How easy was that contact?",
        "solved": "Was your matter solved?",
        "why": "Why do you say so?",
    }


def as_yaml(content: object) -> str:
    """YAML in block style, keys in their order."""
    text = io.StringIO()
    yaml = YAML(typ="rt")
    yaml.width = 400  # one line a question
    yaml.dump(content, text)
    return text.getvalue()


def _write_text(path: Path, text: str) -> None:
    path.write_bytes(text.encode())
