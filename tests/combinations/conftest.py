"""The small client and its way are modules beside the tests: no folder is on the path of itself."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
