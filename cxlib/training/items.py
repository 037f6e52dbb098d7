"""The questions that a run or a learner can answer about a client, with what is planted."""

from __future__ import annotations

from cxlib.training.sector import Sector


def _item(kind: str, subject: str, question: str, planted: str) -> dict[str, str]:
    name = f"{kind}:{subject}"
    return {"item": name, "kind": kind, "question": question, "planted": planted}


def planted_items(sector: Sector) -> list[dict[str, str]]:
    return [
        *_drivers(sector),
        *_asymmetry(sector),
        *_events(sector),
        *_plan(sector),
        *_monitoring(sector),
    ]


def _drivers(sector: Sector) -> list[dict[str, str]]:
    items = []
    for block in sector.blocks:
        overall = block["overall"]["variable"]
        matters = "critical" if any(block["overall"]["slope"]) else "not critical"
        question = f"Is {overall} a critical driver of recommend?"
        items.append(_item("driver", f"recommend:{overall}", question, matters))
        for attribute in block["attributes"]:
            if "copy_of" in attribute or attribute["variable"] in duplicates(sector).values():
                continue  # which of two twins is named is chance; the pair has its own item
            matters = "critical" if attribute["weight"] else "not critical"
            question = f"Is {attribute['variable']} a critical driver of {overall}?"
            items.append(
                _item("driver", f"{block['touchpoint']}:{attribute['variable']}", question, matters)
            )
    for copy, original in duplicates(sector).items():
        question = f"Which variable is nearly the same as {copy}?"
        items.append(_item("duplicate", copy, question, original))
    slopes = {b["overall"]["variable"]: sum(b["overall"]["slope"]) for b in sector.blocks}
    items.append(
        _item(
            "strongest driver",
            "recommend",
            "Which overall rating drives recommend most?",
            max(slopes, key=lambda v: slopes[v] if _bend(sector, v) == "performance" else 0),
        )
    )
    return items


def _bend(sector: Sector, variable: str) -> str:
    block = next(b for b in sector.blocks if b["overall"]["variable"] == variable)
    below, above = block["overall"]["slope"]
    return "performance" if below == above else "basic" if below > above else "excitement"


def _asymmetry(sector: Sector) -> list[dict[str, str]]:
    drivers = [b["overall"]["variable"] for b in sector.blocks if any(b["overall"]["slope"])]
    question = "Is {} basic (only hurts), excitement (only pleases) or performance (both)?"
    return [_item("asymmetry", v, question.format(v), _bend(sector, v)) for v in drivers]


def _events(sector: Sector) -> list[dict[str, str]]:
    roles = sector.roles
    innocent = [roles["forced"], roles["leak"], *roles["innocent"]]
    items = [
        _item("breakdown", t, f"Does the journey break down at {t}?", planted)
        for t, planted in [(roles["friction"], "breaks"), *((t, "holds") for t in innocent)]
    ]
    items += [
        _item(
            "backstage",
            f"{a['activity']}:{a['touchpoint']}",
            f"Is the activity {a['activity']} behind what happens at {a['touchpoint']}?",
            "guilty" if a["activity"] == roles["guilty_activity"] else "innocent",
        )
        for a in sector.activities
    ]
    question = "Does good recovery after a service failure win the customer back?"
    items.append(_item("recovery", "service", question, "wins back"))
    moments = [
        (roles["first_value"], "truth", "yes"),
        (roles["friction"], "friction", "yes"),
        (roles["delight"], "delight", "yes"),
        (roles["forced"], "any", "no"),
        (roles["leak"], "any", "no"),
    ]
    items += [
        _item("moment", f"{t}:{m}", f"Is {t} a moment that matters ({m})?", planted)
        for t, m, planted in moments
    ]
    question = "Which touchpoint do customers use that nobody mapped?"
    items.append(_item("map", "in data only", question, roles["unmapped"]))
    question = "Which mapped touchpoint is never seen in the data?"
    return [*items, _item("map", "on map only", question, roles["unseen"])]


def _plan(sector: Sector) -> list[dict[str, str]]:
    critical = {b["overall"]["variable"]: any(b["overall"]["slope"]) for b in sector.blocks}
    items = []
    for guess in sector.assumptions:
        right = critical[guess["variable"]] == (guess["guess"] == "critical")
        question = f"Was the team right that {guess['variable']} is {guess['guess']}?"
        items.append(
            _item("assumption", guess["variable"], question, "right" if right else "wrong")
        )
    items += [
        _item(
            "portfolio",
            i["initiative"],
            f"Is {i['initiative']} part of the best portfolio under the budget?",
            "chosen" if i["best"] else "not chosen",
        )
        for i in sector.candidates
    ]
    return items + [
        _item("raci", f["subject"], f"Who is in charge of {f['subject']}?", f["finding"])
        for f in sector.raci["faults"]
    ]


def _monitoring(sector: Sector) -> list[dict[str, str]]:
    items = [
        _item(
            "benefit",
            i["initiative"],
            f"Did {i['initiative']} keep its promise ({i['kpi']})?",
            "realised" if i["works"] else "not realised",
        )
        for i in sector.running
    ]
    mix, shift = sector.mix, sector.shift
    question = f"Recommend moved in {mix['period']}: mix of customers, or their scores?"
    items.append(_item("mix", f"recommend:{mix['period']}", question, "mix"))
    question = "Does {} raise an alert (a signal beyond what many quiet series give by chance)?"
    items.append(_item("alert", shift["kpi"], question.format(shift["kpi"]), "alert"))
    return items + [
        _item("alert", k["kpi"], question.format(k["kpi"]), "quiet") for k in sector.steady_kpis
    ]


def nothing_planted(sector: Sector) -> list[dict[str, str]]:
    """With nothing planted every answer is the empty one; questions without one are left out."""
    empty = {"driver": "not critical", "breakdown": "holds", "backstage": "innocent",
             "alert": "quiet", "benefit": "not realised", "moment": "no"}  # fmt: skip
    return [i | {"planted": empty[i["kind"]]} for i in planted_items(sector) if i["kind"] in empty]


def duplicates(sector: Sector) -> dict[str, str]:
    return {a["variable"]: a["copy_of"] for _, a in attributes(sector) if "copy_of" in a}


def attributes(sector: Sector) -> list[tuple[dict, dict]]:
    return [(b, a) for b in sector.blocks for a in b["attributes"]]
