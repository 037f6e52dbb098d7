"""Exports as clients send them, with planted truth: how each is drafted, unedited and confirmed."""

from simulations.exports import layouts, scales, tools
from simulations.exports.judging import Verdict, judged
from simulations.exports.truth import Export, Truth

EXPORTS: list[Export] = [*tools.EXPORTS, *scales.EXPORTS, *layouts.EXPORTS]

__all__ = ["EXPORTS", "Export", "Truth", "Verdict", "judged"]
