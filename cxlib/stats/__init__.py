"""Intervals, tests, resampling and regression: numbers in, numbers out, no word of the method."""
