"""engagement.yml: read safely, checked, and every mistake answered with its line and remedy."""

from __future__ import annotations

import datetime as dt
import typing
from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from cxlib.engagement.config import Config
from cxlib.engagement.config.checks import config_faults
from cxlib.engagement.contracts.problems import closest, nearest
from cxlib.errors import InputError, Problem

FILE = "engagement.yml"
MOST_BYTES = 1_000_000  # what a person writes by hand is smaller
MOST_DEPTH = 20
INSIDE = ("str", "Database", "FileSource", "function-before")  # of a path, what is no key
START_REMEDY = "start from the commented one that 'cx new FOLDER' writes"


def read_config(folder: Path) -> Config:
    """The configuration of an engagement folder.

    Raises InputError where the file is missing, no mapping, too large, or says something wrong.
    """
    path = folder / FILE
    if not path.is_file():
        raise InputError(_plain(f"there is no {FILE} in the folder '{folder.name}'"))
    if path.stat().st_size > MOST_BYTES:
        raise InputError(_plain(f"is larger than {MOST_BYTES:,} bytes"))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(_plain("is not written in UTF-8", "save it as UTF-8")) from None
    content, lines = parsed(text)
    return config_from(content, lines)


def _plain(rule: str, remedy: str = START_REMEDY, line: int | None = None) -> Problem:
    where = FILE if line is None else f"{FILE}, line {line}"
    return Problem(where, None, None, rule, remedy)


def parsed(text: str) -> tuple[dict[str, Any], dict[tuple, int]]:
    """The content as plain data, and the line of every key."""
    content, lines = _parsed(text)
    return deepcopy(content), dict(lines)


