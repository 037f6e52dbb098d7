"""Capital letters, as the inside of a pattern's class."""

LAST = 0x556  # Armenian: beyond it no alphabet in use has capitals, but for Georgian and Deseret
UPPER = "A-Z" + "".join(c for c in map(chr, range(0x80, LAST + 1)) if c.isupper())
