"""Ids, scores and columns: valid text that is no id, no score, or no variable."""

from __future__ import annotations

from mishaps.case import Case, Truth
from mishaps.client import FILE, Folder, text_of


def _ids(make, **options):
    def spoil(folder: Folder) -> None:
        for i, row in enumerate(folder.rows):
            row["cust"] = make(i, row["cust"])
        folder.survey(**options)

    return spoil


def _kept(*wanted: str) -> Truth:
    """All answers are there, and these ids to the letter."""
    return lambda e: (
        set(wanted) <= set(e.history["responses"]["customer"].dropna())
        and len(e.history["responses"]) == 240
    )


def _scores(change, kind: str = "nps", **spec):
    def spoil(folder: Folder) -> None:
        for i, row in enumerate(folder.rows):
            row["recommend"] = change(i, row["recommend"])
        folder.settings(outcomes={"recommend": {"kind": kind, **spec}})
        folder.survey()

    return spoil


def _some(value: str, every: int = 20):
    return lambda i, score: value if i % every == 7 else score


def _without_some(value: str, every: int = 20) -> Truth:
    """The answers but those that were replaced."""
    return lambda e: (
        e.history["responses"]["recommend"].notna().sum() == 240 - len(range(7, 240, every))
    )


LABELS = {"Very likely": 10, "Likely": 8, "Neutral": 5, "Unlikely": 2, "Never": 0}


def _label(_: int, score: str) -> str:
    return min(LABELS, key=lambda word: abs(LABELS[word] - int(score)))


def _mixed(i: int, score: str) -> str:
    return str(round(int(score) / 2)) if i >= 180 else score


def _column(name: str, make):
    def spoil(folder: Folder) -> None:
        for i, row in enumerate(folder.rows):
            row[name] = make(i, row)
        folder.survey()

    return spoil


def _sound(folder: Folder) -> None:
    fresh = Folder(folder.path)
    fresh.write(FILE)


def _one_region(folder: Folder) -> None:
    folder.set("region", slice(0, None), "North")
    folder.survey()


def _collinear(folder: Folder) -> None:
    for row in folder.rows:
        row["price"] = str(8 - int(row["speed"]))
    folder.survey()


def _parted(folder: Folder) -> None:
    """A binary outcome that two variables together foretell without error, and none alone."""
    for row in folder.rows:
        row["recommend"] = "1" if int(row["speed"]) + int(row["price"]) > 8 else "0"
    folder.settings(outcomes={"recommend": {"kind": "binary"}})
    folder.survey()


def _no_wonder(engagement) -> bool:
    """Whether the drivers of it have finite, ordered intervals, and the step does not fall over."""
    from cxlib.diagnosis import run

    drivers = run(engagement, {})["drivers"]
    ends = drivers[["effect_low", "effect", "effect_high"]].dropna().to_numpy()
    return bool(len(ends) and abs(ends).max() < 1e3 and (ends[:, 0] <= ends[:, 2]).all())


def _keys(folder: Folder) -> None:
    """Customers with an `nan` in their key, in two tables: they must not find each other."""
    for i in (3, 4, 5):
        folder.rows[i]["cust"] = ""
    folder.survey()
    lines = [f"{r['cust']},2025-01-01,North" for r in folder.rows[6:]] + [",2025-01-01,South"] * 3
    folder.table("customers", "customer,start,region\n" + "\n".join(lines) + "\n")


def _twice(folder: Folder) -> None:
    folder.survey()
    lines = [f"{r['cust']},2025-01-01" for r in folder.rows]
    folder.table("customers", "customer,start\n" + "\n".join([*lines, lines[4]]) + "\n")


def _once(folder: Folder) -> None:
    lines = [f"{r['cust']},2025-01-01" for r in folder.rows]
    folder.write("customers.csv", "customer,start\n" + "\n".join(lines) + "\n")