@lru_cache(maxsize=4)
def _parsed(text: str) -> tuple[dict[str, Any], dict[tuple, int]]:
    """A run asks for the same text a dozen times, and YAML is slow."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    reader = YAML(typ="safe", pure=True)
    try:
        _refuse_bombs(reader.parse(text))
        content = _as_written(YAML(typ="safe", pure=True).load(text))
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as found:
        line = found.problem_mark.line + 1 if found.problem_mark else None
        raise InputError(_plain(f"is no YAML: {_first_line(found)}", "correct it", line)) from None
    except (YAMLError, ValueError) as found:
        rule = f"is no YAML: {_first_line(found)}"
        raise InputError(_plain(rule, "correct it")) from None
    if not isinstance(content, dict):
        raise InputError(_plain("is no mapping of keys to values"))
    return content, dict(_lines(node))


def _as_written(content: Any) -> Any:
    """Dates as the text they stand for: what a column holds is declared, not guessed by YAML."""
    if isinstance(content, dict):
        return {key: _as_written(value) for key, value in content.items()}
    if isinstance(content, list):
        return [_as_written(value) for value in content]
    return content.isoformat() if isinstance(content, dt.date) else content


def _first_line(found: Exception) -> str:
    said = getattr(found, "problem", None) or str(found)
    return str(said).splitlines()[0][:120] if str(said) else "it cannot be parsed"


def _refuse_bombs(events: typing.Iterable) -> None:
    """Aliases multiply and nesting piles up: neither is needed in this file."""
    depth = 0
    for event in events:
        kind = type(event).__name__
        depth += kind.endswith(("MappingStartEvent", "SequenceStartEvent"))
        depth -= kind.endswith(("MappingEndEvent", "SequenceEndEvent"))
        line = event.start_mark.line + 1
        if kind == "AliasEvent":
            raise InputError(_plain("uses an alias (*name)", "write the text out", line))
        if depth > MOST_DEPTH:
            raise InputError(_plain(f"is nested deeper than {MOST_DEPTH}", START_REMEDY, line))


def _lines(node: Any, path: tuple = ()) -> typing.Iterator[tuple[tuple, int]]:
    kind = type(node).__name__
    if kind == "MappingNode":
        for key, value in node.value:
            here = (*path, str(key.value))
            yield here, key.start_mark.line + 1
            yield from _lines(value, here)
    elif kind == "SequenceNode":
        for position, value in enumerate(node.value):
            yield (*path, position), value.start_mark.line + 1
            yield from _lines(value, (*path, position))


def config_from(content: Mapping[str, object], lines: Mapping[tuple, int] | None = None) -> Config:
    """The configuration, or an InputError that names every wrong key and value."""
    lines = lines or {}
    try:
        config = Config.model_validate(content)
    except ValidationError as found:
        raise InputError(_all_said(found, lines)) from None
    faults = config_faults(config)
    if faults:
        raise InputError(_at(path, rule, remedy, lines) for path, rule, remedy in faults)
    return config


def _all_said(found: ValidationError, lines: Mapping[tuple, int]) -> list[Problem]:
    """Each mistake once: a key that is missing because it is misspelt is not missing too."""
    errors = found.errors()
    misspelt = [e["loc"] for e in errors if e["type"] == "extra_forbidden"]
    meant = {(*loc[:-1], closest(str(loc[-1]), keys_at(loc[:-1]))) for loc in misspelt}
    told = [e for e in errors if e["type"] != "missing" or e["loc"] not in meant]
    return list(dict.fromkeys(_said(error, lines) for error in told))


def _at(path: Sequence, rule: str, remedy: str, lines: Mapping[tuple, int]) -> Problem:
    known = next((tuple(path[:n]) for n in range(len(path), 0, -1) if tuple(path[:n]) in lines), ())
    dotted = ".".join(str(part) for part in path)
    return _plain(f"{dotted} {rule}".strip(), remedy, lines.get(known))


def _said(error: Mapping, lines: Mapping[tuple, int]) -> Problem:
    path = [part for part in error["loc"] if part not in INSIDE]
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return _at(
            path, "is no key of this file", nearest(str(path[-1]), keys_at(path[:-1])), lines
        )
    if kind == "missing":
        return _at(path, "is needed and missing", "add it", lines)
    if kind == "literal_error":
        return _at(path, "has a value that is not known", f"write {context['expected']}", lines)
    if kind == "dict_type":
        return _at(path, "must be names with a value each", "write it as {name: value}", lines)
    if kind == "value_error":
        return _at(path, str(context["error"]), "see the comments in the file's template", lines)
    if kind == "string_pattern_mismatch":
        return _at(path, "is not written as it must be", _remedy(path), lines)
    rule = f"has a value that does not fit ({error['msg'].lower()})"
    return _at(path, rule, _remedy(path), lines)


def _remedy(path: Sequence) -> str:
    """What may stand there instead, where there is an example."""
    from cxlib.language import languages

    examples = {
        "language": f"use one of {', '.join(languages())}",
        "timezone": "name a place, as Europe/Berlin",
        "url": "name an environment variable that holds the address, as env:WAREHOUSE",
        "window": "write it as '12 months'",
        "settles": "write it as '1 month'",
        "id": "use letters, digits and - . _ alone, 64 at most",
        "history": "name an environment variable that holds the address, as env:HISTORY",
    }
    return examples.get(str(path[-1]), "correct the value")


def keys_at(path: Sequence) -> list[str]:
    """The keys that are valid under a path of engagement.yml.

    >>> keys_at(["brand"])
    ['position', 'promises']
    """
    annotation: Any = Config
    for part in path:
        annotation = _below(annotation, part)
    return [field.alias or name for model in _models_in(annotation)
            for name, field in model.model_fields.items()]  # fmt: skip


def _below(annotation: Any, part: object) -> Any:
    models = _models_in(annotation) if typing.get_origin(annotation) is not dict else []
    for model in models:
        if part in model.model_fields:
            return model.model_fields[part].annotation
    return (typing.get_args(annotation) or (None,))[-1]


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models that a value may be of, such as a file or a database for a source."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for a in typing.get_args(annotation) for model in _models_in(a)]
