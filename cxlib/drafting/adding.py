"""The next delivery of an engagement that there is: another source, held against what is declared.

Nothing declared is changed but the list of sources. What the new file calls otherwise is given to
it alone, as a guess to confirm; what decides a figure and is not in it refuses the file.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from cxlib.drafting.asking import ends
from cxlib.drafting.guesses import FIRST, MARK
from cxlib.drafting.profile import profiles
from cxlib.drafting.roles import Roles
from cxlib.drafting.understanding import Draft
from cxlib.drafting.writing import File, in_a_line, own_layout, table_lines
from cxlib.engagement import load
from cxlib.engagement.config import Config, FileSource, TableConfig
from cxlib.engagement.config.yml import FILE, read_config
from cxlib.engagement.contracts.raw import Raw
from cxlib.engagement.contracts.remedies import scalar
from cxlib.engagement.reading import paths_of, read_file, read_table
from cxlib.engagement.reading.fingerprint import file_hash
from cxlib.engagement.reading.reconciling import lookalike
from cxlib.errors import InputError, Problem

DATA = "data"
SURVEY = "responses"
MOST_TOLD = 12
REMARKS_AT = 60


@dataclass(frozen=True)
class Addition:
    """A source to be added to a table.

    Attributes
    ----------
    table, file : the table, and the file as it was understood
    renamed : the table's heading -> the file's
    lacking : headings that others have and it lacks
    new : headings that no other has
    words : the table's heading -> answers in words that it did not have before, with their numbers
    """

    table: str
    file: File
    renamed: Mapping[str, str]
    lacking: Sequence[str]
    new: Sequence[str]
    words: Mapping[str, Mapping[str, int]]


def add(home: Path, parts: Sequence[tuple[File, Path]]) -> list[str]:
    """Add files to an engagement; returns what was done, a line each.

    Parameters
    ----------
    home : the engagement's folder
    parts : each file (or sheet) as understood, and where it lies

    Raises
    ------
    InputError
        Where a file is there already, lacks what decides a figure, or answers on another scale than
        the one declared. Nothing is written then.
    """
    config = read_config(home)
    _refuse_again(home, config, {path for _, path in parts})
    known = [part for part in parts if part[0].draft.table in config.tables]
    added = [_addition(home, config, file, path) for file, path in known]
    others = [file for file, _ in parts if file.draft.table not in config.tables]
    text = _written(home / FILE, added, others)
    for path in {path for _, path in parts}:
        (home / DATA).mkdir(exist_ok=True)
        shutil.copyfile(path, home / DATA / path.name)
    (home / FILE).write_text(text, encoding="utf-8")
    return [line for one in added for line in _told(one)] + [
        f"{file.source}: added as {file.draft.table}, because {file.draft.why}" for file in others
    ]


def _refuse_again(home: Path, config: Config, paths: set[Path]) -> None:
    """A file that is there already would count twice, or be written over."""
    there = {file_hash(p): p.name for table in config.tables for p in paths_of(table, config, home)}
    for path in sorted(paths):
        if (home / DATA / path.name).exists():
            rule = f"is the name of a file in {DATA} already, and nothing is written over"
            raise InputError(Problem(path.name, None, None, rule, "rename the new one"))
        if file_hash(path) in there:
            rule = f"holds the same as {there[file_hash(path)]}, which is read already"
            raise InputError(Problem(path.name, None, None, rule, "add what is new alone"))


def _addition(home: Path, config: Config, file: File, path: Path) -> Addition:
    table, options = file.draft.table, config.tables[file.draft.table]
    declared = load(home)
    raw, own = read_file(path, file.read), read_table(table, config, home)
    headings, usual = list(raw.frame.columns), list(own.frame.columns)
    variables = declared.table("variables")["variable"].tolist() if table == SURVEY else []
    needed = list(dict.fromkeys([*_named(table, config), *variables]))
    free = [h for h in headings if h not in usual]
    renamed, lacking = {}, []
    for column in (c for c in needed if c not in headings and c in usual):
        like = _guessed(column, options, file.draft) or lookalike(column, free)
        if like in free:
            renamed[column] = like
            free.remove(like)
        else:
            lacking.append(column)
    _refuse_lacking(path.name, table, config, lacking, headings)
    _refuse_scales(path.name, raw, config, options, renamed)
    asked = {column: renamed.get(column, column) for column in needed}
    return Addition(table, file, renamed, lacking, free, _words(asked, options, file.draft))


def _words(asked: Mapping[str, str], options: TableConfig, draft: Draft) -> dict[str, dict]:
    """Answers in words for which no number is declared."""
    found = {}
    for column, heading in asked.items():
        said = draft.labels.get(heading, {})
        new = {word: n for word, n in said.items() if word not in options.labels.get(column, {})}
        if new:
            found[column] = dict(said)
    return found


def _named(table: str, config: Config) -> list[str]:
    """The client's headings that the engagement names."""
    options = config.tables[table]
    outcomes = [options.columns.get(o, o) for o in config.outcomes] if table == SURVEY else []
    return [
        *outcomes,
        *options.columns.values(),
        *options.segments,
        *options.comment,
        *options.where,
    ]


def _guessed(column: str, options: TableConfig, draft: Draft) -> str | None:
    """What the file has in the role of a column, as it was understood."""
    ours = next((ours for ours, theirs in options.columns.items() if theirs == column), column)
    return draft.columns.get(ours)


