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
        elif isinstance(node, (ast.Assign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if _names(targets) & {*raised, *HELD_AGAINST}:
                yield from ast.walk(node)


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


def _strings(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Every string as it would be read: f-strings, sums and what is put together bit by bit."""
    known = _constants(tree)
    yield from _expressions(tree, known)
    for scope in ast.walk(tree):
        if isinstance(scope, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from _put_together(scope, known)


def _constants(tree: ast.AST) -> dict[str, str]:
    """The module's own short texts, by name: they can be parts of a sentence."""
    return {
        name: node.value.value
        for node in getattr(tree, "body", ())
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for name in _names(node.targets)
    }  # fmt: skip


def _expressions(node: ast.AST, known: dict[str, str]) -> Iterator[tuple[ast.AST, str]]:
    whole = _whole(node, known)
    if whole is not None and not isinstance(node, ast.Name):
        yield node, whole
    inner = whole is None or isinstance(node, (ast.JoinedStr, ast.IfExp, ast.BoolOp, ast.Call))
    for child in ast.iter_child_nodes(node) if inner else ():
        if whole is None or not isinstance(child, ast.Constant):
            yield from _expressions(child, known)


def _whole(node: ast.AST, known: dict[str, str]) -> str | None:
    """What an expression reads as, a slot for each part that is unknown; None for no text."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.FormattedValue):
        return _whole(node.value, known)
    if isinstance(node, (ast.IfExp, ast.BoolOp)):
        ways = node.values if isinstance(node, ast.BoolOp) else [node.body, node.orelse]
        return max(filter(None, (_whole(way, known) for way in ways)), key=len, default=None)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return _whole(node.left, known)
    if _is_call_of(node, {"format"}) and isinstance(node.func, ast.Attribute):
        return _whole(node.func.value, known)
    if _is_call_of(node, {"join"}) and node.args:
        return _parts(_listed(node.args[0]), known, " ")
    if isinstance(node, ast.JoinedStr):
        return _parts(node.values, known) or ""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _parts([node.left, node.right], known)
    return None


def _listed(node: ast.AST) -> list[ast.expr]:
    """What a list that is written out holds, gone through or not."""
    if isinstance(node, (ast.GeneratorExp, ast.ListComp)):
        return _listed(node.generators[0].iter)
    return node.elts if isinstance(node, (ast.List, ast.Tuple)) else []


def _parts(parts: list[ast.expr], known: dict[str, str], between: str = "") -> str | None:
    found = [_whole(part, known) for part in parts]
    return between.join(SLOT if one is None else one for one in found) if any(found) else None


def _put_together(scope: ast.AST, known: dict[str, str]) -> Iterator[tuple[ast.AST, str]]:
    """Texts that grow by `+=`, and lists that are filled and then joined, name by name."""
    joined = {a.id for n in _inside(scope) if _is_call_of(n, {"join"})
              for a in n.args if isinstance(a, ast.Name)}  # fmt: skip
    for name in {name for node in _inside(scope) for name, _ in _added(node)}:
        added = [(node, part) for node in _inside(scope) for to, parts in _added(node)
                 if to == name for part in parts]  # fmt: skip
        grows = any(isinstance(n, ast.AugAssign) and not _listed(n.value) for n, _ in added)
        whole = _parts([part for _, part in added], known, " ")
        if whole and (name in joined or grows) and len(added) > 1:
            yield added[-1][0], whole


def _added(node: ast.AST) -> Iterator[tuple[str, list[ast.expr]]]:
    """The name to which a statement gives or adds text or a list of texts, and the parts."""
    if isinstance(node, (ast.Assign, ast.AugAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            if isinstance(target, ast.Name):
                yield target.id, _listed(node.value) or [node.value]
    elif _is_call_of(node, {"append", "extend"}) and node.args:
        for to in _names([getattr(node.func, "value", node.func)]):
            yield to, _listed(node.args[0]) or [node.args[0]]


def _inside(scope: ast.AST) -> list[ast.AST]:
    """All that stands in a module or function, in its order, inner functions apart."""
    found: list[ast.AST] = []
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            found += [child, *_inside(child)]
    return found


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
        'told = "of all"\ntold += " customers"\nif n:\n    told += " some left"',
        'def f(n):\n    told = ""\n    told += f"of {n}"\n    told += " customers some left"',
        'rows = []\nrows.append("of all")\nrows.append("customers left")\nx = " ".join(rows)',
        'rows = ["of all"]\nrows += ["customers", "left"]\nx = ", ".join(rows)',
        'told = " ".join(w.strip() for w in ("of all", "customers", "left"))',
        'WHOSE = "of all customers"\ntold = f"{WHOSE} left"',
        "told = f\"{'of all' if n else 'of no'} customers left\"",
        'told = "of all " + ("our" if n else "their") + " customers"',
        'told = ("of all" + " %s customers left") % n',
        'told = ("of all {} " + "customers left").format(n)',
        "told = f\"{n}: {text(f'of all {m} customers left')}\"",
    ],
)
def test_the_guard_sees_a_sentence(source):
    assert len(set(sentences(source))) == 1


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
        'codes = []\ncodes.append("too few")\ncodes.append("gaps pairwise")\ncodes.append("one")',
        'columns = ["touchpoint", "stage"]\ncolumns += ["journey", "channel"]\ntable[columns]',
        'WHY = "it holds"\nWHY += " no numbers at all"\nraise ValueError(WHY)',
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
