"""Exports of tools, in the form that each documents (`cxlib/drafting/recognisers`)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from simulations.exports.scales import LADDERS, parts
from simulations.exports.truth import (
    RECOMMEND,
    SATISFIED,
    Export,
    N,
    Truth,
    book,
    frame,
    rows,
    top_two,
)

QUALTRICS = {
    "StartDate": "Start Date", "EndDate": "End Date", "Status": "Response Type",
    "Progress": "Progress", "Finished": "Finished", "ResponseId": "Response ID",
    "DistributionChannel": "Distribution Channel", "UserLanguage": "User Language",
    "Q1_NPS_GROUP": f"{RECOMMEND} - Group", "Q1": RECOMMEND,
    "Q2_1": "How satisfied are you with: - Speed", "Q2_2": "How satisfied are you with: - Kindness",
}  # fmt: skip


def _qualtrics(t: Truth, words: bool) -> list[list]:
    """Three rows of headings; previews and unfinished answers among the others."""
    ladder, groups = LADDERS["satisfied"], ["Detractor", "Passive", "Promoter"]
    lines = []
    for i, kind in [*((i, "") for i in range(N)), *((i, "preview") for i in range(30)),
                    *((i, "unfinished") for i in range(50, 70))]:  # fmt: skip
        group = int(t.nps[i] > 6) + int(t.nps[i] > 8)
        status = ("Survey Preview", 1) if kind == "preview" else ("IP Address", 0)
        done = kind != "unfinished"
        numbers = [group + 1, int(t.nps[i]), int(t.speed[i]), int(t.kind[i])]
        told = [groups[group], int(t.nps[i]), ladder[t.speed[i] - 1], ladder[t.kind[i] - 1]]
        lines.append([
            t.stamps[i], t.stamps[i], status[not words], 100 if done else 40,
            str(done) if words else int(done), f"R_{kind}{i}", "anonymous", "EN",
            *(told if words else numbers),
        ])  # fmt: skip
    ids = [json.dumps({"ImportId": name}) for name in QUALTRICS]
    return [list(QUALTRICS), list(QUALTRICS.values()), ids, *lines]


def _monkey(at: Path, t: Truth) -> Path:
    ladder = LADDERS["satisfied"]
    ends = {0: "Not at all likely - 0", 10: "Extremely likely - 10"}
    first = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address",
             "Email Address", "First Name", "Last Name", "Custom Data 1", RECOMMEND,
             "How satisfied are you with:", "", "Why did you contact us?", "", ""]  # fmt: skip
    second = [""] * 10 + ["Speed", "Kindness", "Billing", "Fault", "Other (please specify)"]
    lines = [
        [118 * 10**6 + i, 4242, *[f"{t.times[i]:%m/%d/%Y %I:%M:%S %p}"] * 2, "", "", "", "", "",
         ends.get(int(t.nps[i]), int(t.nps[i])), ladder[t.speed[i] - 1], ladder[t.kind[i] - 1],
         "Billing" * (i % 2), "Fault" * (i % 3 == 0), ""]
        for i in range(N)
    ]  # fmt: skip
    return rows(at, [first, second, *lines])


def _google(at: Path, t: Truth) -> Path:
    clock = [f"{x:%Y/%m/%d} {x:%I:%M:%S %p} GMT" for x in t.times]
    why = [f"Nothing more to say than what I have said, and that {i} times" for i in range(N)]
    names = ("Rate the following [Speed]", "Rate the following [Kindness]")
    return frame(at, {"Timestamp": clock, RECOMMEND: t.nps} | parts(t, "agree", names) | {
        "Which channels did you use?": t.rng.choice(["Web, App", "App", "Web, Shop", "Shop"], N),
        "Anything else?": why})  # fmt: skip


def _google_german(at: Path, t: Truth) -> Path:
    asked = "Wie zufrieden sind Sie mit folgenden Punkten? [{}]"
    names = (asked.format("Tempo (speed)"), asked.format("Freundlichkeit"))
    main = "Wie wahrscheinlich ist es, dass Sie uns einem Freund weiterempfehlen?"
    cells = {"Zeitstempel": t.times.strftime("%d.%m.%Y %H:%M:%S"), main: t.nps}
    return frame(at, cells | parts(t, "zufrieden", names))


def _microsoft(at: Path, t: Truth) -> Path:
    heads = ["ID", "Start time", "Completion time", "Email", "Name", SATISFIED, "Speed", "Kindness"]
    lines = [[i + 1, when.to_pydatetime(), when.to_pydatetime(), "anonymous", None, *said]
             for i, (when, *said) in
             enumerate(zip(t.times, t.sat, t.speed, t.kind, strict=True))]  # fmt: skip
    return book(at, {"Sheet1": [heads, *lines]})


def _typeform(at: Path, t: Truth) -> Path:
    names = (
        "How satisfied are you with our *speed*?",
        "How satisfied are you with our *kindness*?",
    )
    network = [f"n{i % 7}{i}" for i in range(N)]
    said = {"How likely are you to recommend *Acme*?": t.nps, "Response Type": "completed"}
    dates = {"Start Date (UTC)": t.stamps, "Submit Date (UTC)": t.stamps}
    tokens = {"#": [f"tk{i}" for i in range(N)]}
    return frame(at, tokens | parts(t, None, names) | said | dates
                 | {"Network ID": network, "Tags": ""})  # fmt: skip


def _lime(at: Path, t: Truth) -> Path:
    cells = {
        "Response ID": range(1, N + 1),
        "Date submitted": t.stamps,
        "Last page": 4,
        "Start language": "en",
        "Seed": t.rng.integers(10**8, 10**9, N),
        RECOMMEND: t.nps,
    }
    names = ("Please rate the following: [Speed]", "Please rate the following: [Kindness]")
    used = {"What did you use? [Web]": ["Yes", "No"] * (N // 2),
            "What did you use? [Shop]": ["No", "Yes", "Yes", "No"] * (N // 4)}  # fmt: skip
    return frame(at, cells | parts(t, "agree", names) | used, sep=";")


def _lime_codes(at: Path, t: Truth) -> Path:
    return frame(at, {"id": range(1, N + 1), "submitdate": t.stamps, "lastpage": 4,
                      "startlanguage": "en", "seed": t.rng.integers(10**8, 10**9, N), "NPS": t.nps,
                      "G2Q1[speed]": [f"A{a}" for a in t.speed],
                      "G2Q1[kind]": [f"A{a}" for a in t.kind]})  # fmt: skip


def _delighted(at: Path, t: Truth) -> Path:
    ids = {name: t.rng.integers(10**8, 10**9, N) for name in ("Response ID", "Survey ID")}
    return frame(at, ids | {"Survey type": "nps", "Email": [f"{who}@example.org" for who in t.ids],
                            "Score": t.nps, "Comment": "", "Locale": "en",
                            "Created at": [f"{when} UTC" for when in t.stamps]})  # fmt: skip


TICKETS = ["Good", "Good", "Good", "Bad", "Offered", "Unoffered", "Offered", "Unoffered"]


def _zendesk(at: Path, t: Truth) -> Path:
    return frame(at, {"Ticket ID": range(5000, 5000 + N), "Created at": t.stamps,
                      "Requester": [f"p{i % 130}" for i in range(N)],
                      "Assignee": ["Ann", "Bo"] * (N // 2),
                      "Satisfaction Score": TICKETS * (N // len(TICKETS)),
                      "Reopens": t.rng.integers(0, 4, N), "Replies": t.rng.integers(1, 9, N),
                      "First reply time in minutes": t.rng.integers(1, 900, N)})  # fmt: skip


def _salesforce(at: Path, t: Truth) -> Path:
    heads = ["Case Number", "Account Name", "Contact Name", "Opened Date", "Status",
             "Overall Satisfaction"]  # fmt: skip
    lines = [[f"{10000 + i:08d}", f"Acc{i % 50}", t.ids[i], f"{t.times[i]:%m/%d/%Y}", "Closed",
              t.sat[i]] for i in range(N)]  # fmt: skip
    below = [[], ["Cases Report"], ["Copyright (c) 2000-2026 salesforce.com, inc."],
             ["Confidential Information - Do Not Distribute"],
             ["Generated By: Ann Smith 3/14/2026"], ["Acme Ltd"]]  # fmt: skip
    return rows(at, [heads, *lines, *below])


def _shopify(at: Path, t: Truth) -> Path:
    lines = [
        {"Name": f"#{1000 + i}", "Email": f"c{i % 80}@example.org",
         "Financial Status": "" if item else "paid", "Currency": "" if item else "GBP",
         "Subtotal": "" if item else 10, "Total": "" if item else 20 + i % 37,
         "Created at": f"{t.stamps[i]} +0000", "Lineitem quantity": 1, "Lineitem price": 9.5}
        for i in range(N) for item in range(1 + i % 3)
    ]  # fmt: skip
    heads = list(lines[0])
    return rows(at, [heads, *([line[head] for head in heads] for line in lines)])


def _ga4(at: Path, t: Truth) -> Path:
    micro = t.times.astype("datetime64[us]").astype("int64")
    return frame(at, {"event_date": t.times.strftime("%Y%m%d"), "event_timestamp": micro,
                      "event_name": ["page_view", "add_to_cart", "purchase"] * (N // 3),
                      "user_pseudo_id": [f"{i % 90}.17" for i in range(N)],
                      "platform": "WEB"})  # fmt: skip


def _amplitude(at: Path, t: Truth) -> Path:
    return frame(at, {"event_time": t.times.strftime("%Y-%m-%d %H:%M:%S.%f"),
                      "event_type": ["open", "search", "pay"] * (N // 3),
                      "user_id": [f"u{i % 90}" for i in range(N)],
                      "session_id": [17 * 10**11 + i // 3 for i in range(N)], "platform": "iOS",
                      "amplitude_id": [i % 90 + 10**9 for i in range(N)]})  # fmt: skip


def _mixpanel(at: Path, t: Truth) -> Path:
    seconds = t.times.astype("datetime64[s]").astype("int64")
    told = [{"event": ("open", "search", "pay")[i % 3],
             "properties": {"time": int(seconds[i]), "distinct_id": f"u{i % 90}",
                            "$insert_id": f"x{i}"}} for i in range(N)]  # fmt: skip
    (at / "export.jsonl").write_text("\n".join(map(json.dumps, told)), encoding="utf-8")
    return at / "export.jsonl"


def _medallia(at: Path, t: Truth) -> Path:
    group = np.select([t.nps > 8, t.nps > 6], ["Promoter", "Passive"], "Detractor")
    return frame(at, {"Survey ID": t.rng.integers(10**7, 10**8, N),
                      "Response Date": t.times.strftime("%d-%b-%Y"),
                      "Likelihood to Recommend": t.nps, "NPS Segment": group,
                      "Unit": ["North", "South"] * (N // 2)}
                 | parts(t, None, ("Speed of Service", "Kindness of Staff")))  # fmt: skip


def _intercom(at: Path, t: Truth) -> Path:
    return frame(at, {"Conversation ID": t.rng.integers(10**7, 10**8, N), "Rated at": t.stamps,
                      "Conversation rating": t.sat, "Remark": ""} | parts(t))  # fmt: skip


def _satisfied(t: Truth) -> float:
    return top_two(t.sat)


EXPORTS = [
    Export("Qualtrics, numbers", lambda at, t: rows(at, _qualtrics(t, words=False)), top="Q2_1"),
    Export("Qualtrics, words", lambda at, t: rows(at, _qualtrics(t, words=True)), top="Q2_1"),
    Export("Qualtrics, tabs", lambda at, t: rows(at, _qualtrics(t, words=False), "export.tsv",
           encoding="utf-16", delimiter="\t"), top="Q2_1"),
    Export("Qualtrics, workbook", lambda at, t: book(at, {"Sheet0": [
        line for i, line in enumerate(_qualtrics(t, words=True)) if i != 2]}), top="Q2_1"),
    Export("SurveyMonkey", _monkey),
    Export("Google Forms", _google),
    Export("Google Forms, German", _google_german),
    Export("Microsoft Forms", _microsoft, "csat", score=_satisfied),
    Export("Typeform", _typeform),
    Export("LimeSurvey, words", _lime),
    Export("LimeSurvey, codes", _lime_codes),
    Export("Delighted", _delighted, top=""),
    Export("Zendesk", _zendesk, "binary", top="", n=lambda t: N // 2, score=lambda t: 75.0),
    Export("Salesforce cases", _salesforce, "csat", top="", score=_satisfied),
    Export("Shopify orders", _shopify, table="purchases", kind="", top="",
           score=lambda t: float(sum(20 + i % 37 for i in range(N)))),
    Export("Google Analytics 4", _ga4, table="interactions", kind="", top=""),
    Export("Amplitude", _amplitude, table="interactions", kind="", top=""),
    Export("Mixpanel", _mixpanel, table="interactions", kind="", top=""),
    Export("Medallia (no recogniser)", _medallia),
    Export("Intercom (no recogniser)", _intercom, "csat", score=_satisfied),
]  # fmt: skip
