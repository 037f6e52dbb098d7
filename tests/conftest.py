"""Published figures of the diagnosis, and the fonts that every test draws with."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

REFERENCE = Path(__file__).parent / "reference"
FONT_LIST = "CX_TEST_FONT_LIST"  # set by the first process, for those that it starts

DATA_HOME = "CX_TEST_DATA_HOME"  # what a test trusts is no business of whoever runs it

TESTS = Path(__file__).parent
TOGETHER = ("tests/one_voice/",)  # one worker makes what a whole folder looks at
DEAREST = (  # begun first, so that no worker is left alone with one of them at the end
    "faults", "one_voice", "test_notebooks.py", "mapping/test_warehouse.py", "run", "erasing",
)  # fmt: skip


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object | None:
    """Hand out whole files, as `--dist loadfile` does, and whole folders that share a fixture."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class ByFolder(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            shared = (folder for folder in TOGETHER if nodeid.startswith(folder))
            return next(shared, super()._split_scope(nodeid))

    return ByFolder(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    dear = [TESTS / place for place in DEAREST]

    def rank(item: pytest.Item) -> int:
        above = {item.path, *item.path.parents}
        return next((i for i, place in enumerate(dear) if place in above), len(dear))

    items.sort(key=rank)


def pytest_configure(config: pytest.Config) -> None:
    """Hide the machine's fonts, so that no test can need one; programs that tests start too.

    matplotlib reads the list that it finds in its folder instead of looking for fonts. Its own
    ones stay: they come with it, and lend the signs and letters that the packed family lacks.
    """
    if FONT_LIST not in os.environ:
        folder = tempfile.TemporaryDirectory(prefix="cx-fonts-", ignore_cleanup_errors=True)
        config.add_cleanup(folder.cleanup)
        os.environ[FONT_LIST] = os.environ["MPLCONFIGDIR"] = folder.name
        _write_font_list(Path(folder.name))
    if DATA_HOME not in os.environ:
        data = tempfile.TemporaryDirectory(prefix="cx-data-", ignore_cleanup_errors=True)
        config.add_cleanup(data.cleanup)
        os.environ[DATA_HOME] = os.environ["XDG_DATA_HOME"] = data.name


def _write_font_list(folder: Path) -> None:
    import matplotlib as mpl
    from matplotlib import font_manager

    manager = font_manager.fontManager
    own = Path(mpl.get_data_path())
    manager.ttflist = [font for font in manager.ttflist if own in Path(font.fname).parents]
    version = font_manager.FontManager.__version__
    font_manager.json_dump(manager, folder / f"fontlist-v{version}.json")


@pytest.fixture(scope="session")
def made_once(tmp_path_factory) -> Callable[[str, Callable[[Path], object]], tuple[Path, object]]:
    """A folder that one worker makes and all may read, and what was told of it then (JSON)."""
    root = tmp_path_factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root

    def folder_of(name: str, make: Callable[[Path], object]) -> tuple[Path, object]:
        folder, told = root / name, root / f"{name}.json"
        with FileLock(root / f"{name}.lock"):
            if not told.is_file():
                shutil.rmtree(folder, ignore_errors=True)  # of a worker that failed at it
                told.write_text(json.dumps(make(folder)), encoding="utf-8")
        return folder, json.loads(told.read_text(encoding="utf-8"))

    return folder_of


@pytest.fixture(scope="session")
def published() -> dict:
    return json.loads((REFERENCE / "diagnosis.json").read_text(encoding="utf-8"))


# one fact may be told with its sign or without, as a share or of a hundred
ALIKE = {"share": "part", "points": "part", "of100": "part", "number": "own", "signed": "own",
         "level": "level", "shift": "level", "money": "money", "nps": "nps"}  # fmt: skip


@pytest.fixture(scope="session")
def written_twice() -> Callable:
    """What a claim and its evidence write in two ways: the writings, by figure."""

    def found(figures: str, voice) -> dict[tuple[str, float], set[str]]:
        writings = defaultdict(set)
        for unit, value, figure in _numbers(json.loads(figures)):
            told = voice.figure(figure).split(" (")[0]
            writings[ALIKE[unit], abs(value)].add(re.sub(r"[^\d.,<>]|[.,]$", "", told))
        return {key: said for key, said in writings.items() if len(said) > 1}

    return found


def _numbers(found: object) -> Iterator[tuple[str, float, dict]]:
    """Every number in figures: its unit, its value and the figure that tells it."""
    if isinstance(found, list):
        for one in found:
            yield from _numbers(one)
    elif isinstance(found, dict):
        for unit, value in found.items():
            first = value[0] if isinstance(value, list) and value else value
            if unit in ALIKE and isinstance(first, (int, float)):
                yield unit, first, found
            else:
                yield from _numbers(value)
