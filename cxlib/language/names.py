"""What things are called in front of a reader: labels, never the client's column names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LONGEST = (
    300  # characters of a name in a sentence or a cell: a survey's longest questions are whole
)


def short(name: object, longest: int = LONGEST) -> str:
    """A name as it is shown; one that no longer reads as a name ends in "…".

    >>> short("repair"), short("x" * 5000, 5)
    ('repair', 'xxxx…')
    """
    told = str(name)
    return told if len(told) <= longest else told[: longest - 1].rstrip() + "…"


def plain(name: object) -> str:
    """A name without the underscores of a column's heading.

    >>> plain("network_overall")
    'network overall'
    """
    return str(name).replace("_", " ")


@dataclass(frozen=True)
class Names:
    """The labels that the client's tables give.

    Attributes
    ----------
    outcomes, variables : label by name, where there is one
    segments : the columns by which customers are grouped, as the client heads them
    """

    outcomes: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    segments: tuple[str, ...] = ()

    def outcome(self, name: str) -> str:
        return short(self.outcomes.get(name) or self.variables.get(name) or plain(name))

    def variable(self, name: str) -> str:
        return short(self.variables.get(name) or self.outcomes.get(name) or plain(name))

    def segment(self, name: str) -> str:
        """A segment by its column and value.

        >>> Names().segment("plan=Basic"), Names().segment("account_type=B2B = large")
        ('plan Basic', 'account type B2B = large')
        >>> Names(segments=("size (S=small)",)).segment("size (S=small)=S")
        'size (S=small) S'
        """
        heads = [head for head in self.segments if str(name).startswith(f"{head}=")]
        column, mark, value = str(name).partition("=")
        if heads:  # a heading may hold the sign that parts it from the value
            column = max(heads, key=len)
            value = str(name)[len(column) + 1 :]
        return f"{short(plain(column))} {short(value)}" if mark else short(name)
