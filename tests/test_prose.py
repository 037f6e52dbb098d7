"""A step writes no sentence: what people read stands in the catalogues, and nowhere in its code.

Read as Python, not by pattern: every string of a step's modules, however it is put together, and
whether it is a sentence.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cxlib import STEPS
from cxlib.language import catalogue
from cxlib.resources import REPOSITORY

CONVERTED = STEPS  # the steps that hand over codes alone
FEWEST_WORDS, SHORT = 4, 2  # of a sentence; of one that shows itself by its stop or its capital
PHRASE = re.compile(r"[a-z]\w*[.!?]$|^[A-Z][a-z]+ [a-z]+( |$)")
WORD = re.compile(r"[^\W\d_]\w*(?:['’]\w+)?")  # a name with underscores is one word
SLOT = "\0"  # where an f-string or a sum holds something else
CODES = {part for context in catalogue("en").texts for part in (context, *context.split("|"))}
MACHINES = {"compile", "einsum", "query", "eval"}  # calls whose strings a machine reads
PATTERN = re.compile(r"\\[WwSsDdBb\[]|\(\?")  # what only a regular expression holds
# constants that a text of the client's, or of a library, is held against; nobody is shown them
HELD_AGAINST = {
    "FUNCTION_WORDS": "diagnosis/voice/language.py", "UNCOUNTED": "diagnosis/nonlinear.py",
}  # fmt: skip


def sentences(source: str) -> list[str]:
    """The strings of a module that read as a sentence and are none that may stand there."""
    tree = ast.parse(source)
    apart = {id(node) for node in _apart(tree)}
    found = [text for node, text in _strings(tree) if id(node) not in apart]
    return [text for text in found if _reads_as_one(text) and not _code(text)]


def _reads_as_one(text: str) -> bool:
    """Whether a text is a sentence by its length, or a short one by its stop or its capital."""
    words = len(WORD.findall(text))
    return words >= FEWEST_WORDS or (words >= SHORT and bool(PHRASE.search(text)))


def _code(text: str) -> bool:
    """Whether a string is a code of the catalogue, whatever its slots hold, or a pattern."""
    if PATTERN.search(text):
        return True
    pattern = ".+".join(map(re.escape, text.split(SLOT)))
    return any(re.fullmatch(pattern, code) for code in CODES)


def _apart(tree: ast.AST) -> Iterator[ast.AST]:
    """What nobody reads on a page: docstrings, errors, and what is said to a machine."""
    raised = _only_raised(tree)
    for node in ast.walk(tree):
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if isinstance(node, ast.Raise) or docstring or _is_call_of(node, MACHINES):
            yield from ast.walk(node)
        elif isinstance(node, ast.Assign) and _names(node.targets) & {*raised, *HELD_AGAINST}:
            yield from ast.walk(node.value)


def _only_raised(tree: ast.AST) -> set[str]:
    """The constants that stand in errors that are raised, and nowhere else."""
    inside = [node for r in ast.walk(tree) if isinstance(r, ast.Raise) for node in ast.walk(r)]
    used = {id(node): node.id for node in ast.walk(tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}  # fmt: skip
    raised = {id(node) for node in inside}
    return {n for i, n in used.items() if i in raised} - {
        n for i, n in used.items() if i not in raised
    }


def _is_call_of(node: ast.AST, names: set[str]) -> bool:
    called = getattr(node, "func", None)
    return getattr(called, "attr", getattr(called, "id", None)) in names


def _names(targets: list[ast.expr]) -> set[str]:
    return {node.id for target in targets for node in ast.walk(target)
            if isinstance(node, ast.Name)}  # fmt: skip


def _strings(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Every string as it would be read: f-strings and sums in one piece."""
    whole = _whole(node)
    if whole is not None:
        yield node, whole
        return
    for child in ast.iter_child_nodes(node):
        yield from _strings(child)


def _whole(node: ast.AST) -> str | None:
    if (
        _is_call_of(node, {"join"})
        and node.args
        and isinstance(node.args[0], (ast.List, ast.Tuple))
    ):
        return _joined(node.args[0].elts)
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(_whole(part) or SLOT for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = [_whole(node.left), _whole(node.right)]
        return None if parts == [None, None] else "".join(part or SLOT for part in parts)
    return None


def _joined(parts: list[ast.expr]) -> str | None:
    """What is joined of a list that is written out."""
    found = [_whole(part) for part in parts]
    return " ".join(part or SLOT for part in found) if any(found) else None


def modules(step: str) -> list[Path]:
    return sorted((REPOSITORY / "cxlib" / step).rglob("*.py"))


@pytest.mark.parametrize("step", CONVERTED)
def test_a_step_writes_no_sentence(step):
    said = {p.name: found for p in modules(step) if (found := sentences(p.read_text("utf-8")))}
    assert modules(step)
    assert not said


@pytest.mark.parametrize(
    "source",
    [
        'NOTE = "More answers are needed."',
        'NOTE = (\n    "More answers "\n    "are needed."\n)',
        'told = f"{n} of {all} customers came back."',
        'told = "Of " + str(n) + " customers, some left."',
        'told = "{} of the {} customers left".format(n, m)',
        'told = "%s of the customers left" % n',
        'def f():\n    "Its docstring."\n    return "And what it says here."',
        'words = {"fix": "Do what was promised first"}',
        'text(f"{a} and so on, until {b} came")',
        'said = note("funnel", "of this no catalogue knows anything")',
        'WHY = "Too few answers"',
        'WHY = "more needed."',
        'told = " ".join(["of all", "customers", "some left"])',
        'told = " ".join([f"of {n}", "customers", "some left"])',
    ],
)
def test_the_guard_sees_a_sentence(source):
    assert len(sentences(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        '"""A module that says what it does."""',
        'x = 1\n"""What x is, after the fact, at length."""',
        'raise ValueError(f"the column {c} holds no numbers at all")',
        'said = note("journeys", "cut by journey_id and gap")',
        'said = note("journeys", f"cut by {how}")',
        'COLUMNS = ["touchpoint", "journey", "stage", "channel"]',
        'BOTH = "drop-off and repeats"',
        'WHY = "the column holds no numbers"\nraise ValueError(WHY)',
        'rows.query("this and that or those")',
        're.compile("one or two or three")',
        'FUNCTION_WORDS = {"English": "the and was is"}',
        r'WORD = r"van der von den \w+"',
    ],
)
def test_what_is_no_sentence_is_let_pass(source):
    assert not sentences(source)


def test_an_error_is_let_pass_only_where_it_is_raised_alone():
    used = 'WHY = "the column holds no numbers"\nif a: raise ValueError(WHY)\nshow(WHY)'
    assert sentences(used) == ["the column holds no numbers"]


@pytest.mark.parametrize("name", HELD_AGAINST)
def test_what_is_held_against_is_there_still(name):
    assert f"{name} = " in (REPOSITORY / "cxlib" / HELD_AGAINST[name]).read_text("utf-8")
