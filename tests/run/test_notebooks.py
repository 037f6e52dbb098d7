"""Success means that every cell ran and the last one left its mark."""

import json
import os

import nbformat
import pytest

from cxlib.errors import InputError, StepFailed, Unreachable
from cxlib.run.kernels import one_kernel
from cxlib.run.notebooks import cell_timeout, execute, find, require_complete

PARAMETERS = nbformat.v4.new_code_cell('period = ""', metadata={"tags": ["parameters"]})
SPEC = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def notebook(path, *cells):
    code = [PARAMETERS, *(nbformat.v4.new_code_cell(c) for c in cells)]
    nbformat.write(nbformat.v4.new_notebook(cells=code, metadata=SPEC), path)
    return path


@pytest.fixture(scope="module")
def kernel():
    with one_kernel() as manager:
        yield manager


def run(tmp_path, name, *cells, kernel=None):
    source = notebook(tmp_path / f"{name}.ipynb", *cells)
    out = tmp_path / "out"
    out.mkdir(exist_ok=True)
    execute(name, source, out / f"{name}.ipynb", {"period": "2026-09"}, kernel)
    return nbformat.read(out / f"{name}.ipynb", as_version=4)


def test_a_notebook_that_came_to_its_end(tmp_path, kernel):
    done = run(tmp_path, "good", "print(period)", "print('Complete: good')", kernel=kernel)
    assert done.cells[2].outputs[0].text == "2026-09\n"


def test_the_next_notebook_finds_nothing_of_the_last(tmp_path, kernel):
    run(tmp_path, "one", "left_behind = 1", "print('Complete: one')", kernel=kernel)
    with pytest.raises(StepFailed, match="two: cell 3 failed: NameError"):
        run(tmp_path, "two", "left_behind", "print('Complete: two')", kernel=kernel)


def test_an_error_names_its_cell_and_keeps_client_words_out(tmp_path, kernel):
    with pytest.raises(StepFailed) as failed:
        run(tmp_path, "bad", "raise ValueError('Mrs Jones said so')", kernel=kernel)
    assert "bad: cell 3 failed: ValueError" in str(failed.value)
    assert "Jones" not in str(failed.value)
    assert (tmp_path / "out/bad.ipynb").is_file()


def test_a_mendable_error_speaks_itself(tmp_path, kernel):
    raising = "from cxlib.errors import InputError\nraise InputError('no such period')"
    with pytest.raises(StepFailed, match="cell 3 failed: no such period"):
        run(tmp_path, "refused", raising, kernel=kernel)


def test_a_source_that_went_away_ends_in_the_code_that_says_try_again(tmp_path, kernel):
    raising = "from cxlib.errors import Unreachable\nraise Unreachable('env:W table e: closed')"
    with pytest.raises(Unreachable, match="gone: cell 3 failed: env:W table e: closed") as ended:
        run(tmp_path, "gone", raising, kernel=kernel)
    assert ended.value.exit_code == 6


def test_leaving_early_is_no_success(tmp_path):
    with pytest.raises(StepFailed, match="ended early"):
        run(tmp_path, "left", "import sys; sys.exit(0)", "print('Complete: left')")


def test_a_killed_kernel_is_no_success(tmp_path):
    with pytest.raises(StepFailed, match="its kernel died"):
        run(tmp_path, "killed", "import os, signal; os.kill(os.getpid(), 9)")


def test_a_missing_mark_is_no_success():
    cell = nbformat.v4.new_code_cell("1", execution_count=1)
    with pytest.raises(StepFailed, match="mark is missing"):
        require_complete("x", nbformat.v4.new_notebook(cells=[cell]))
    mark = nbformat.v4.new_output("stream", name="stdout", text="Complete: x\n")
    cell.outputs = [mark]
    require_complete("x", nbformat.v4.new_notebook(cells=[cell]))


def test_an_engagement_uses_its_own_notebook_where_it_has_one(tmp_path, monkeypatch):
    monkeypatch.setenv("CX_TRUST", str(tmp_path))
    own = tmp_path / "notebooks/05_monitor.ipynb"
    own.parent.mkdir()
    own.write_text("{}", encoding="utf-8")
    found = find(tmp_path)
    assert found["05_monitor"] == own
    assert found["06_report"].parent != own.parent


