"""How the numbers of a picture are written: its values, its intervals, its ticks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxlib.language.numbers import missing
from cxlib.report import labels, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cxlib.language import Voice

HUNDREDTHS = ("share", "points")  # units whose ticks are written in hundredths


@dataclass(frozen=True)
class Scale:
    """How the numbers of a picture are written and named, and which value means "nothing".

    Attributes
    ----------
    voice : who writes the numbers
    unit : number, signed, level, shift, share, points, nps, money, count, seconds or months
    name : what stands under the axis
    nothing : the value of no effect, drawn as a line
    limits : ends of the axis, where the values do not set them

    >>> from cxlib.language import Voice
    >>> scale = Scale(Voice("de"), "share")
    >>> scale.tick(0.25, 0), scale.within(0.42, 0.38, 0.46)
    ('25\\xa0%', '42\\xa0% (38\\xa0% to 46\\xa0%)')
    """

    voice: Voice
    unit: str = "number"
    name: str = ""
    nothing: float | None = None
    limits: tuple[float, float] | None = None

    def tick(self, value: float, digits: int) -> str:
        """A value on the axis, with so many decimals where its unit has any."""
        exact = {
            "number": self.voice.number, "count": self.voice.number, "nps": self.voice.nps,
            "signed": self.voice.signed, "share": self.voice.share, "points": self.voice.points,
            "level": self.voice.number, "shift": self.voice.signed,
        }  # fmt: skip
        if self.unit in exact:
            return exact[self.unit](value, digits)
        return self.voice.figure({self.unit: value})

    def within(self, value: object, low: object, high: object, n: object = None) -> str:
        """A value with its interval; an interval without width is none, and nothing is "none".

        >>> from cxlib.language import Voice
        >>> Scale(Voice(), "share").within(0.0, 0.0, 0.0, 103)
        'none seen in 103'
        """
        if self._none(value, low, high, n):
            return self.voice.say("figure|forest|none seen", n={"count": int(n)})
        wide = not missing(low) and not missing(high) and float(low) < float(high)
        ends = (low, high) if wide else (None, None)
        return self.voice.within(value, *ends, self.unit)

    def spoken(self, value: object, low: object, high: object, n: object = None) -> str:
        """The same where no axis names the unit: differences of shares are points."""
        told = self.within(value, low, high, n)
        if self.unit != "points" or missing(value) or self._none(value, low, high, n):
            return told
        return self.voice.say("number|points", points=told)

    @staticmethod
    def _none(*numbers: object) -> bool:
        """Whether nothing was seen in n: an interval of nothing around nothing."""
        if any(missing(number) for number in numbers):
            return False
        value, low, high, _ = map(float, numbers)
        return value == low == high == 0


def numbers(axes: Axes, scale: Scale, side: str = "x", most: int = 6) -> None:
    """Ticks of the scale, written as the report writes numbers, with just enough decimals."""
    from matplotlib.ticker import FixedLocator, MaxNLocator

    axis = axes.xaxis if side == "x" else axes.yaxis
    low, high = sorted(axis.get_view_interval())
    places = MaxNLocator(nbins=most - 1, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    places = [place for place in places if low <= place <= high]
    axis.set_major_locator(FixedLocator(places))
    axis.set_ticklabels([labels.letters(text) for text in tick_texts(places, scale)])
    axes.tick_params(axis=side, labelsize=style.SMALL, labelcolor=style.MUTED)


def tick_texts(places: list[float], scale: Scale) -> list[str]:
    """Each place as it is written, with the decimals that tell one from the next."""
    factor = 100 if scale.unit in HUNDREDTHS else 1
    step = factor * (places[1] - places[0]) if len(places) > 1 else 1.0
    digits = next(k for k in range(9) if abs(step * 10**k - round(step * 10**k)) < 1e-6 or k == 8)
    return [scale.tick(place, digits) for place in places]
