"""One voice: the words and numbers that people read, in every language. Imports nothing of the kit.

Steps hand over codes with figures; what a reader sees of them is worded here and nowhere else.
"""

from cxlib.language.catalogue import catalogue, languages
from cxlib.language.names import Names, short
from cxlib.language.numbers import MISSING, missing
from cxlib.language.voice import Voice

__all__ = ["MISSING", "Names", "Voice", "catalogue", "languages", "missing", "short"]
