"""How a variable is spoken of."""

from __future__ import annotations

from cxlib.engagement.model import Engagement


def labels(engagement: Engagement) -> dict[str, str]:
    """A variable's label, where the client gave one."""
    variables = engagement.table("variables").drop_duplicates("variable").set_index("variable")
    return variables["label"].dropna().astype(str).to_dict()
