"""No byte of any file tells who went: ids that are numbers, begin with zeros, or change their case.

Every file of the folder but the client's own is opened as what it is, parts of archives too, and
searched for each form in which an id of eight characters can stand.
"""

from __future__ import annotations

import gzip
import io
import shutil
import struct
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from cxlib.erasing import files, forget, persons

CLIENTS = ("one.csv", "two.csv", "engagement.yml")


def parts(name: str, data: bytes):
    """The bytes of a file, and of all that is packed in it."""
    yield name, data
    if name.endswith(".parquet"):
        yield f"{name} cells", str(pq.read_table(io.BytesIO(data)).to_pydict()).encode()
    elif zipfile.is_zipfile(io.BytesIO(data)):
        archive = zipfile.ZipFile(io.BytesIO(data))
        for member in archive.namelist():
            yield from parts(f"{name}/{member}", archive.read(member))
    elif data.startswith(b"\x1f\x8b"):
        yield from parts(f"{name} unpacked", gzip.decompress(data))


def forms(one: str) -> set[bytes]:
    told = {one, one.lower(), one.upper()}
    if one.isdecimal():
        told |= {str(int(one)), f"{int(one):,}"}
    packed = {struct.pack(f"<{kind}", int(one)) for kind in "qd" if one.isdecimal()}
    return {text.encode(code) for text in told for code in ("utf-8", "utf-16-le")} | packed


def found(folder: Path, ids: list[str]) -> dict[str, list[str]]:
    told = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in CLIENTS):
        for name, data in parts(path.relative_to(folder).as_posix(), path.read_bytes()):
            seen = [one for one in ids if any(form in data for form in forms(one))]
            told |= {name: seen} if seen else {}
    return told


@pytest.fixture(name="ids", scope="module")
def _ids(numbered) -> list[str]:
    """One of each form, in two answers at least."""
    frame = pd.concat([pd.read_csv(numbered / f"{n}.csv", dtype="str") for n in ("one", "two")])
    often = frame["cust"].value_counts().loc[lambda n: n > 1].index
    kinds = (r"6\d{7}", r"00\d{6}", r"Kd\d{6}", r"x\d{5}YZ")
    chosen = [sorted(often[often.str.fullmatch(kind)])[3] for kind in kinds]
    assert [len(one) for one in chosen] == [8] * 4
    return chosen


@pytest.fixture(name="acme")
def _acme(numbered, tmp_path):
    return shutil.copytree(numbered, tmp_path / "acme")


def test_no_byte_of_any_file_tells_of_them(acme, ids):
    before = found(acme, ids)
    assert {one for seen in before.values() for one in seen} == set(ids)
    packed = {"whole.parquet cells", "numbers.npy", "floats.npy", "loud.txt", "small.html"}
    assert packed <= {Path(name).name for name in before}
    forget(acme, ids)
    assert found(acme, ids) == {}


def test_others_whose_ids_are_alike_stay(acme, ids):
    """The same number without its zeros is another customer where the client has one of that id."""
    zeros, cased = ids[1], ids[2]
    other = [zeros.lstrip("0"), cased.upper()]
    frame = pd.read_csv(acme / "one.csv", dtype="str")
    frame.loc[frame.index[:4], "cust"] = [*other, *other]
    frame.to_csv(acme / "one.csv", index=False)
    (acme / "runs/2025-10/001/others.csv").write_text("customer\n" + "\n".join(other))
    told = forget(acme, ids)
    left = (acme / "runs/2025-10/001/others.csv").read_text()
    assert left.split() == ["customer", *other]
    assert told.alike == 2


def test_without_a_look_at_other_spellings_they_are_found(acme, ids, monkeypatch):
    monkeypatch.setattr(persons, "spellings", lambda one: set())
    forget(acme, ids)
    assert found(acme, ids)


def test_without_a_look_at_packed_numbers_they_are_found(acme, ids, monkeypatch):
    monkeypatch.setattr(files, "_unknown", lambda data, _: (data, 0))
    forget(acme, ids)
    assert {"numbers.npy", "floats.npy"} <= {Path(name).name for name in found(acme, ids)}
