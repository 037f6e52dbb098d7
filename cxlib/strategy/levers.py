"""Levers that fit a stage of the relationship and the posture there."""

from __future__ import annotations

STAGES = {
    "awareness": ("aware", "reach", "discover"),
    "consideration": ("consider", "compare", "evaluat", "research"),
    "onboarding": ("onboard", "post-purchase", "delivery", "welcome", "activation", "first"),
    "decision": ("deci", "purchase", "buy", "order", "booking", "checkout"),
    "use": ("use", "usage", "service", "support", "stay", "consum"),
    "loyalty": ("loyal", "renew", "retention", "repeat", "grow"),
    "advocacy": ("advoca", "refer", "recommend"),
    "leaving": ("leav", "cancel", "exit", "churn", "win"),
}
LEVERS = {
    "awareness": "promise only what the later touchpoints keep; show real customers' words",
    "consideration": "make comparison easy: the whole price, plain words, a person within reach",
    "decision": "fewer steps, the price shown is the price paid, a way back without penalty",
    "onboarding": "shorten the time to the first value; tell what happens next before it is asked",
    "use": "solve it the first time; tell customers of a fault before they find it",
    "loyalty": "reward staying at least as well as joining; renew on the customer's clock",
    "advocacy": "ask for a recommendation right after a proven success, never after a problem",
    "leaving": "let go with grace, learn the reason, leave the door open",
}
FIRST = {
    "fix": "first take the fault away, then speak of it: ",
    "protect": "",
    "differentiate": "build on it: ",
    "simplify": "with less: ",
    "maintain": "",
}


def lever(stage: object, posture: str) -> str:
    """The lever of a stage, in words that fit the posture; empty where the stage is unknown.

    >>> lever("Decision", "maintain")
    'fewer steps, the price shown is the price paid, a way back without penalty'
    """
    name = str(stage).casefold()
    known = next((key for key, words in STAGES.items() if any(w in name for w in words)), None)
    return "" if known is None else f"{FIRST[posture]}{LEVERS[known]}"
