"""How customers walk: where they get stuck, where the way narrows, loops, the order of the map."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np
import pandas as pd
from simulations.reversal.case import LEVEL, PERMUTED, REVERSED, Case, Told
from simulations.reversal.client import BEGIN, engaged

from cxlib.engagement.model import Engagement
from cxlib.mapping.breakdowns import breakdowns
from cxlib.mapping.declared import Declared, declare
from cxlib.mapping.funnel import funnel
from cxlib.mapping.instances import instances, overview
from cxlib.mapping.loops import loops
from cxlib.mapping.order import map_order
from cxlib.mapping.paths import Walks, walks
from cxlib.mapping.reach import meetings

STEPS = ("a", "b", "c", "d", "e", "f")
DONE = "done"
LEAVES, STUCK = 0.1, 0.35  # of those who visit a step; of those who visit one that breaks
AGAIN, RETRIED = 0.1, 0.6  # of visits that are followed by another one there


def _logged(paths: Iterable[list[str]]) -> pd.DataFrame:
    """Events of journeys, a minute between steps, each journey of a customer of its own."""
    rows = [
        (f"c{k:05d}", BEGIN + pd.Timedelta(hours=k, minutes=minute), step)
        for k, path in enumerate(paths)
        for minute, step in enumerate(path)
    ]
    log = pd.DataFrame(rows, columns=["customer", "time", "touchpoint"])
    return log.assign(journey="buy", journey_id=log["customer"])


def _mapped(
    asks: Callable[[Walks, Declared], Mapping[str, pd.DataFrame]],
    paths: list[list[str]],
    stages: list[str] | None = None,
    steps: tuple[str, ...] = STEPS,
) -> Told:
    """The client of these journeys, and what one question of the map finds there."""
    places = [*steps, DONE]
    frames = {
        "interactions": _logged(paths),
        "touchpoints": pd.DataFrame({
            "touchpoint": places, "stage": stages or "use", "order": range(len(places)),
            "brand_promise": "no waiting", "pushes": "more data",
        }),
        "journeys": pd.DataFrame({"journey": ["buy"], "completes": [DONE]}),
    }  # fmt: skip
    told = engaged(frames, interactions={"duplicates": "keep"})
    return told, asks(*_walks(told))


def _walks(told: Engagement) -> tuple[Walks, Declared]:
    """The step's own walks, without its other questions."""
    seen = overview(told.events)
    tables = (told.table(name) for name in ("touchpoints", "journeys"))
    declared = declare(*tables, seen.volumes, ["buy"])
    made = instances(told.events, declared, seen, told.policy.journey_gap, True)
    return walks(made, declared, False, told.data_end), declared


def _broken(walked: Walks, declared: Declared) -> dict[str, pd.DataFrame]:
    return {"breakdowns": breakdowns(walked, meetings(walked), declared, 1 - LEVEL, LEVEL)}


def _asked(question: Callable) -> Callable:
    return lambda walked, declared: question(walked, declared, 1 - LEVEL)


def _tried(rng: np.random.Generator, n: int, drop: dict, again: dict) -> list[list[str]]:
    """Ways through the steps in any order; each step has its chances of leaving and of another."""
    paths = []
    for _ in range(n):
        path: list[str] = []
        for step in rng.permutation(STEPS):
            path.append(step)
            while rng.random() < again.get(step, AGAIN):
                path.append(step)
            if rng.random() < drop.get(step, LEAVES):
                break
        else:
            path.append(DONE)
        paths.append(path)
    return paths


def _relabelled(rng: np.random.Generator, path: list[str]) -> list[str]:
    """The same journey with other names for its steps."""
    names = dict(zip(STEPS, rng.permutation(STEPS), strict=True)) | {DONE: DONE}
    return [names[step] for step in path]


def _stuck(drop: float, again: float) -> Callable[[np.random.Generator, str], Told]:
    """More leave at one step, or have to try again; that step and another exchanged; relabelled."""

    def client(rng: np.random.Generator, way: str) -> Told:
        here = "c" if way == REVERSED else "b"
        paths = _tried(rng, 600, {here: drop}, {here: again})
        if way == PERMUTED:
            paths = [_relabelled(rng, path) for path in paths]
        return _mapped(_broken, paths)

    return client


def _narrow(rng: np.random.Generator, way: str) -> Told:
    """Most are lost at the second of four stages; at the third instead; anywhere."""
    on = {REVERSED: (0.8, 0.8, 0.5), PERMUTED: (0.7, 0.7, 0.7)}.get(way, (0.8, 0.5, 0.8))
    gone = rng.random((800, 3)) >= on
    reached = np.where(gone.any(axis=1), gone.argmax(axis=1) + 1, 4)
    steps = ("a", "b", "c")
    paths = [[*steps, DONE][:stages] for stages in reached]
    return _mapped(_asked(funnel), paths, ["see", "weigh", "choose", "use"], steps)


def _loop(rng: np.random.Generator, way: str) -> Told:
    """Who goes a, b, a completes less often; who completes and who does not, exchanged."""
    n = 600
    looped = rng.random(n) < 0.4
    completes = rng.random(n) < np.where(looped, 0.4, 0.7)
    if way == REVERSED:
        completes = ~completes
    if way == PERMUTED:
        completes = rng.permutation(completes)
    ends = [[DONE] if done else ["c"] for done in completes]
    paths = [["a", "b", *(["a"] if back else []), *end]
             for back, end in zip(looped, ends, strict=True)]  # fmt: skip
    return _mapped(_asked(loops), paths)


def _ordered(rng: np.random.Generator, way: str) -> Told:
    """Two in three meet b before a, against the map; time turned round; the order shuffled."""
    paths = []
    for _ in range(250):
        path = list(STEPS)
        if rng.random() < 2 / 3:
            path[:2] = path[1::-1]
        if way == REVERSED:
            path = path[::-1]
        if way == PERMUTED:
            path = list(rng.permutation(STEPS))
        paths.append([*path, DONE])
    return _mapped(_asked(map_order), paths)


stuck, retried = _stuck(STUCK, AGAIN), _stuck(STUCK, RETRIED)
BREAKS = ("drop-off", "repeats", "comes back", "drop-off and repeats")
CASES = (
    Case("breakdown, repeats", "breakdown", retried, BREAKS, (), "b",
         "the step exchanged with another", "which step of a journey is which"),
    Case("funnel", "funnel", _narrow, ("narrowest",), (), "weigh",
         "the loss exchanged with that of the next stage", "at which stage journeys stop"),
    Case("loop", "loop", _loop, ("completes less",), ("completes more",), "",
         "completed and not completed exchanged", "which journeys are completed"),
    Case("order", "order", _ordered, ("against",), (), "a before b",
         "time turned round", "the order within each journey"),
)  # fmt: skip
