"""What a notebook works with: one engagement, one folder of results, one step at a time."""

from __future__ import annotations

import ast
import importlib
import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar

from cxlib import STEPS
from cxlib.engagement.model import Engagement
from cxlib.engagement.reading import fingerprint
from cxlib.engagement.reading.failures import answering
from cxlib.errors import InputError
from cxlib.history.connection import FILE
from cxlib.resources import kit
from cxlib.results import Results
from cxlib.results.coded import text
from cxlib.workplace import claim, draft_folder, held, rests_on

if TYPE_CHECKING:
    from cxlib.release.view import View
    from cxlib.report.showing import Picture, Pictured, Sentences

PARAMETERS: Mapping[str, type] = {"engagement": str, "run_dir": str, "period": str, "seed": int}
STRICT = "CX_STRICT"
MARK = "Complete: "  # the run looks for it in a notebook's last cell


class Session:
    """An open engagement and the results computed so far.

    Attributes
    ----------
    engagement : the validated client data
    results : the result tables of this run or draft, by name
    folder : where the results, notebooks and report of this run lie
    whole : whether a run executes every notebook, so that the report follows
    """

    _shown: ClassVar[tuple[object, View] | None] = None  # the last view: notebooks share a kernel

    def __init__(self, engagement: Engagement, folder: Path, whole: bool = False):
        self.engagement = engagement
        self.folder = folder
        self.whole = whole
        self.results = Results(folder / "results")
        kept = {"quality": engagement.quality, "suspicions": engagement.suspicions}
        if not all(name in self.results for name in kept):  # written again, they would look new
            self.results.write("engagement", kept)

    def run(self, step: str) -> Results:
        """Run a step, and first the earlier ones whose results are absent."""
        if step not in STEPS:
            raise InputError(f"'{step}' is no step; the steps are {', '.join(STEPS)}")
        wanted = [s for s in STEPS[: STEPS.index(step)] if not self._there(s)]
        return self._computed([*wanted, step])

    def run_all(self) -> Results:
        """Run the steps whose results are absent."""
        return self._computed([step for step in STEPS if not self._there(step)])

    def _there(self, step: str) -> bool:
        return all(name in self.results for name in step_module(step).GIVES)

    def _computed(self, steps: list[str]) -> Results:
        """The results with these steps computed, and what may be claimed on them beside them."""
        for step in steps:
            with answering(self.engagement.config):
                found = step_module(step).run(self.engagement, self.results)
            self.results.write(step, found)
        if steps:
            self._conclude()
        return self.results

    def _conclude(self) -> None:
        from cxlib.findings import FINDINGS

        shown = self._released()
        self.results.write("findings", {n: shown[n].drop(columns="base_note") for n in FINDINGS})
        Session._shown = _state_of(self.results.folder), shown

    @property
    def view(self) -> View:
        """The result tables as they may be shown, and what may be claimed on them."""
        state, last = _state_of(self.results.folder), Session._shown
        if last is None or last[0] != state or last[1].engagement is not self.engagement:
            last = state, self._released()
            Session._shown = last
        return last[1]

    def _released(self) -> View:
        from cxlib.findings import released
        from cxlib.run.reporting import last_published

        published = last_published(self.engagement.folder)
        return released(self.engagement, self.results, published)

    def draw(self, picture: str, **chosen: object) -> Picture:
        """One of the report's pictures, e.g. `draw("funnel")` or `draw("drivers", scope=...)`."""
        from cxlib.report.showing import picture as drawn

        return drawn(self.view, picture, **chosen)

    @property
    def mirror(self) -> Pictured:
        """What the delivery looks like from here: files and rows, each outcome with its answers,
        its good end and its score, what is not used; and the answers as pictures."""
        from cxlib.report.showing import Pictured, Sentences
        from cxlib.run.mirror import lines, pictures

        told = Sentences(lines(self.engagement), "Nothing was read.")
        return Pictured(told, pictures(self.engagement))

    def findings(self, step: str) -> Sentences:
        """What a step found, the weightiest first: each claim with its evidence under it."""
        from cxlib.findings.order import in_order
        from cxlib.report.showing import Sentences

        found = self.view["findings"]
        stands = found["stands"].fillna(False).astype(bool)
        mine = found[stands & (found["step"] == step)]
        mine = in_order(self.view, mine)
        under = tuple(mine["evidence"].fillna(""))
        return Sentences(list(mine["statement"]), "Nothing that the data can carry.", under)

    def limits(self, step: str) -> Sentences:
        """What the data cannot carry at a step, and how it was done: for reader and consultant."""
        from cxlib.report.showing import Sentences

        notes = self.view["notes"]
        mine = notes[(notes["step"] == step) & notes["audience"].ne("operator").fillna(True)]
        told = [*mine["note"], *self._leads(step)]
        return Sentences(told, "No limits beyond those of the methods.")

    def _leads(self, step: str) -> Iterator[str]:
        """What is likely and does not stand among all questions of the report."""
        from cxlib.findings.leads import leads

        for row in leads(self.view).itertuples():
            if row.step == step:
                yield self.view.voice.say(
                    "lead|told", claim=text(row.statement), check=text(row.check)
                )

    def report(self) -> Path:
        """Judge the run and write report.html and results.xlsx beside the results."""
        from cxlib.run.reporting import write_report

        return write_report(self.engagement, self.results, self.folder, self.view)

    def monitor(self) -> Path:
        """Judge the run and write monitor.html, the page of step 5 alone.

        Where a run executes every notebook the report holds all of it: it is named, and no second
        page is made.
        """
        from cxlib.run.reporting import REPORT, hand_over, write_monitor

        if self.whole:
            hand_over(self.engagement, self.results, self.folder)
            return self.folder / REPORT
        return write_monitor(self.engagement, self.results, self.folder, self.view)

    @property
    def verdict(self) -> Sentences:
        """What the report's verdict is, and why."""
        from cxlib.report.showing import Sentences
        from cxlib.run.reporting import handed_over

        said = handed_over(self.folder)
        return Sentences([f"Verdict: {said.word}", *said.reasons], "")

    def close(self, notebook: str) -> None:
        """A notebook's last cell: the mark by which a run knows that it came to its end.

        Raises
        ------
        DoNotSend
            Where the environment variable CX_STRICT is set, no `cx run` holds the folder and the
            verdict says so: bare papermill then ends in a failure, for its caller to see.
        """
        from cxlib.run.reporting import held_back

        print(f"{MARK}{notebook}")
        if os.environ.get(STRICT) and not held(self.folder).run:
            held_back(self.folder)


