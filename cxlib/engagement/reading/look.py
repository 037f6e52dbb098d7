"""A first look at a delimited file, before anything of it is held: encoding, line ends, odd signs.

The look goes once through the bytes, block by block, so that what is too large, torn or of another
kind is refused before it takes memory, and so that the physical lines are counted by other means
than the parser's.
"""

from __future__ import annotations

import codecs
import contextlib
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cxlib.engagement.config import Read
from cxlib.engagement.reading import limits
from cxlib.engagement.reading.noise import refuse_noise
from cxlib.engagement.reading.packed import open_bytes
from cxlib.errors import InputError, Problem

BLOCK = 2**20
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SIGNS = '\n\r\0\x1a",;\t|'  # what lines and cells are made of, and what no text has
UTF_16 = ("read: {encoding: utf-16-be}", "read: {encoding: utf-16-le}")  # by where the NULs are
SAMPLED = 4096  # bytes in which they are looked for
JOINED = "name both files under source, one by one, or delete the mark"
WINDOWS = [f"cp125{n}" for n in range(9)]
CODES = {  # signs that no text has: what they are called, and what to do
    0: ("a NUL byte", "export it again"),
    0x1A: ("a Ctrl-Z, at which older programs stop reading", "delete that sign or export it again"),
}


@dataclass(frozen=True)
class Look:
    """What the bytes tell. `found` says in a word how the encoding is known.

    Attributes
    ----------
    encoding, found : by which the text is read; declared, marked, found or mended.
    lines : physical lines; a last one without a line end counts.
    ends : the sign that ends a line: a carriage return only where there is no line feed at all.
    returns : carriage returns inside lines, which are text.
    """

    encoding: str
    found: str
    lines: int
    ends: str
    returns: int


def look(path: Path, read: Read) -> Look:
    """The first look. Raises InputError where the file cannot be an honest text."""
    encoding, found = _encoding(path, read)
    if not _plain(encoding):
        return _counted(path, encoding, found, _recoded(path, encoding))
    refuse_noise(path)
    try:
        return _counted(path, encoding, found, _checked(path, encoding))
    except UnicodeDecodeError as why:
        if found != "found" or not _common_signs_only(path):
            raise _undecodable(path, encoding, why) from None
        return _counted(path, "cp1252", "mended", _checked(path, "cp1252"))


def _encoding(path: Path, read: Read) -> tuple[str, str]:
    with open_bytes(path) as stream:
        start = stream.read(4)
    marked = next((name for mark, name in MARKS if start.startswith(mark)), None)
    if read.encoding is None:
        return (marked, "marked") if marked else ("utf-8", "found")
    declared = codecs.lookup(read.encoding).name
    if marked is None or declared == marked:
        return read.encoding, "declared"
    if marked.removesuffix("-sig") == declared or declared.startswith(marked):
        return marked, "marked"
    rule = f"is marked as {marked.removesuffix('-sig')}, while '{read.encoding}' is declared"
    raise InputError(Problem(path.name, None, None, rule, "leave encoding out of read"))


def _plain(encoding: str) -> bool:
    """Whether lines and cells can be counted in the bytes themselves."""
    return SIGNS.encode(encoding) == SIGNS.encode("ascii") or encoding == "utf-8-sig"


def _blocks(path: Path) -> Iterator[bytes]:
    with open_bytes(path) as stream:
        while block := stream.read(BLOCK):
            yield block


def _checked(path: Path, encoding: str) -> Iterator[bytes]:
    """The bytes, each block of which can be decoded."""
    decoder, before = codecs.getincrementaldecoder(encoding)(), 0
    for block in _blocks(path):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(block)
        except UnicodeDecodeError as why:
            raise _at(why, before - pending) from None
        before += len(block)
        yield block
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as why:
        raise _at(why, before - len(why.object)) from None


def _at(why: UnicodeDecodeError, before: int) -> UnicodeDecodeError:
    """The same with its place in the file."""
    byte = why.object[why.start : why.start + 1]
    return UnicodeDecodeError(why.encoding, byte, before + why.start, before + why.end, why.reason)


