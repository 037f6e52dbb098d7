"""Parquet by its footer first: what it holds is known before any of it is unpacked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cxlib.engagement.config import Read
from cxlib.engagement.contracts.quality import note
from cxlib.engagement.contracts.raw import Raw, from_frame
from cxlib.engagement.reading import limits
from cxlib.errors import InputError, Problem

if TYPE_CHECKING:
    import pyarrow as pa

VALUE_BYTES = 8  # of a number, a time or an offset, unpacked
MOST_LOG_RATIO = 1_000  # a log's times and customers differ, so that it compresses less
LOOKED_INTO = 64 * 2**20  # bytes of a log whose texts are measured
AGAIN = "export it again"


def read_parquet(path: Path, read: Read) -> Raw:
    """The flat columns of a Parquet file; nested ones hold no cell and are left out.

    Raises InputError where it is damaged, or unpacks to more than can be held in memory.
    """
    import pyarrow.parquet as pq

    with _legible(path), pq.ParquetFile(path) as file:
        footer, schema = file.metadata, file.schema_arrow
        flat = [f.name for f in schema if f.type.num_fields == 0]
        limits.check_size(path.name, footer.num_rows, len(flat))
        size = sum(footer.row_group(i).total_byte_size for i in range(footer.num_row_groups))
        if size > limits.MOST_BYTES:
            limits.refuse(path.name, f"unpacks to {size / 2**30:,.1f} GB")
    nested = len(schema) - len(flat)
    notes = [note("", "", "nested columns not read", nested)] if nested else []
    with _legible(path):
        frame = _frame(path, flat, schema)
        return from_frame(path.name, frame, notes=tuple(notes), dates=read.dates)


def _frame(path: Path, columns: list[str], schema: pa.Schema) -> pd.DataFrame:
    """Texts come as their few distinct values first: one long text repeated often stays small."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    fields = [_plain(schema.field(column)) for column in columns]
    texts = [f.name for f in fields if _is_text(f.type)]
    table = pq.read_table(path, columns=columns, read_dictionary=texts)
    size = sum(_unpacked(table[column]) for column in texts)
    if size > limits.MOST_BYTES:
        limits.refuse(path.name, f"unpacks to {size / 2**30:,.1f} GB of text")
    return table.cast(pa.schema(fields)).to_pandas()


def _plain(field: pa.Field) -> pa.Field:
    """A column of categories as the column of their values."""
    import pyarrow as pa

    return field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field


def _is_text(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return any(
        is_kind(kind)
        for is_kind in (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary)
    )


def _unpacked(column: pa.ChunkedArray) -> int:
    """The bytes of a column's texts when each cell has its own."""
    import pyarrow as pa
    import pyarrow.compute as pc

    total = 0
    for chunk in column.chunks:
        if not pa.types.is_dictionary(chunk.type):
            total += chunk.nbytes
            continue
        lengths = pc.binary_length(chunk.dictionary)
        total += pc.sum(lengths.take(chunk.indices).cast("int64")).as_py() or 0
    return total


def check_log(path: Path) -> None:
    """Refuse a log, which the engine streams, only where it unpacks to far more than its size.

    Rows and columns by the footer; in small files, which cost little to look into, the texts too:
    a long one that is repeated often takes next to no room in the file.
    """
    import pyarrow.parquet as pq

    packed = path.stat().st_size
    with _legible(path), pq.ParquetFile(path) as file:
        footer, schema = file.metadata, file.schema_arrow
        size = sum(footer.row_group(i).total_byte_size for i in range(footer.num_row_groups))
        _refuse_log(path, size, packed)
        _refuse_log(path, footer.num_rows * footer.num_columns * VALUE_BYTES, packed)
    texts = [field.name for field in schema if _is_text(_plain(field).type)]
    if packed > LOOKED_INTO or size > limits.MOST_BYTES or not texts:
        return
    with _legible(path), pq.ParquetFile(path, read_dictionary=texts) as file:
        unpacked = 0
        for group in range(footer.num_row_groups):
            table = file.read_row_group(group, columns=texts)
            unpacked += sum(_unpacked(table[column]) for column in texts)
            _refuse_log(path, unpacked, packed)


def _refuse_log(path: Path, unpacked: int, packed: int) -> None:
    if unpacked > limits.MOST_BYTES and unpacked > MOST_LOG_RATIO * packed:
        limits.refuse(path.name, "unpacks to far more than its size allows", AGAIN)


@contextmanager
def _legible(path: Path) -> Iterator[None]:
    import pyarrow as pa

    try:
        yield
    except pa.ArrowMemoryError:
        limits.refuse(path.name, "needs more memory than there is")
    except (pa.ArrowException, OSError):
        rule = "is no Parquet file, or a damaged one"
        raise InputError(Problem(path.name, None, None, rule, AGAIN)) from None
