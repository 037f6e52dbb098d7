"""A notebook template and methodology kit for customer experience.

The method has five steps, one package each, in this order: `mapping`, `diagnosis`, `strategy`,
`alignment`, `monitoring`. A notebook opens a session on an engagement folder and runs its step:

>>> import cxlib
>>> cxlib.STEPS
('mapping', 'diagnosis', 'strategy', 'alignment', 'monitoring')
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"
STEPS = ("mapping", "diagnosis", "strategy", "alignment", "monitoring")

if TYPE_CHECKING:
    from cxlib.session import Session


def open(engagement: str = "", run_dir: str = "", period: str = "", seed: int = 0) -> Session:
    """Open an engagement for a notebook; see `cxlib.session.Session`.

    Parameters
    ----------
    engagement : folder with an engagement.yml; "" = the one this notebook lies in, else the sample
    run_dir : the run's folder; "" = a draft folder that every notebook of the engagement shares
    period : the period to report, e.g. "2026-09"; "" = the last complete one in the data
    seed : what everything random derives from; 0 = the engagement's own (`policy.seed`)
    """
    from cxlib.session import open_session

    return open_session(engagement, run_dir, period, seed)
