"""What is asked of a view many times is worked out once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

Answer = TypeVar("Answer")
KEPT = "_answers"


def once_per_view(ask: Callable[..., Answer]) -> Callable[..., Answer]:
    """A function of a view and of names, its answers kept with the view.

    A view never changes, so neither do they; whoever gets a frame must not change it either.

    >>> class AnyView: pass
    >>> asked = []
    >>> ask = once_per_view(lambda view, name: asked.append(name) or len(asked))
    >>> view = AnyView()
    >>> ask(view, "a"), ask(view, "a"), ask(view, "b")
    (1, 1, 2)
    """

    @wraps(ask)
    def answered(view: object, *names: object) -> Answer:
        answers = vars(view).setdefault(KEPT, {})
        key = (ask, *names)
        if key not in answers:
            answers[key] = ask(view, *names)
        return answers[key]

    return answered
