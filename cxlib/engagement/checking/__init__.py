"""Checks across tables: what contradicts, what is absent, what does not fit a scale."""
