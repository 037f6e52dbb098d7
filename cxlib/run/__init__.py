"""One run of an engagement (`flow`): load, check, lock, execute, judge, seal, publish."""
