"""Executing notebooks: which ones, in which kernel, and whether they came to their end."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Collection, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from cxlib.copies import untouched
from cxlib.errors import InputError, KitError, OutOfTime, StepFailed, Unreachable, refused
from cxlib.resources import NOTEBOOKS, kit
from cxlib.run.trust import may_run, trusted
from cxlib.session import MARK

if TYPE_CHECKING:
    from nbformat import NotebookNode

CELL_TIMEOUT = 1800  # seconds a single cell may take; a hung kernel ends the run, not the night
TIMEOUT_VARIABLE = "CX_CELL_TIMEOUT"
ERRNO = re.compile(r"\[errno (\d+)\]", re.IGNORECASE)


def find(engagement: Path) -> dict[str, Path]:
    """The notebooks of a run by name: the engagement's own where they may run, else the kit's.

    A copy that nobody edited is the kit's, of whatever kit: then the current one runs.
    """
    own = _own(engagement)
    allowed = {name: path for name, path in own.items() if may_run(path, engagement)}
    return {name: allowed.get(name, kit("notebooks") / f"{name}.ipynb") for name in NOTEBOOKS}


def kept_out(engagement: Path) -> dict[str, Path]:
    """The engagement's own notebooks that may not run, those apart that say what a kit's say."""
    return {n: p for n, p in _own(engagement).items() if not may_run(p, engagement)}


def kept_out_line(engagement: Path, barred: Collection[str]) -> str:
    """What a consultant or an operator is told of the notebooks that may not run."""
    reason, remedy = "is not trusted", f"read them, then 'cx trust {engagement.name}'"
    if trusted(engagement):
        reason, remedy = "leads out of the folder", "put the files into it"
    return (
        f"The folder's own notebooks do not run, because it {reason} ({', '.join(barred)}): the "
        f"kit's run in their place. Remedy: {remedy}."
    )


def _own(engagement: Path) -> dict[str, Path]:
    paths = {name: engagement / "notebooks" / f"{name}.ipynb" for name in NOTEBOOKS}
    return {n: path for n, path in paths.items() if path.is_file() and not untouched(path)}


def cell_timeout() -> int:
    """Seconds a single cell may take: those of `CX_CELL_TIMEOUT`, else half an hour.

    Raises
    ------
    InputError
        Where the environment variable holds no number of seconds.
    """
    told = os.environ.get(TIMEOUT_VARIABLE) or str(CELL_TIMEOUT)
    if not told.isdecimal() or int(told) == 0:
        raise InputError(
            f"{TIMEOUT_VARIABLE}: '{told}' is no number of seconds. Remedy: give a whole number, "
            f"such as {CELL_TIMEOUT}."
        )
    return int(told)


def execute(
    name: str,
    source: Path,
    target: Path,
    parameters: Mapping[str, object],
    kernel: object | None = None,
) -> None:
    """Execute one notebook into `target`; fresh kernel unless one is given.

    Success means that every cell ran and that the last cell left its own mark: a killed kernel, a
    time-out and `sys.exit(0)` leave a notebook that looks complete.

    Raises
    ------
    StepFailed
        One line naming the notebook and the cell; the notebook as far as it came is kept.
    Unreachable
        The same, where a source went away in the middle.
    """
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    from cxlib.run.kernels import ENGINE, KERNEL, one_kernel

    logging.getLogger("papermill").setLevel(logging.ERROR)
    patience = cell_timeout()
    try:
        with nullcontext(kernel) if kernel is not None else one_kernel() as used:
            notebook = papermill.execute_notebook(
                source,
                target,
                parameters=dict(parameters),
                engine_name=ENGINE,
                kernel_manager=used,
                kernel_name=KERNEL,
                progress_bar=False,
                cwd=target.parent,
                execution_timeout=patience,
            )
    except PapermillExecutionError as error:
        gone = error.ename == Unreachable.__name__  # a source that went away says: try again later
        raise (Unreachable if gone else StepFailed)(_cell_line(name, error)) from error
    except DeadKernelError as error:
        raise StepFailed(f"{name}: its kernel died before the notebook came to its end.") from error
    except CellTimeoutError as error:
        raise OutOfTime(f"{name}: a cell ran longer than {patience} seconds.") from error
    require_complete(name, notebook)


def _cell_line(name: str, error: object) -> str:
    """The line for the operator: a mendable failure speaks itself, any other is only named.

    An unforeseen error may quote client text, so its words stay in the notebook; what the machine
    refused (a full disk, a missing permission) is said in the machine's own words.
    """
    if error.ename in {kind.__name__ for kind in (KitError, *KitError.__subclasses__())}:
        words = error.evalue
    else:
        number = ERRNO.search(error.evalue or "")
        words = refused(int(number[1])) if number else None
        words = words or f"{error.ename}; its words are in the kept notebook"
    return f"{name}: cell {error.exec_count} failed: {words}"


def require_complete(name: str, notebook: NotebookNode) -> None:
    """Raise unless every code cell ran without error and the last one printed its mark."""
    code = [c for c in notebook.cells if c.cell_type == "code" and c.source.strip()]
    if any(c.execution_count is None for c in code):
        raise StepFailed(f"{name}: not every cell ran; the notebook ended early.")
    printed = "".join(
        o.get("text", "") for c in code[-1:] for o in c.outputs if o.output_type == "stream"
    )
    if f"{MARK}{name}" not in printed:
        raise StepFailed(f"{name}: the last cell's mark is missing; the notebook ended early.")
