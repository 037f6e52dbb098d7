"""How each answer was found: the appendix of the report, and what its words mean.

The one plain sentence under a section is `how|SECTION` in the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass

from cxlib.release.rules import limit
from cxlib.release.view import View


@dataclass(frozen=True)
class Method:
    """A method of the appendix: its name, what it does and its limits, where it comes from."""

    name: str
    told: str
    source: str


# each method's place in the catalogue, and the works that it is from (or their place there)
SOURCES = {
    "scores": "Bonett & Price 2012; Wilson 1927; Newcombe 1998; Kish 1965",
    "drivers": "Lindeman, Merenda & Gold 1980; Grömping 2007; Benjamini & Hochberg 1995",
    "asymmetry": "Kano 1984; Anderson & Mittal 2000",
    "priorities": "Martilla & James 1977",
    "breakdowns": "Singer & Willett 1993",
    "leaving": "Kaplan & Meier 1958; Cox 1972",
    "many tests": "Benjamini & Hochberg 1995; Benjamini & Bogomolov 2014",
    "portfolio": "source|portfolio",
    "control": "Shewhart 1931; Montgomery 2019; Laney 2002",
    "benefits": "Barnett, van der Pols & Dobson 2005",
}
# the result tables that a method makes, where it serves some questions only
MAKES = {
    "scores": ("scores", "variable_scores"), "drivers": ("drivers",), "asymmetry": ("asymmetry",),
    "priorities": ("priorities",), "breakdowns": ("breakdowns",),
    "leaving": ("leaving", "retention_curve"), "portfolio": ("portfolio",), "control": ("kpis",),
    "benefits": ("benefits",),
}  # fmt: skip
GLOSSARY = (
    "touchpoint", "journey", "outcome", "driver", "moment of truth", "friction", "delight",
    "activity", "signal", "alert", "low base",
)  # fmt: skip


def appendix(view: View) -> list[Method]:
    """The methods that this report rests on, in the order of the steps."""
    say, rate = view.voice.say, view.voice.share(view.policy.fdr, 0)
    return [
        Method(say(f"method|{name}|name"), say(f"method|{name}|told", rate=rate), _of(view, source))
        for name, source in SOURCES.items()
        if name not in MAKES or any(len(view[table]) for table in MAKES[name])
    ]


def _of(view: View, source: str) -> str:
    """The works that a method is from; one that is nobody's own is named in words."""
    return view.voice.say(source) if view.voice.knows(source) else source


def glossary(view: View) -> list[tuple[str, str]]:
    """The method's words and what they mean."""
    say = view.voice.say
    return [(say(f"word|{word}"), say(f"word|{word}|means")) for word in GLOSSARY]


def small_groups(view: View) -> str:
    """What is hidden and what is marked, in one sentence."""
    voice, rules = view.voice, view.policy
    return voice.say(
        "page|small groups",
        least=voice.count(limit(rules)),
        low=voice.count(rules.reliability_n),
        interval=voice.confidence(rules.confidence),
    )
