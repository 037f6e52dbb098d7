"""Clients of whom nothing is to be found, or only something harmless, and what a report says."""