def step_module(step: str) -> ModuleType:
    """The package of a step."""
    return importlib.import_module(f"cxlib.{step}")


def open_session(engagement: str, run_dir: str, period: str, seed: int) -> Session:
    """Open a session for a notebook; parameters as in `cxlib.open`.

    Raises
    ------
    InputError
        When a parameter is of the wrong type or papermill injected one that is not known.
    """
    refuse_unknown(injected_names())
    refuse_wrong_types(
        {"engagement": engagement, "run_dir": run_dir, "period": period, "seed": seed}
    )
    _show_plainly()
    folder = find_engagement(engagement)
    state = fingerprint.of(folder), _state_of(folder / FILE)
    target = Path(run_dir) if run_dir else draft_folder(folder)
    run = held(target)
    asked = run.asked if run.run else period or None
    loaded = _load(folder, asked, seed or None, not run.run, state)
    claim(target, rests_on(loaded))
    return Session(loaded, target, run.run and run.whole)


def find_engagement(named: str) -> Path:
    """The engagement's folder: as named, else where the notebook lies, else the sample."""
    if named:
        return Path(named).expanduser().resolve()
    here = Path.cwd()
    around = [f for f in (here, here.parent) if (f / "engagement.yml").is_file()]
    return (around[0] if around else kit("sample_data")).resolve()


def _shell() -> object | None:
    """The notebook's shell, where there is one."""
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    return get_ipython()


def _show_plainly() -> None:
    """Tables of this notebook are shown as text, whatever a client wrote in them."""
    shell = _shell()
    if shell is not None:
        from cxlib.report.showing import register

        register(shell.display_formatter)


def injected_names() -> list[str]:
    """Names that papermill set in this kernel: the cell it injects is headed '# Parameters'."""
    shell = _shell()
    cells = shell.user_ns.get("In", []) if shell else []
    injected = [cell for cell in cells if cell.startswith("# Parameters")]
    return [name for cell in injected[-1:] for name in assigned_names(cell)]


def assigned_names(source: str) -> list[str]:
    """The names a cell assigns at its top level.

    >>> assigned_names("a = 1\\nb: int = 2")
    ['a', 'b']
    """
    found = []
    for node in ast.parse(source).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        found += [t.id for t in targets if isinstance(t, ast.Name)]
    return found


def refuse_unknown(names: list[str]) -> None:
    """Raise for a parameter name that no notebook of the kit knows."""
    unknown = [n for n in names if n not in PARAMETERS and not n.startswith("papermill")]
    if unknown:
        raise InputError(
            f"unknown notebook parameter '{name}'; the parameters are {', '.join(PARAMETERS)}"
            for name in unknown
        )


def refuse_wrong_types(given: Mapping[str, object]) -> None:
    """Raise for a parameter value of another type than the notebook declares."""
    wrong = [
        f"notebook parameter '{name}' must be {PARAMETERS[name].__name__}, "
        f"not {type(value).__name__}"
        for name, value in given.items()
        if type(value) is not PARAMETERS[name]
    ]
    if wrong:
        raise InputError(wrong)


def _state_of(place: Path) -> tuple[tuple[str, int, int], ...]:
    """Names, sizes and times of a file, or of a folder's: equal means nothing has changed."""
    files = [place] if place.is_file() else [f for f in place.rglob("*") if f.is_file()]
    return tuple(sorted((str(f), f.stat().st_size, f.stat().st_mtime_ns) for f in files))


@lru_cache(maxsize=1)
def _load(
    folder: Path, period: str | None, seed: int | None, keep: bool, _state: object
) -> Engagement:
    """Load once per kernel: the notebooks of one run open the same engagement seven times."""
    from cxlib.engagement.store import PRIVATE, opened
    from cxlib.history import past

    keep = keep and (folder / PRIVATE).is_dir()  # to look at a folder makes nothing in it
    return opened(folder, period, seed, past, keep)
