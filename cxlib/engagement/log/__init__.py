"""Interactions in the engine: read, cut, joined, spelt in one way."""
