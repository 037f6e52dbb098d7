"""One kernel for all notebooks of a run: starting one for each costs more than the analysis.

It is always the kit's own Python: a kernel named python3 that another environment once registered
on this machine would run other versions, or none.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from nbclient.util import run_sync
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines

from cxlib.errors import InputError

ENGINE = "one-kernel"
CLEAR = "get_ipython().reset(new_session=True)"
KERNEL = "python3"
SAVED_EVERY = 30  # seconds
LONGEST = 80  # characters of a temporary folder; a socket's whole path may have some hundred
SHORT = "/tmp"
NO_HISTORY = "--HistoryManager.hist_file=:memory:"  # cells are the client's, not the user's
NO_STRANGERS = "--InteractiveShellApp.ignore_cwd=True"


class OneKernelClient(PapermillNotebookClient):
    """Runs a notebook in a kernel that others used before it, its namespace cleared first.

    It works in the folder that papermill was told, the run's own: what libraries read where they
    find themselves (a matplotlibrc) is then nobody else's.
    """

    def papermill_execute_cells(self) -> None:
        there = f"__import__('os').chdir({os.getcwd()!r})"
        self.kc.execute(f"{there}\n{CLEAR}", silent=True, store_history=False)
        super().papermill_execute_cells()


class OneKernelEngine(NBClientEngine):
    """papermill's own engine, but in the kernel that `kernel_manager` holds."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: object,
        kernel_name: str,
        kernel_manager: AsyncKernelManager | None = None,
        execution_timeout: int | None = None,
        **kwargs: object,
    ) -> None:
        client = OneKernelClient(
            nb_man, km=kernel_manager, kernel_name=kernel_name, timeout=execution_timeout
        )
        try:
            with saved_sparingly(nb_man):
                client.execute()
        finally:
            if client.kc is not None:
                client.kc.stop_channels()


@contextmanager
def saved_sparingly(notebook: NotebookExecutionManager) -> Iterator[None]:
    """While cells run, save the notebook now and then rather than twice for each cell."""
    save = notebook.save

    def save_when_due(**given: object) -> None:
        if (notebook.now() - notebook.last_save_time).total_seconds() >= SAVED_EVERY:
            save(**given)

    notebook.save = save_when_due
    try:
        yield
    finally:
        notebook.save = save


def require_kernel() -> KernelSpecManager:
    """Where the kit's own kernel is found, and no other.

    Raises
    ------
    InputError
        Where ipykernel is missing from this Python.
    """
    known = KernelSpecManager(kernel_dirs=[])
    try:
        known.get_kernel_spec(KERNEL)
    except NoSuchKernel:
        raise InputError(
            "no Jupyter kernel is installed beside the kit. Remedy: install the kit again, or "
            "ipykernel into its Python."
        ) from None
    return known


@contextmanager
def one_kernel() -> Iterator[AsyncKernelManager]:
    """Start a kernel, and end it however the run ends.

    It talks over private files where the platform has them: a network port of this machine could
    be read by its other users.
    """
    papermill_engines.register(ENGINE, OneKernelEngine)
    manager = AsyncKernelManager(kernel_name=KERNEL, kernel_spec_manager=require_kernel())
    with (
        TemporaryDirectory(prefix="cx-", dir=_short_enough()) as private,
        TemporaryDirectory(prefix="cx-", ignore_cleanup_errors=True) as scratch,
    ):
        if os.name != "nt":
            manager.transport, manager.ip = "ipc", str(Path(private) / "kernel")
        how = {"extra_arguments": [NO_HISTORY, NO_STRANGERS], "env": _environment(private, scratch)}
        run_sync(manager.start_kernel)(**how)
        try:
            yield manager
        finally:
            run_sync(manager.shutdown_kernel)(now=True)


def _environment(private: str, scratch: str) -> dict[str, str]:
    """The kernel's: no module is imported from the folder in which `cx` is called, and what it lays
    aside for a while goes with the run (a kernel that is ended clears nothing away itself).

    ipykernel takes the first entry of the path away where that is this folder, although somebody
    named it: the private folder stands before it.
    """
    named = os.environ.get("PYTHONPATH", "")
    path = os.pathsep.join([private, *([named] if named else [])])
    aside = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), scratch)
    return os.environ | {"PYTHONSAFEPATH": "1", "PYTHONPATH": path} | aside


def _short_enough() -> str | None:
    """Where private files lie: the temporary folder, unless its name is too long for sockets."""
    return SHORT if os.name != "nt" and len(gettempdir()) > LONGEST else None
