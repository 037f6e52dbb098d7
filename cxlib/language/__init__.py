"""One voice: the words and numbers that people read. Imports nothing of the kit."""
