"""Which period is reported, which rows belong to it, and what time of day it is where."""
