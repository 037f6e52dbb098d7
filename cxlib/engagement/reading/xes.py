"""XES (IEEE 1849), the exchange format of event logs: a row an event, with its trace's attributes.

Attributes of the trace are named `case:...`, as process-mining tools name them in a table. Entities
and document types are refused, as in workbooks; nothing is fetched.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from xml.parsers import expat

from cxlib.engagement.config import Read
from cxlib.engagement.contracts.quality import note
from cxlib.engagement.contracts.raw import Raw
from cxlib.engagement.reading import limits
from cxlib.engagement.reading.packed import open_bytes
from cxlib.engagement.reading.texts import raw_of
from cxlib.errors import InputError, Problem

BLOCK = 2**20
CASE = "case:"
PLAIN = ("string", "date", "int", "float", "boolean", "id")
AGAIN = "export the log again as XES, or as CSV"
DEEPEST = 50  # elements inside one another


class _Log:
    """The events as their elements go by."""

    def __init__(self, file: str):
        self.file, self.path = file, []
        self.trace: dict[str, str] = {}
        self.events: list[dict[str, str]] = []
        self.lines: list[int] = []
        self.nested = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.EntityDeclHandler = _refuse

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if not self.path and kind != "log":
            raise ValueError("is no event log: its first element is another one")
        if len(self.path) >= DEEPEST:
            raise ValueError("is nested deeper than any event log")
        above = self.path[-1] if self.path else ""
        self.path.append(kind)
        if kind == "trace" and above == "log":
            self.trace = {}
        elif kind == "event" and above in ("trace", "log"):
            self.events.append({} if above == "log" else dict(self.trace))
            self.lines.append(self.parser.CurrentLineNumber)
            if len(self.events) > limits.MOST_ROWS:
                limits.check_size(self.file, len(self.events), 1)
        elif kind in PLAIN and above == "trace":
            self.trace[CASE + attributes.get("key", "")] = attributes.get("value", "")
        elif kind in PLAIN and above == "event":
            self.events[-1][attributes.get("key", "")] = attributes.get("value", "")
        elif above in PLAIN and "event" in self.path:
            self.nested += 1

    def end(self, _: str) -> None:
        self.path.pop()


def _refuse(*_: object) -> None:
    raise ValueError("declares entities")


def read_xes(path: Path, read: Read) -> Raw:
    """The events of a log as a Raw of text cells; row numbers are the file's lines.

    Raises InputError where the file is no well-formed event log, or beyond the limits.
    """
    log = _Log(path.name)
    try:
        with open_bytes(path) as stream:
            while block := stream.read(BLOCK):
                log.parser.Parse(block, False)
            log.parser.Parse(b"", True)
    except expat.ExpatError as why:
        rule = "is no well-formed XES: it breaks off, or an element does not close"
        raise InputError(Problem(path.name, None, why.lineno, rule, AGAIN)) from None
    except ValueError as why:
        raise InputError(Problem(path.name, None, None, str(why), AGAIN)) from None
    except (OSError, EOFError, zlib.error):
        rule = "is damaged: the packed data end before they are complete"
        raise InputError(Problem(path.name, None, None, rule, AGAIN)) from None
    names = list(dict.fromkeys(name for event in log.events for name in event))
    limits.check_size(path.name, len(log.events), len(names))
    columns = {name: [event.get(name) for event in log.events] for name in names}
    words = "attributes inside other attributes not read"
    told = [note("", "", words, log.nested)] if log.nested else []
    return raw_of(path.name, columns, log.lines, read, told)
