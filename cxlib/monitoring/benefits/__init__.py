"""Were the benefits realised? By a comparison group, a long enough series, or not yet knowable."""

from cxlib.monitoring.benefits.judge import judge

__all__ = ["judge"]
