"""Control charts over many series at once: rows are series, columns are periods in order.

A missing point is NaN. Every chart answers with `Limits`: centre, lower and upper in the value's
own unit and the distance of each point from the centre in sigmas.
"""

from cxlib.monitoring.charts.limits import Limits

__all__ = ["Limits"]
