"""Step 1: journeys, funnel, breakdowns, loops, paths, the order and the gaps of the map."""

from __future__ import annotations

from cxlib.findings.claim import Kind
from cxlib.findings.kinds.mapping.breaking import BREAKS, breakdowns
from cxlib.findings.kinds.mapping.drawn import gaps, order
from cxlib.findings.kinds.mapping.narrowing import funnel
from cxlib.findings.kinds.mapping.walking import journeys, loops, paths

LEVEL = "a level with its interval"
KINDS = (
    Kind("journey", "mapping", "journeys",
         ("completed", "all completed", "nameless completed"), LEVEL, journeys),
    Kind("funnel", "mapping", "funnel", ("narrowest", "among the narrowest", "only"),
         "difference to every other conversion (two proportions)", funnel),
    Kind("breakdown", "mapping", "breakdowns", BREAKS,
         "excess over comparable steps, false-discovery rate over all touchpoints", breakdowns),
    Kind("loop", "mapping", "loops", ("walked", "completes less", "completes more"),
         "completion with against without the loop (two proportions)", loops),
    Kind("paths", "mapping", "variants", ("covered", "scattered"), LEVEL, paths,
         things=("n", "fewest")),
    Kind("order", "mapping", "map_order", ("against",),
         "the share in order is below one half, false-discovery rate over the pairs of the map",
         order),
    Kind("map", "mapping", "touchpoint_map", ("never seen", "never mapped", "to define"),
         "observed", gaps, things=("mapped", "n", "times")),
)  # fmt: skip