def test_a_temporary_folder_too_long_for_sockets_is_no_hindrance(tmp_path, monkeypatch):
    deep = tmp_path / "/".join(["deeper"] * 15)
    deep.mkdir(parents=True)
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    run(tmp_path, "far", "1", "print('Complete: far')")


def test_what_a_kernel_lays_aside_goes_with_the_run(tmp_path, monkeypatch):
    """It is ended, and clears nothing away itself: a scheduled run a day fills a disk in a year."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    cells = (
        "import tempfile; print(tempfile.mkdtemp(prefix='aside-'))",
        "print('Complete: aside')",
    )
    done = run(tmp_path, "aside", *cells)
    made = done.cells[2].outputs[0].text.strip()
    assert made.startswith(str(tmp_path))
    assert [p.name for p in tmp_path.iterdir() if p.is_dir()] == ["out"]


def test_a_kernel_that_another_environment_registered_is_not_used(tmp_path, monkeypatch):
    stale = tmp_path / "share/kernels/python3"
    stale.mkdir(parents=True)
    spec = {"argv": ["/nowhere/python"], "display_name": "Elsewhere", "language": "python"}
    (stale / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share"))
    run(tmp_path, "own", "1", "print('Complete: own')")


@pytest.mark.parametrize("told", ["soon", "-1", "0", "1.5"])
def test_a_time_limit_that_is_none_is_refused(monkeypatch, told):
    monkeypatch.setenv("CX_CELL_TIMEOUT", told)
    with pytest.raises(InputError, match=rf"CX_CELL_TIMEOUT: '{told}' is no number of seconds"):
        cell_timeout()


def test_no_module_is_taken_from_where_the_kit_is_called(tmp_path, monkeypatch):
    for name in ("stranger", "ipykernel_launcher", "seaborn"):
        mark = f"open({str(tmp_path / name)!r}, 'w')"
        (tmp_path / f"{name}.py").write_text(mark, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "matplotlibrc").write_text("text.usetex: true", encoding="utf-8")
    cell = "import importlib.util as u; import seaborn; print(u.find_spec('stranger'))"
    settings = "import os, matplotlib; print(matplotlib.rcParams['text.usetex'], os.getcwd())"
    done = run(tmp_path, "apart", cell, settings, "print('Complete: apart')")
    assert done.cells[2].outputs[0].text == "None\n"
    assert done.cells[3].outputs[0].text == f"False {tmp_path / 'out'}\n"
    assert not {"stranger", "ipykernel_launcher", "seaborn"} & {p.name for p in tmp_path.iterdir()}


def test_a_folder_that_somebody_named_stays_where_the_kit_is_called(tmp_path, monkeypatch):
    (tmp_path / "named.py").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    before = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), before]))
    run(tmp_path, "named", "import named", "print('Complete: named')")


def test_a_refusing_disk_is_said_in_the_machine_s_words(tmp_path, kernel):
    failing = (
        "import errno, os\nraise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), 'Mrs Jones')"
    )
    with pytest.raises(StepFailed, match="cell 3 failed: No space left on device") as failed:
        run(tmp_path, "full", failing, kernel=kernel)
    assert "Jones" not in str(failed.value)


def test_another_error_of_the_machine_is_not_put_down_to_the_disk(tmp_path, kernel):
    with pytest.raises(StepFailed, match="FileNotFoundError; its words are in the kept") as failed:
        run(tmp_path, "absent", "open('of Mrs Jones')", kernel=kernel)
    assert "Remedy" not in str(failed.value)
    assert "Jones" not in str(failed.value)


def test_a_notebook_is_saved_now_and_then_not_for_each_cell(tmp_path, kernel, monkeypatch):
    import papermill.engines as engines

    saved, write = [], engines.write_ipynb
    monkeypatch.setattr(engines, "write_ipynb", lambda *given: saved.append(1) or write(*given))
    run(tmp_path, "long", *["1"] * 9, "print('Complete: long')", kernel=kernel)
    assert len(saved) == 2
    monkeypatch.setattr("cxlib.run.kernels.SAVED_EVERY", 0)
    run(tmp_path, "long", *["1"] * 9, "print('Complete: long')", kernel=kernel)
    assert len(saved) > 20
