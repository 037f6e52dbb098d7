"""`python -m cxlib.release` on what is no run."""

from __future__ import annotations

import pytest

from cxlib.release.__main__ import main


def test_help_and_bad_usage_end_in_a_line(capsys):
    for given, code in ((["--help"], 0), ([], 2), (["--nothing"], 2)):
        with pytest.raises(SystemExit) as ended:
            main(given)
        assert ended.value.code == code
    assert "usage: python -m cxlib.release" in capsys.readouterr().out


def test_what_is_no_finished_run_is_said(tmp_path, capsys):
    (tmp_path / "manifest.json").write_text("{}")
    for folder, lacking in ((tmp_path, "results.xlsx"), (tmp_path / "gone", "manifest.json")):
        assert main([str(folder)]) == 2
        assert f"is no finished run: it has no {lacking}" in capsys.readouterr().err
