"""Print the README's table of notebooks, questions and results: `python -m cxlib.results`."""

from cxlib.language import Voice
from cxlib.results.registry import REGISTRY

NUMBERED = {
    "engagement": "00_check_data",
    "mapping": "01_map_touchpoints",
    "diagnosis": "02_diagnose_critical_variables",
    "strategy": "03_set_strategy",
    "alignment": "04_align_owners",
    "monitoring": "05_monitor",
}
EVERY = "every step"


def table() -> str:
    """The result tables as Markdown, in the order of the registry."""
    say = Voice().say
    rows = [
        f"| {_where(told.step)} | {say(f'question|{name}')} | `{name}` |"
        for name, told in REGISTRY.items()
    ]
    return "\n".join(["| notebook | question | result table |", "|---|---|---|", *rows])


def _where(step: str) -> str:
    return step if step == EVERY else f"`{NUMBERED[step]}`"


if __name__ == "__main__":
    print(table())
