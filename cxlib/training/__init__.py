"""Training: clients with planted answers, and the grading of what was found."""

from cxlib.training.client import Client, generate
from cxlib.training.folder import write_client
from cxlib.training.grading import exercise, grade, grade_answers, told_share
from cxlib.training.sector import Sector, load_sector, sectors

__all__ = [
    "Client",
    "Sector",
    "exercise",
    "generate",
    "grade",
    "grade_answers",
    "load_sector",
    "sectors",
    "told_share",
    "write_client",
]
