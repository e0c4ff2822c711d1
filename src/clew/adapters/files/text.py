"""CSV and JSON Lines as rows."""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import msgspec

from clew.events.imports import Row
from clew.events.imports.ports import RowChunk
from clew.kernel.packing import from_json

Opener = Callable[[], AbstractContextManager[tuple[io.TextIOBase, Any]]]
"""Opens the text anew, with the raw file whose position measures progress."""

_LONGEST_FIELD = 1 << 24
_BAD_BYTES = "\ufffd"


class _TextRows:
    """What both share: chunks, and how much of the file lies behind."""

    def __init__(self, opener: Opener, size: int, fingerprint: str) -> None:
        self._open = opener
        self._size = max(1, size)
        self._fingerprint = fingerprint

    @property
    def fingerprint(self) -> str:
        """A digest of the content and of how it is read."""
        return self._fingerprint

    def chunks(self, *, after: int = 0, size: int = 10_000) -> Iterator[RowChunk]:
        """Rows with `number > after`, in order, in chunks of about `size`."""
        with self._open() as (text, raw):
            rows: list[Row] = []
            for row in self._rows(text):
                if row.number <= after:
                    continue
                rows.append(row)
                if len(rows) >= size:
                    yield RowChunk(rows, min(1.0, raw.tell() / self._size))
                    rows = []
            if rows:
                yield RowChunk(rows, 1.0)

    def _rows(self, text: io.TextIOBase) -> Iterator[Row]:
        raise NotImplementedError


class CsvRows(_TextRows):
    """A CSV file with a header; an empty cell is absent."""

    def __init__(self, opener: Opener, size: int, fingerprint: str, delimiter: str) -> None:
        super().__init__(opener, size, fingerprint)
        self._delimiter = delimiter

    def _rows(self, text: io.TextIOBase) -> Iterator[Row]:
        csv.field_size_limit(_LONGEST_FIELD)
        reader = csv.reader(text, delimiter=self._delimiter)
        first: list[str] = next(reader, list[str]())
        header = [name.strip() for name in first]
        width = len(header)
        number = 0
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                number += 1
                yield Row(number, {}, f"not CSV near line {reader.line_num}: {error}")
                continue
            if cells is None:
                return
            if not cells:
                continue
            number += 1
            if len(cells) != width:
                fault = f"{len(cells)} cells where the header has {width}"
                yield Row(number, {}, fault, self._delimiter.join(cells).encode())
                continue
            values = {name: cell for name, cell in zip(header, cells, strict=True) if cell}
            if any(_BAD_BYTES in cell for cell in cells):
                fault = "bytes that are not of the file's encoding"
                yield Row(number, values, fault, self._delimiter.join(cells).encode())
                continue
            yield Row(number, values)


class JsonRows(_TextRows):
    """One JSON object a line; null is absent, numbers stay exact."""

    def _rows(self, text: io.TextIOBase) -> Iterator[Row]:
        number = 0
        for line in text:
            if not line.strip():
                continue
            number += 1
            if _BAD_BYTES in line:
                yield Row(number, {}, "bytes that are not of the file's encoding", line.encode())
                continue
            try:
                value = from_json(line)
            except (msgspec.DecodeError, RecursionError) as error:
                yield Row(number, {}, f"not JSON: {error}", line.encode())
                continue
            if not isinstance(value, dict):
                yield Row(number, {}, "not a JSON object", line.encode())
                continue
            yield Row(number, {name: item for name, item in _items(value) if item is not None})


def _items(value: Any) -> Iterator[tuple[str, Any]]:
    yield from value.items()
