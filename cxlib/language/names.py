"""What things are called in front of a reader: labels, never the client's column names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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
    """

    outcomes: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)

    def outcome(self, name: str) -> str:
        return self.outcomes.get(name) or self.variables.get(name) or plain(name)

    def variable(self, name: str) -> str:
        return self.variables.get(name) or self.outcomes.get(name) or plain(name)

    def segment(self, name: str) -> str:
        """A segment by its column and value.

        >>> Names().segment("plan=Basic"), Names().segment("account_type=B2B = large")
        ('plan Basic', 'account type B2B = large')
        """
        column, mark, value = str(name).partition("=")
        return f"{plain(column)} {value}" if mark else str(name)