CASES = (
    Case("leading-zero-id", "kept as text", _ids(lambda i, c: f"{i:06d}"), 0,
         right=_kept("000007", "000123")),
    Case("19-digit-id", "kept as text", _ids(lambda i, c: f"9007199254740993{i:03d}"), 0,
         right=_kept("9007199254740993007")),
    Case("id-with-missing", "kept as text; missing counted",
         _ids(lambda i, c: "" if i % 24 == 0 else c), 0,
         ["customer", r"n = 10\b"], right=_kept("01001")),
    Case("id-1E5", "kept as text", _ids(lambda i, c: f"{i}E5"), 0, right=_kept("1E5", "10E5")),
    Case("id-NA-Namibia", "kept as text unless declared missing",
         _ids(lambda i, c: "NA" if i == 7 else f"C{i}"), 0, right=_kept("NA", "C8")),
    Case("id-nan-in-key", "counted and reported, never joined NaN=NaN", _keys, 0,
         ["customers", "excluded: no customer", r"n = 3\b"], by_hand=_sound),
    Case("score-na-codes", "declared codes only; else refuse with the values seen",
         _scores(_some("N/A")), 2, [FILE, "column 'recommend', row 9", "'N/A'", "na"],
         "na: {recommend: ['N/A']}", right=_without_some("N/A")),
    Case("score-99-code", "refuse: outside 0-10 with counts", _scores(_some("99")), 2,
         [FILE, "column 'recommend', row 49", r"99 lies outside the scale from 0 to 10",
          "9 more rows"], "na: {recommend: [99]}", right=_without_some("99")),
    Case("score-scale-1-5-as-nps", "refuse",
         _scores(lambda i, s: str(max(1, min(5, round(int(s) / 2))))), 3,
         ["stop: responses, column 'recommend'", "1 to 5|no answer above 5|ends at 5"],
         by_hand=_sound),
    Case("score-scale-0-100-as-nps", "refuse", _scores(lambda i, s: str(int(s) * 10)), 2,
         [FILE, "column 'recommend', row 2", "50 lies outside the scale from 0 to 10"],
         "outcomes: {recommend: {kind: mean, scale: [0, 100]}}", right=lambda e: (
             e.history["responses"]["recommend"].max() == 100)),
    Case("score-negative", "refuse", _scores(_some("-3")), 2,
         [FILE, "column 'recommend', row 9", "-3 lies outside the scale from 0 to 10"],
         "na: {recommend: [-3]}", right=_without_some("-3")),
    Case("score-text-labels", "refuse or declared map", _scores(_label), 2,
         [FILE, "column 'recommend', row", "is text where a number is meant", "labels"],
         filled="labels: {recommend: {Very likely: 10, Likely: 8, Neutral: 5, Unlikely: 2, "
         "Never: 0}}", key="labels: {recommend: {", right=lambda e: len(
             e.history["responses"]["recommend"].dropna()) == 240),
    Case("score-mixed-scales-by-wave", "refuse: per period min/max", _scores(_mixed), 3,
         ["stop: responses, column 'recommend'", "2026-04 uses 0–5", "0–10"],
         by_hand=_sound),
    Case("all-missing-col", "refuse", _scores(lambda i, s: ""), 3,
         ["stop: responses, column 'recommend'", "empty|no answer|missing"], by_hand=_sound),
    Case("constant-col", "drop from driver model + say", _column("staff", lambda i, r: "4"), 0,
         ["responses, staff", "left out: every answer is the same"]),
    Case("one-level-factor", "drop + say", _one_region, 0,
         ["responses, region", "one group", "take it out of segments"]),
    Case("dup-join-keys", "refuse: would multiply rows x n", _twice, 2,
         ["customers.csv", "column 'customer', row 242", "row 6"], by_hand=_once),
    Case("3-rows", "refuse: below n",
         lambda f: f.survey(text_of(f.rows[:3])), 4, ["3 usable rows", "at least 10"],
         by_hand=_sound),
    Case("collinear", "refuse/drop + say", _collinear, 0,
         ["warn|stop", "price", "speed"], right=None),
    Case("separation", "refuse or penalised + say", _parted, 0, right=_no_wonder),
)  # fmt: skip
