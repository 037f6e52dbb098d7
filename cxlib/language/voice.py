"""The one voice: codes with figures in, words in the engagement's language out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from cxlib.language.catalogue import SLOT, Catalogue, catalogue
from cxlib.language.figure import UNITS, Figure, parsed
from cxlib.language.names import LONGEST, Names, plain, short
from cxlib.language.numbers import MISSING, PHRASES, Numbers, missing

EVERYWHERE = {"overall", "all"}
LONGEST_TEXT = 5 * LONGEST  # characters: several touchpoints, a remark
BETWEEN = "; "  # between several reasons in one cell


def counted(slots: Mapping[str, object]) -> int | None:
    """The number that chooses a plural: that of the slot `n`, where it is a count.

    >>> counted({"n": {"count": 3}}), counted({})
    (3, None)
    """
    n = slots.get("n")
    value = n.get("count") if isinstance(n, Mapping) else None
    return int(value) if isinstance(value, (int, float)) else None


@dataclass(frozen=True)
class Voice(Numbers):
    """Numbers, names and sentences of one engagement.

    >>> Voice("en").term("friction"), Voice("de").term("friction")
    ('friction', 'Reibung')
    """

    names: Names = field(default_factory=Names, repr=False)

    @classmethod
    def of(cls, language: str, currency: str = "", names: Names | None = None) -> Voice:
        """The voice of a language, with the words that stand beside its numbers."""
        told = catalogue(language)
        phrases = {key: told.form(f"number|{key}", None) for key in PHRASES}
        return cls(language, currency, phrases, names or Names())

    @cached_property
    def catalogue(self) -> Catalogue:
        return catalogue(self.language)

    # ------------------------------------------------------------------ sentences

    def say(self, context: str, number: int | None = None, /, **slots: Figure | str) -> str:
        """The sentence of a context, its slots filled in one pass.

        A slot is a figure, or text that stands as it is; `number` chooses the plural. What a slot
        holds is never read for slots again, so a client's braces are braces.

        >>> Voice().say("number|interval", low="{high}", high={"share": 0.5})
        '{high} to 50%'
        """
        form = self.catalogue.form(context, number)
        return SLOT.sub(lambda slot: self.figure(slots.get(slot[1])), form)

    def knows(self, context: str) -> bool:
        return context in self.catalogue.texts

    def coded(self, text: object) -> str:
        """A coded text in words; what is no code stands as it is."""
        found = parsed(text)
        if found is None:
            return "" if missing(text) else str(text)
        return self.told(found)

    def told(self, found: Mapping[str, object] | list) -> str:
        """A coded text, or several, that is data already."""
        if isinstance(found, list):
            return BETWEEN.join(filter(None, map(self.told, found)))
        slots = {name: value for name, value in found.items() if name != "code"}
        return self.say(str(found["code"]), counted(slots), **slots)

    def term(self, word: object) -> str:
        """One of the method's own words, such as "friction" or "fix"; others stand as they are.

        A cell that holds several of them parts them by semicolons.
        """
        if missing(word):
            return MISSING
        return BETWEEN.join(self._term(part) for part in str(word).split(BETWEEN))

    def _term(self, word: str) -> str:
        context = f"term|{word}"
        return self.catalogue.form(context, None) if self.knows(context) else plain(word)

    # ------------------------------------------------------------------ figures

    def figure(self, found: Figure | str | None) -> str:
        """A figure in words.

        >>> Voice().figure({"share": [0.33, 0.29, 0.37]}), Voice().figure({"segment": "plan=Basic"})
        ('33% (29% to 37%)', 'plan Basic')
        """
        if found is None:
            return MISSING
        if isinstance(found, str):
            return found
        unit, value = next(iter(found.items()), ("", None))
        if unit not in UNITS and "code" not in found:
            raise ValueError(
                f"'{unit}' is no unit of a figure; they are {', '.join(sorted(UNITS))}"
            )
        if unit == "listed":
            return self.listed([self.figure(one) for one in value], most=6)
        if unit == "coded" or "code" in found:
            return self.told(found if "code" in found else value)
        if unit in self._named:
            return MISSING if missing(value) else self._named[unit](value)
        if isinstance(value, list):
            return (self.alone if found.get("alone") else self.within)(*value, unit)
        return self._numbered[unit](value)

    @cached_property
    def _named(self) -> dict[str, Callable[[object], str]]:
        return {
            "text": lambda text: short(text, LONGEST_TEXT),
            "touchpoint": self.place,
            "variable": lambda name: self.names.variable(str(name)),
            "outcome": self.kpi,
            "kpi": self.kpi,
            "segment": self.segment,
            "scope": self.scope,
            "term": self.term,
            "path": lambda path: short(path, LONGEST_TEXT),
        }

    @cached_property
    def _numbered(self) -> dict[str, Callable[[object], str]]:
        return {
            "number": self.number, "signed": self.signed, "share": self.share,
            "points": self.points, "nps": self.nps, "money": self.money, "count": self.count,
            "of100": self.of100, "seconds": self.duration, "months": self.months,
            "p": self.p_value, "day": self.day, "period": self.period, "level": self.level,
            "shift": self.shift,
        }  # fmt: skip

    # ------------------------------------------------------------------ names

    def place(self, touchpoint: object) -> str:
        """A touchpoint; all of them together by the catalogue's word."""
        return self.term(touchpoint) if touchpoint in EVERYWHERE else short(touchpoint)

    def kpi(self, name: object) -> str:
        """An outcome or a KPI: its label, or the catalogue's word for one that the kit measures."""
        labelled = self.names.outcomes.get(str(name))
        return (
            short(labelled)
            if labelled
            else (self.term(name) if self.knows(f"term|{name}") else self.names.variable(str(name)))
        )

    def segment(self, name: object) -> str:
        return self.term(name) if name in EVERYWHERE else self.names.segment(str(name))

    def scope(self, name: object) -> str:
        """Where a KPI is measured: "touchpoint=repair" is the touchpoint, else a segment."""
        column, mark, value = str(name).partition("=")
        return short(value) if mark and column == "touchpoint" else self.segment(name)

    # ------------------------------------------------------------------ what stands beside numbers

    def base(self, n: object, of: object = None) -> str:
        """The base of a number, and what it counts where that is known.

        >>> Voice("en").base(1200, "answers"), Voice("de").base(1200)
        ('n = 1,200 answers', 'n = 1.200')
        """
        if missing(n):
            return self.say("number|base unknown")
        told = f"n = {self.count(n)}"
        return told if missing(of) else f"{told} {self.term(of)}"

    def confidence(self, level: float) -> str:
        """The intervals' confidence, for the notes under charts.

        >>> Voice().confidence(0.95)
        '95% interval'
        """
        return self.say("number|confidence", level={"share": level})
