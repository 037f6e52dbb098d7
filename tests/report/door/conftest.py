"""Lets the tests of this folder share the payloads, the hostile client and what reads outputs."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
