"""The kit on a bare machine: no home, no cache, no UTF-8 locale, no time zones, no tools."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cxlib.resources import REPOSITORY

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a bare POSIX machine")
NOWHERE = "/dev/null/none"  # nothing can be made below it, by root neither
BARE = {"PATH": NOWHERE, "HOME": NOWHERE, "LC_ALL": "C", "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0", "PYTHONTZPATH": ""}  # fmt: skip


def bare(*call: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run Python with no other environment than the bare one; only `folder` can be written."""
    env = BARE | {"PYTHONPATH": str(REPOSITORY), "TMPDIR": str(folder)}
    called = [sys.executable, "-W", "error::EncodingWarning", *call]
    return subprocess.run(called, env=env, cwd=folder, capture_output=True, encoding="latin-1")


def test_the_sample_opens_where_no_cache_can_be_written(tmp_path):
    script = "import cxlib; s = cxlib.open(); print(s.folder, s.engagement.config.timezone)"
    done = bare("-c", script, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    folder, zone = done.stdout.split()
    assert Path(folder).is_relative_to(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert zone == "Europe/London"


@pytest.mark.parametrize("coding", ["ascii", "latin-1", "utf-8"])
def test_a_client_with_umlauts_is_told_in_every_locale(tmp_path, coding):
    folder = tmp_path / "client"
    folder.mkdir()
    config = "client: Müller & Söhne – Büro\ntables:\n  responses: {source: antworten.csv}\n"
    (folder / "engagement.yml").write_text(config, encoding="utf-8")
    answers = "größe,note\n" + "ä,10\n" * 40
    (folder / "antworten.csv").write_text(answers, encoding="utf-8")
    script = f"import sys; sys.stdout.reconfigure(encoding='{coding}')"
    script += "; from cxlib.cli import main; sys.argv = ['cx', 'check', 'client']; main()"
    done = bare("-c", script, folder=tmp_path)
    assert "Traceback" not in done.stderr
    assert (done.returncode, done.stderr) == (0, "")


def unspecified(source: str) -> list[int]:
    """Lines that read or write text in whatever encoding the machine has."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    named = [(c, getattr(c.func, "attr", getattr(c.func, "id", ""))) for c in calls]
    texts = [c for c, name in named if name in ("read_text", "write_text")]
    opened = [c for c, name in named if name == "open" and isinstance(c.func, ast.Name)]
    texts += [c for c in opened if not any("b" in str(getattr(a, "value", "")) for a in c.args[1:])]
    return sorted(c.lineno for c in texts if "encoding" not in {k.arg for k in c.keywords})


def test_no_file_of_the_kit_is_read_or_written_in_the_machine_s_encoding():
    sources = {p: p.read_text(encoding="utf-8") for p in (REPOSITORY / "cxlib").rglob("*.py")}
    assert {p.name: unspecified(text) for p, text in sources.items() if unspecified(text)} == {}
    assert unspecified("p.read_text()\nopen(p, 'w')\nopen(p, 'rb')\nq.write_text(t)") == [1, 2, 4]
