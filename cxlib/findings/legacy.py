"""Sentences that a step still writes itself, brought into the tables of findings."""

from __future__ import annotations

import json
import re

from cxlib.release.view import View

POINTER = re.compile(r"^(\w+)(?:\[(.*)\])?$")
CONDITIONS = re.compile(r",\s*(?=\w+=)")


def legacy(shown: View) -> tuple[list[dict], list[dict]]:
    """Findings and their rows out of `step_findings`."""
    rows = shown["step_findings"].to_dict("records")
    found = [
        {
            "finding_id": row["finding_id"], "step": row["step"], "kind": "plain",
            "subject": row["finding_id"], "direction": "said", "n": row["n"], "n_of": "answers",
            "grade": row["grade"], "stands": True, "weight": 0.0, "leads_to": row["leads_to"],
            "statement": row["statement"], "evidence": "", "tested": "",
        }
        for row in rows
    ]  # fmt: skip
    return found, [line for row in rows for line in _pointers(row["finding_id"], row["evidence"])]


def _pointers(finding_id: str, evidence: object) -> list[dict]:
    parts = [POINTER.match(p.strip()) for p in str(evidence or "").split(" ; ")]
    return [
        {
            "finding_id": finding_id, "table": part[1],
            "key": json.dumps(dict(c.partition("=")[::2] for c in CONDITIONS.split(part[2]))
                              if part[2] else {}, ensure_ascii=False),
        }
        for part in parts if part
    ]  # fmt: skip
