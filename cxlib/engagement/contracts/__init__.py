"""What a table is: columns, kinds, values, times, periods, names, problems, quality, raw rows.

The ground of the edge: imports no other wing.
"""
