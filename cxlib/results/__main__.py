"""Print the README's table of notebooks, questions and results: `python -m cxlib.results`."""

from cxlib.results.registry import REGISTRY

NUMBERED = {
    "engagement": "00_check_data",
    "mapping": "01_map_touchpoints",
    "diagnosis": "02_diagnose_critical_variables",
    "strategy": "03_set_strategy",
    "alignment": "04_align_owners",
    "monitoring": "05_monitor",
    "every step": "all of them",
}


def table() -> str:
    """The result tables as Markdown, in the order of the registry."""
    rows = [
        f"| `{NUMBERED[t.step]}` | {t.question} | `{t.name}` |"
        if t.step != "every step"
        else f"| every step | {t.question} | `{t.name}` |"
        for t in REGISTRY.values()
    ]
    return "\n".join(["| notebook | question | result table |", "|---|---|---|", *rows])


if __name__ == "__main__":
    print(table())
