"""What a run imports."""

import subprocess
import sys

from cxlib.run.formats import GRAMMAR

LISTED = "import sys, cxlib.run.flow, cxlib.run.kernels; print(*sys.modules)"


def test_a_run_builds_no_grammar_that_it_has_no_use_for():
    told = subprocess.run(
        [sys.executable, "-c", LISTED], check=True, capture_output=True, text=True
    )
    modules = told.stdout.split()
    assert {"papermill", "nbformat", "jsonschema"} <= set(modules)
    assert not [name for name in modules if name.startswith(GRAMMAR)]


def test_whoever_wants_it_may_import_it_afterwards():
    asked = f"import cxlib.run.flow, importlib.util; assert importlib.util.find_spec({GRAMMAR!r})"
    subprocess.run([sys.executable, "-c", asked], check=True)
