"""Whoever opens the workbook reads names: no cell of any sheet holds an id."""

from __future__ import annotations

import pytest

from cxlib.report import cell_words, write_workbook
from cxlib.results import REGISTRY

JOINING = ("finding_id", "moment_id", "variable", "outcome", "segment", "scope", "acts_on", "key")


@pytest.fixture(scope="module")
def ids(spoken_from, english):
    """What joins the tables and is called otherwise in front of a reader."""
    engagement, _ = spoken_from
    catalogue = engagement.table("variables")
    labels = dict(zip(catalogue["variable"], catalogue["label"], strict=True))
    labels |= {name: outcome.label for name, outcome in engagement.outcomes.items()}
    joined = {
        str(value)
        for name in REGISTRY
        for column in set(JOINING) & set(REGISTRY[name].columns)
        for value in english.view[name][column].dropna()
    }
    marked = {name for name in joined if "=" in name or ":" in name or name.startswith("{")}
    return marked | {name for name, label in labels.items() if label and label != name}


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_cell_holds_an_id(spoken, ids, language):
    assert len(ids) > 200  # claims, moments, segments, variables, outcomes
    assert not ids & set(spoken[language].texts["workbook"])


def test_names_left_as_they_are_stored_would_be_seen(english, ids, texts_of, tmp_path, monkeypatch):
    monkeypatch.setattr(cell_words, "LABELS", {})
    stored = set(texts_of(write_workbook(tmp_path / "stored.xlsx", english.view)))
    assert {"recommend", "activation:friction", "plan=Basic", "call_wait"} <= ids & stored
    assert any(name.startswith("driver:") for name in ids & stored)
