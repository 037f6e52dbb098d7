"""A notebook's parameters, checked before any cell runs: papermill itself only warns."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from cxlib.errors import InputError
from cxlib.run.formats import nbformat


def declared(notebook: Path) -> dict[str, object]:
    """Names and default values in the notebook's cell tagged `parameters`.

    Raises
    ------
    InputError
        When the notebook cannot be read or has no such cell.
    """
    try:
        cells = nbformat.read(notebook, as_version=4).cells
    except (OSError, ValueError, nbformat.ValidationError) as error:
        raise InputError(
            f"{notebook.name}: not a readable notebook ({type(error).__name__}). "
            "Remedy: restore it from the kit."
        ) from error
    tagged = [c for c in cells if "parameters" in c.metadata.get("tags", [])]
    if not tagged:
        raise InputError(
            f"{notebook.name}: no cell is tagged 'parameters'. Remedy: restore the tag."
        )
    return _literals(tagged[0].source)


def _literals(source: str) -> dict[str, object]:
    found = {}
    for node in ast.parse(source).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and node.value is not None:
            found[target.id] = ast.literal_eval(node.value)
    return found


def check(notebook: Path, given: Mapping[str, object]) -> None:
    """Refuse a parameter that the notebook does not declare, or of another type than its default.

    Raises
    ------
    InputError
        One line for each refused parameter, with the nearest name that is declared.
    """
    known = declared(notebook)
    lines = [_refusal(notebook.name, name, value, known) for name, value in given.items()]
    if refused := [line for line in lines if line]:
        raise InputError(refused)


def _refusal(notebook: str, name: str, value: object, known: Mapping[str, object]) -> str | None:
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        return f"{notebook}: unknown parameter '{name}'.{hint} Its parameters: {', '.join(known)}."
    expected = type(known[name])
    if type(value) is not expected:
        return (
            f"{notebook}: parameter '{name}' must be {expected.__name__}, "
            f"not {type(value).__name__}. Remedy: give it like {known[name]!r}."
        )
    return None
