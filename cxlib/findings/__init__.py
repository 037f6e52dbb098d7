"""Where released result tables become claims, and each claim keeps its evidence."""
