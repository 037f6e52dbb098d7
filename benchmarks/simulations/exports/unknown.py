"""Exports of tools that no recogniser knows, and of teams' own making: general rules alone."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
from simulations.exports.scales import LADDERS, parts
from simulations.exports.truth import Export, N, Truth, book, frame, rows, top_two

DUTCH = ["Zeer ontevreden", "Ontevreden", "Neutraal", "Tevreden", "Zeer tevreden"]
ITALIAN = ["Molto insoddisfatto", "Insoddisfatto", "Né soddisfatto né insoddisfatto",
           "Soddisfatto", "Molto soddisfatto"]  # fmt: skip


def _asknicely(at: Path, t: Truth) -> Path:
    return frame(at, {
        "contact_id": t.rng.integers(10**6, 10**7, N), "name": [f"Person {i}" for i in range(N)],
        "email": [f"{who}@example.org" for who in t.ids], "sent": t.stamps, "responded": t.stamps,
        "answer": t.nps, "segment": np.select([t.nps > 8, t.nps > 6], ["promoter", "passive"],
                                              "detractor"),
        "comment": "", "question_type": "nps", "delivery_method": "email",
    } | parts(t, None, ("rating_speed", "rating_kindness")))  # fmt: skip


def _trustpilot(at: Path, t: Truth) -> Path:
    return frame(at, {
        "Review Id": [f"6{i:023x}" for i in range(N)], "Review Created (UTC)": t.stamps,
        "Review User Name": [f"U{i}" for i in range(N)], "Review Stars": t.sat,
        "Review Title": [f"A few words on what happened, number {i}" for i in range(N)],
        "Review Content": [f"I called about bill {i}, and was told in the end." for i in range(N)],
        "Reference Id": t.ids, "Review Language": ["en", "de", "en", "fr"] * (N // 4),
        "Company Reply (Y/N)": ["Y", "N"] * (N // 2),
    })  # fmt: skip


def _hubspot(at: Path, t: Truth) -> Path:
    return frame(at, {
        "Record ID": t.rng.integers(10**9, 10**10, N), "Survey Name": "NPS 2026",
        "Survey Type": "Net Promoter Score", "Submission Date": t.times.strftime("%Y-%m-%d %H:%M"),
        "Rating": t.nps, "Sentiment": np.select([t.nps > 8, t.nps > 6], ["Happy", "Neutral"],
                                                "Unhappy"),
        "Response": "", "Associated Contact": [f"{who} ({who}@example.org)" for who in t.ids],
        "Contact owner": ["Ann", "Bo", "Cy"] * (N // 3),
    })  # fmt: skip


def _freshdesk(at: Path, t: Truth) -> Path:
    said = {1: "Extremely Unhappy", 2: "Unhappy", 3: "Neutral", 4: "Happy",
            5: "Extremely Happy"}  # fmt: skip
    return frame(at, {
        "Ticket ID": range(700, 700 + N), "Subject": [f"Bill of month {i % 9}" for i in range(N)],
        "Status": ["Closed", "Resolved"] * (N // 2), "Created time": t.stamps,
        "Requester Email": [f"{who}@example.org" for who in t.ids],
        "Survey results": [said[s] for s in t.sat], "Group": ["Billing", "Technical"] * (N // 2),
        "First response time (in hrs)": [f"{i % 24:02d}:12:09" for i in range(N)],
        "Agent interactions": t.rng.integers(1, 9, N),
    })  # fmt: skip


def _jotform(at: Path, t: Truth) -> Path:
    ladder = LADDERS["satisfied"]
    return frame(at, {
        "Submission Date": t.times.strftime("%b %d, %Y"),
        "How likely are you to recommend us? (0-10)": t.nps,
        "Please rate >> Speed >> Answer": t.words(t.speed, ladder),
        "Please rate >> Kindness >> Answer": t.words(t.kind, ladder),
        "Submission IP": [f"10.0.{i % 250}.{i % 199}" for i in range(N)],
        "Submission ID": t.rng.integers(5 * 10**18, 6 * 10**18, N),
    })  # fmt: skip


def _alchemer(at: Path, t: Truth) -> Path:
    lines = [(i, "Complete") for i in range(N)] + [(i, "Partial") for i in range(20)]
    heads = ["Response ID", "Time Started", "Date Submitted", "Status", "Language",
             "How likely is it that you would recommend this company?",
             "Speed:Please rate the following", "Kindness:Please rate the following"]  # fmt: skip
    return rows(at, [heads, *([k + 1, t.stamps[i], t.stamps[i], status, "English", t.nps[i],
                               t.speed[i], t.kind[i]]
                              for k, (i, status) in enumerate(lines))])  # fmt: skip


def _dutch(at: Path, t: Truth) -> Path:
    return frame(at, {
        "Klantnummer": t.ids, "Datum": t.times.strftime("%d-%m-%Y"),
        "Hoe waarschijnlijk is het dat u ons aanbeveelt bij vrienden?": t.nps,
        "Snelheid (speed)": t.words(t.speed, DUTCH), "Vriendelijkheid": t.words(t.kind, DUTCH),
    }, sep=";", encoding="cp1252")  # fmt: skip


def _italian(at: Path, t: Truth) -> Path:
    return frame(at, {
        "ID cliente": t.ids, "Data": t.times.strftime("%d/%m/%Y"),
        "Nel complesso, quanto è soddisfatto del nostro servizio?": t.words(t.sat, ITALIAN),
        "Rapidità (speed)": t.words(t.speed, ITALIAN), "Cortesia": t.words(t.kind, ITALIAN),
    }, sep=";")  # fmt: skip


def _spss(at: Path, t: Truth) -> Path:
    import pyreadstat

    ends = {1: "very dissatisfied", 2: "2", 3: "3", 4: "4", 5: "very satisfied"}
    cells = pd.DataFrame({"RESPNR": range(1, N + 1), "Q1": t.nps, "Q2A": t.speed, "Q2B": t.kind})
    labels = ["Respondent number", "How likely are you to recommend us?",
              "Satisfaction with speed", "Satisfaction with kindness"]  # fmt: skip
    pyreadstat.write_sav(cells, at / "wave.sav", column_labels=labels,
                         variable_value_labels={"Q2A": ends, "Q2B": ends})  # fmt: skip
    return at / "wave.sav"


def _stata(at: Path, t: Truth) -> Path:
    import pyreadstat

    cells = pd.DataFrame({"pid": t.ids, "sat": t.sat, "speed": t.speed, "kind": t.kind})
    labels = ["Person", "Overall satisfaction (1 = very dissatisfied, 5 = very satisfied)",
              "Speed (1 = bad, 5 = good)", "Kindness (1 = bad, 5 = good)"]  # fmt: skip
    pyreadstat.write_dta(cells, at / "wave.dta", column_labels=labels)
    return at / "wave.dta"


def _merged(at: Path, t: Truth) -> Path:
    heads = ["Customer", "Date", "Recommendation (0-10)", "Speed (1-5)", "Kindness (1-5)"]
    above = [["Customer survey, January 2026"], ["Prepared by the team of quality"], [],
             ["Who", None, "Scores", None, None], heads]  # fmt: skip
    lines = [[t.ids[i], t.times[i].to_pydatetime(), t.nps[i], t.speed[i], t.kind[i]]
             for i in range(N)]  # fmt: skip
    return book(at, {"Notes": [["Read me first"], ["How we asked"]], "Data": [*above, *lines]})


def _json(at: Path, t: Truth) -> Path:
    told = [{"id": t.ids[i], "submitted_at": f"{t.stamps[i].replace(' ', 'T')}Z",
             "answers": {"nps": int(t.nps[i]), "speed": int(t.speed[i]),
                         "kindness": int(t.kind[i])}} for i in range(N)]  # fmt: skip
    (at / "export.json").write_text(json.dumps(told), encoding="utf-8")
    return at / "export.json"


def _hundred(at: Path, t: Truth) -> Path:
    return frame(at, {"Case": [f"K-{i}" for i in range(N)], "Answered on": t.stamps,
                      "Overall satisfaction (0-100)": t.sat * 20, "Speed (0-100)": t.speed * 20,
                      "Kindness (0-100)": t.kind * 20})  # fmt: skip


def _thumbs(at: Path, t: Truth) -> Path:
    return frame(at, {"chat_id": [f"ch{i}" for i in range(N)], "ended_at": t.stamps,
                      "Was your issue resolved?": np.where(t.sat > 3, "👍", "👎"),
                      "agent": ["Ann", "Bo"] * (N // 2)})  # fmt: skip


def _stripe(at: Path, t: Truth) -> Path:
    return frame(at, {"id": [f"ch_3N{i:08d}" for i in range(N)],
                      "Created date (UTC)": t.times.strftime("%Y-%m-%d %H:%M"),
                      "Amount": [20 + i % 37 for i in range(N)], "Amount Refunded": 0,
                      "Currency": "eur", "Captured": True, "Status": "Paid",
                      "Customer ID": [f"cus_{i % 80}" for i in range(N)]})  # fmt: skip


def _segment(at: Path, t: Truth) -> Path:
    return frame(at, {"message_id": [f"m{i}" for i in range(N)],
                      "user_id": [f"u{i % 70}" for i in range(N)],
                      "event": ["Signed Up", "Viewed Plan", "Paid"] * (N // 3),
                      "timestamp": [f"{s.replace(' ', 'T')}.000Z" for s in t.stamps],
                      "context_device": ["ios", "web"] * (N // 2)})  # fmt: skip


def _pandas(at: Path, t: Truth) -> Path:
    cells = pd.DataFrame({"customer": t.ids, "date": t.stamps, "nps": t.nps} | parts(t))
    cells.to_csv(at / "export.csv")  # with its unnamed index, as notebooks leave it
    return at / "export.csv"


def _effort(at: Path, t: Truth) -> Path:
    easy = ["Strongly disagree", "Disagree", "Somewhat disagree", "Neither agree nor disagree",
            "Somewhat agree", "Agree", "Strongly agree"]  # fmt: skip
    seven = np.clip(t.sat + 2, 1, 7)
    said = {"The company made it easy for me to handle my issue": t.words(seven, easy)}
    names = ("The answer came at good speed", "The agent was kind")
    ticket = {"Ticket": [f"T{i}" for i in range(N)], "Closed": t.stamps}
    return frame(at, ticket | said | parts(t, "agree", names))


def _paid(t: Truth) -> float:
    return float(sum(20 + i % 37 for i in range(N)))


def _sat(t: Truth) -> float:
    return top_two(t.sat)


EXPORTS = [
    Export("AskNicely", _asknicely),
    Export("Trustpilot", _trustpilot, "csat", top="", score=_sat),
    Export("HubSpot feedback", _hubspot, top=""),
    Export("Freshdesk", _freshdesk, "csat", top="", score=_sat),
    Export("Jotform", _jotform),
    Export("Alchemer", _alchemer),
    Export("Dutch", _dutch),
    Export("Italian", _italian, "csat", score=_sat),
    Export("SPSS with ends in words", _spss, top="Q2A"),
    Export("Stata", _stata, "csat", score=_sat),
    Export("a tracker with merged heads", _merged),
    Export("JSON with answers inside", _json),
    Export("of a hundred", _hundred, "csat", score=lambda t: top_two(t.sat * 20, 100)),
    Export("thumbs", _thumbs, "binary", top="", score=lambda t: float(100 * (t.sat > 3).mean())),
    Export("Stripe charges", _stripe, table="purchases", kind="", top="", score=_paid),
    Export("Segment events", _segment, table="interactions", kind="", top=""),
    Export("with an unnamed index", _pandas),
    Export("effort as agreement", _effort, "ces",
           score=lambda t: top_two(np.clip(t.sat + 2, 1, 7), 7)),
]  # fmt: skip