def _recoded(path: Path, encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()
    for block in _blocks(path):
        yield decoder.decode(block).encode("utf-8", "surrogatepass")
    yield decoder.decode(b"", final=True).encode("utf-8", "surrogatepass")


def _counted(path: Path, encoding: str, found: str, blocks: Iterator[bytes]) -> Look:
    feeds = returns = pairs = size = length = 0
    last = b""
    for block in blocks:
        for code, (name, remedy) in CODES.items():
            if (at := block.find(code)) >= 0:
                line = feeds + block[:at].count(b"\n") + 1
                rule = f"holds {name}, in line {line}"
                remedy = f"declare {UTF_16[at % 2]}" if code == 0 and _two_bytes(block) else remedy
                raise InputError(Problem(path.name, None, line, rule, remedy))
        if encoding.startswith("utf") and (at := block.find(codecs.BOM_UTF8, 3 * (not size))) >= 0:
            line = feeds + block[:at].count(b"\n") + 1
            rule = (
                f"holds a mark of a file's beginning, in line {line}: two files were joined there"
            )
            raise InputError(Problem(path.name, None, line, rule, JOINED))
        feeds += block.count(b"\n")
        returns += block.count(b"\r")
        pairs += block.count(b"\r\n") + (last + block[:1] == b"\r\n")
        end = max(block.rfind(b"\n"), block.rfind(b"\r"))
        length = length + len(block) if end < 0 else len(block) - end - 1
        if length > limits.LONGEST_LINE:
            limits.refuse(path.name, f"has a line of more than {limits.LONGEST_LINE:,} bytes")
        if feeds > limits.MOST_ROWS * 2:
            limits.check_size(path.name, feeds, 1)
        size, last = size + len(block), block[-1:] or last
    ends = "\n" if feeds or not returns else "\r"
    ended = feeds if ends == "\n" else returns
    whole = ended + (last not in (b"", ends.encode()))
    return Look(encoding, found, whole, ends, returns - pairs if feeds else 0)


def _two_bytes(block: bytes) -> bool:
    """Whether every second byte is a NUL for the most part: Latin letters in UTF-16."""
    start = block[:SAMPLED]
    first, second = start[::2].count(0), start[1::2].count(0)
    return max(first, second) > len(start) / 4 and min(first, second) == 0


def _common_signs_only(path: Path) -> bool:
    """Whether all that is not ASCII are quotes, dashes and the like of every Windows code page."""
    ascii_only = bytes(range(128))
    return all(set(block.translate(None, ascii_only)) <= COMMON for block in _blocks(path))


def _common() -> frozenset[int]:
    """The bytes that are one and the same sign, and no letter, in every Windows code page."""
    signs = {}
    for code in range(0x82, 0xA0):
        read = {bytes([code]).decode(page, "replace") for page in WINDOWS}
        if len(read) == 1 and not (sign := read.pop()).isalpha() and sign not in string.printable:
            signs[code] = sign
    return frozenset(signs)


COMMON = _common()


def _undecodable(path: Path, encoding: str, why: UnicodeDecodeError) -> InputError:
    """The line and the heading of the first byte that is not written in an encoding."""
    line, before, heading = _place(path, why.start)
    separators = [s for s in ",;\t|" if s.encode() in heading]
    cut = max(separators, key=lambda s: heading.count(s.encode()), default=",").encode()
    names, place = heading.split(cut), before.count(cut)
    name = names[place].decode("ascii", "replace").strip(' "\r') if place < len(names) else ""
    code = f"0x{why.object[0]:02X}" if why.object else "its last byte"
    rule = f"is not written in the encoding {encoding} (byte {code} in line {line})"
    return InputError(Problem(path.name, name or None, line, rule, _other_encoding(path)))


def _other_encoding(path: Path) -> str:
    """The commonest encoding of Windows, or of an older Mac, in which all bytes are letters."""
    for encoding in ("cp1252", "mac-roman"):
        with contextlib.suppress(UnicodeDecodeError):
            for _ in _checked(path, encoding):
                pass
            return f"declare the right one, such as read: {{encoding: {encoding}}}"
    return "export it again as UTF-8"


def _place(path: Path, position: int) -> tuple[int, bytes, bytes]:
    """The line of a byte, what stands before it in that line, and the file's first line."""
    before = b"".join(_upto(path, position))
    start = before.rfind(b"\n") + 1
    return before.count(b"\n") + 1, before[start:], before.split(b"\n", 1)[0]


def _upto(path: Path, position: int) -> Iterator[bytes]:
    for block in _blocks(path):
        yield block[:position]
        position -= len(block)
        if position <= 0:
            return