def _refuse_lacking(
    file: str, table: str, config: Config, lacking: Sequence[str], headings: Sequence[str]
) -> None:
    columns = config.tables[table].columns
    main = next(iter(config.outcomes), None) if table == SURVEY else None
    for column in lacking:
        if column == columns.get(main, main):
            seen = ", ".join(f"'{h}'" for h in headings[:MOST_TOLD])
            rule = f"has no column '{column}', which the main outcome is read from ({seen})"
            remedy = (
                f"name it by hand: tables.{table}.source: [..., {{file: {file}, columns: ...}}]"
            )
            raise InputError(Problem(file, None, None, rule, remedy))


def _refuse_scales(
    file: str, raw: Raw, config: Config, options: TableConfig, renamed: Mapping[str, str]
) -> None:
    """Answers beyond the scale that is declared are of another scale."""
    looked = {c.name: c for c in profiles(raw)}
    for name, outcome in config.outcomes.items():
        column = renamed.get(options.columns.get(name, name), options.columns.get(name, name))
        look = looked.get(column)
        if look is None or outcome.limits is None or not look.rating:
            continue
        (low, high), (least, most) = outcome.limits, ends(look)
        if least < low or most > high:
            rule = (
                f"answers go from {least:g} to {most:g}, and {name} is declared {low:g} to {high:g}"
            )
            remedy = "ask the client whether the question was asked on another scale"
            raise InputError(Problem(file, column, None, rule, remedy))


def _source(one: Addition, options: TableConfig) -> CommentedMap | str:
    """The source as it is named: by its name alone, or with what is its own."""
    usual = File("", options.read, (), Draft(one.table, "", Roles()))
    own = own_layout(one.file, usual)
    ours = {theirs: name for name, theirs in options.columns.items()}
    columns = {ours.get(c, c): h for c, h in one.renamed.items()}
    columns |= {ours.get(c, c): None for c in one.lacking}
    own |= {"columns": columns} if columns else {}
    own |= {"labels": dict(one.words)} if one.words else {}
    if own.keys() == {"file"}:
        return own["file"]
    return _flow(FileSource(**own).model_dump(exclude_unset=True, by_alias=True))


def _flow(value: object) -> object:
    """A mapping or list in one line."""
    if isinstance(value, Mapping):
        made = CommentedMap({key: _flow(inner) for key, inner in value.items()})
        made.fa.set_flow_style()
        return made
    return value


def _written(path: Path, added: Sequence[Addition], others: Sequence[File]) -> str:
    """engagement.yml with the new sources; all that stood there still stands."""
    yaml = YAML()
    yaml.width, yaml.preserve_quotes = 4096, True
    yaml.indent(mapping=2, sequence=4, offset=2)
    content = yaml.load(path.read_text(encoding="utf-8-sig"))
    config = read_config(path.parent)
    for one in added:
        options, sources = config.tables[one.table], content["tables"][one.table]["source"]
        source, mark = _source(one, options), _mark(one, config)
        if _covered(one.file.source, options):
            _refuse_own(one, source)
            continue
        listed = CommentedSeq(sources if isinstance(sources, list) else [sources])
        listed.append(source)
        if mark:
            listed.yaml_add_eol_comment(mark.removeprefix("# "), len(listed) - 1, REMARKS_AT)
        content["tables"][one.table]["source"] = listed
    for file in others:
        block = YAML(typ="rt").load("\n".join(table_lines(file.draft.table, [file])))
        content["tables"].update(block)
    text = io.StringIO()
    yaml.dump(content, text)
    return text.getvalue()


def _covered(file: str, options: TableConfig) -> bool:
    """Whether a pattern or a folder among the sources reads the file already."""
    own = [s.file for s in options.sources if isinstance(s, FileSource)]
    return any(PurePath(file).match(s) or str(PurePath(file).parent) == s.rstrip("/") for s in own)


def _refuse_own(one: Addition, source: CommentedMap | str) -> None:
    if not isinstance(source, str):
        rule = f"is read by a pattern under tables.{one.table}.source, and is laid out otherwise"
        remedy = f"name it by itself there: {scalar(source)}, in a folder that the pattern leaves"
        raise InputError(Problem(PurePath(one.file.source).name, None, None, rule, remedy))


def _mark(one: Addition, config: Config) -> str:
    if not one.renamed and not one.words:
        return ""
    columns = config.tables[one.table].columns
    main = next(iter(config.outcomes), None)
    first = {columns.get(main, main), columns.get("customer", "customer")} & set(one.renamed)
    told = [f"{theirs} is read as {ours}" for ours, theirs in one.renamed.items()]
    told += [f"the order of the answers to {column}" for column in one.words]
    return f"{FIRST if first else MARK} {in_a_line('; '.join(told))}"


def _told(one: Addition) -> Iterator[str]:
    name = one.file.source.removeprefix(f"{DATA}/")
    name += f", sheet '{one.file.read.sheet}'" if one.file.read.sheet else ""
    yield f"{name}: added to {one.table}"
    for ours, theirs in one.renamed.items():
        yield f"{name}: '{theirs}' is read as '{ours}': confirm it"
    if one.lacking:
        yield f"{name}: has no {_some(one.lacking)}: missing there"
    if one.new:
        yield f"{name}: {_some(one.new)} is new, and not used"


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in names[:MOST_TOLD])
    more = len(names) - MOST_TOLD
    return f"{shown} and {more} more" if more > 0 else shown
