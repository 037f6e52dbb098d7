"""Small clients in planted states, as an operator's fleet holds them on one morning."""

from operation.judging import runs, shortfalls
from operation.states import PLANTED, Planted

__all__ = ["PLANTED", "Planted", "runs", "shortfalls"]
