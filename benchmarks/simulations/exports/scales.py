"""Questions and scales: words in four languages, ends that nobody chose, ends turned round."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from simulations.exports.truth import RECOMMEND, Export, N, Truth, frame, nps, top_two

LADDERS = {
    "satisfied": ["Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied",
                  "Satisfied", "Very satisfied"],
    "agree": ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree",
              "Strongly agree"],
    "often": ["Never", "Rarely", "Sometimes", "Often", "Always"],
    "expected": ["Much worse than expected", "Worse than expected", "As expected",
                 "Better than expected", "Much better than expected"],
    "effort": ["Very high effort", "High effort", "Neither", "Low effort", "Very low effort"],
    "zufrieden": ["Sehr unzufrieden", "Unzufrieden", "Teils/teils", "Zufrieden",
                  "Sehr zufrieden"],
    "trifft": ["Trifft überhaupt nicht zu", "Trifft eher nicht zu", "Teils/teils",
               "Trifft eher zu", "Trifft voll und ganz zu"],
    "satisfait": ["Très insatisfait", "Insatisfait", "Ni satisfait ni insatisfait", "Satisfait",
                  "Très satisfait"],
    "satisfecho": ["Muy insatisfecho", "Insatisfecho", "Ni satisfecho ni insatisfecho",
                   "Satisfecho", "Muy satisfecho"],
}  # fmt: skip
FACES = ("😠", "🙁", "😐", "🙂", "😃")


def base(t: Truth) -> dict:
    """Who and when."""
    return {"Customer ID": t.ids, "Date": t.stamps}


def parts(t: Truth, ladder: str | None = None, names=("Speed", "Kindness")) -> dict:
    """The two drivers, as numbers or in the words of a ladder."""
    if ladder is None:
        return {names[0]: t.speed, names[1]: t.kind}
    of = LADDERS[ladder]
    return {names[0]: t.words(t.speed, of), names[1]: t.words(t.kind, of)}


def survey(outcome: Callable[[Truth], dict], others: Callable[[Truth], dict] = parts, **how):
    """A writer of who, when, an outcome and its drivers."""

    def write(at: Path, t: Truth) -> Path:
        return frame(at, base(t) | outcome(t) | others(t), **how)

    return write


def _recommend(t: Truth) -> dict:
    return {RECOMMEND: t.nps}


def _unsure(t: Truth) -> dict:
    told = np.array(t.words(t.speed, LADDERS["satisfied"]), dtype=object)
    told[::11] = "Don't know"
    return {"Speed": told} | {"Kindness": t.words(t.kind, LADDERS["satisfied"])}


def _not_all(t: Truth) -> dict:
    return {RECOMMEND: ["N/A"] * 20 + t.nps[20:].tolist()}


def _ends_in_words(t: Truth) -> dict:
    ends = {0: "0 - Not at all likely", 10: "10 - Extremely likely"}
    return {RECOMMEND: [ends.get(a, str(a)) for a in t.nps.tolist()]}


def _recoded(t: Truth) -> dict:
    group = np.where(t.sat >= 4, "High", np.where(t.sat == 3, "Mid", "Low"))
    return {"Satisfied (top 2)": (t.sat >= 4).astype(int), "Overall satisfaction": t.sat,
            "Satisfaction group": group}  # fmt: skip


def _grouped(t: Truth) -> dict:
    said = np.select([t.nps > 8, t.nps > 6], ["Promoter", "Passive"], "Detractor")
    return {"NPS category": said, "NPS": t.nps}


def _others_too(t: Truth) -> dict:
    return {"Recommend Acme": t.nps, "Recommend Beta": t.rng.integers(0, 11, N),
            "Recommend Gamma": np.clip(t.nps + t.rng.integers(-1, 2, N), 0, 10)}  # fmt: skip


def _csat(name: str, write, answers: Callable[[Truth], np.ndarray], kind: str = "csat") -> Export:
    return Export(name, write, kind=kind, score=lambda t: top_two(answers(t)))


def _sat(t: Truth) -> np.ndarray:
    return t.sat


EXPORTS = [
    _csat("an end that nobody chose", survey(lambda t: {
        "Overall satisfaction": t.words(np.minimum(t.sat, 4), LADDERS["satisfied"])}),
        lambda t: np.minimum(t.sat, 4)),
    _csat("one is the best, by the wording", survey(
        lambda t: {"How satisfied are you overall? (1 = very satisfied, 5 = very dissatisfied)":
                   6 - t.sat},
        lambda t: {"Speed (1 = excellent, 5 = very poor)": 6 - t.speed,
                   "Kindness (1 = excellent, 5 = very poor)": 6 - t.kind}), _sat),
    _csat("effort in numbers", survey(lambda t: {
        "How much effort did you have to put in? (1 very low - 5 very high)": 6 - t.sat}),
        _sat, "ces"),
    _csat("effort in words", survey(lambda t: {"Effort": t.words(t.sat, LADDERS["effort"])}),
          _sat, "ces"),
    _csat("made it easy", survey(lambda t: {
        "The company made it easy for me to handle my issue": t.words(t.sat, LADDERS["agree"])}),
        _sat, "ces"),
    _csat("recoded and cut", survey(_recoded), _sat),
    _csat("French", survey(
        lambda t: {"Dans l'ensemble, êtes-vous satisfait de nos services ?":
                   t.words(t.sat, LADDERS["satisfait"])},
        lambda t: parts(t, "satisfait", ("Rapidité (speed)", "Amabilité"))), _sat),
    _csat("Spanish", survey(
        lambda t: {"En general, ¿qué tan satisfecho está con nosotros?":
                   t.words(t.sat, LADDERS["satisfecho"])},
        lambda t: parts(t, "satisfecho", ("Rapidez (speed)", "Amabilidad"))), _sat),
    Export("German, agreement", survey(
        lambda t: {"Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?": t.nps},
        lambda t: parts(t, "trifft", ("Speed: es ging schnell", "Man war freundlich")), sep=";")),
    Export("German, school grades", survey(
        lambda t: {"Weiterempfehlung (0-10)": t.nps},
        lambda t: {"Speed (Schulnote)": 6 - t.speed, "Freundlichkeit (Schulnote)": 6 - t.kind},
        sep=";", encoding="cp1252")),
    Export("do not know among words", survey(_recommend, _unsure)),
    Export("not applicable among numbers", survey(_not_all), n=lambda t: N - 20,
           score=lambda t: nps(t.nps[20:])),
    Export("stars", survey(_recommend, lambda t: {
        "Speed": ["★" * a for a in t.speed], "Kindness": ["★" * a for a in t.kind]})),
    Export("frequency", survey(_recommend, lambda t: parts(
        t, "often", ("They are speedy", "They are kind")))),
    Export("expectations", survey(_recommend, lambda t: parts(t, "expected"))),
    Export("ends in words", survey(_ends_in_words)),
    Export("group of the score", survey(_grouped)),
    Export("competitors", survey(_others_too)),
    Export("a part before the whole", survey(lambda t: {
        "How satisfied are you with delivery speed?": t.speed,
        "How satisfied are you with our kindness?": t.kind, "NPS": t.nps}, lambda t: {})),
]  # fmt: skip
