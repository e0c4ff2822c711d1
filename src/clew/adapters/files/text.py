"""CSV and JSON Lines as rows."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, cast

import msgspec

from clew.adapters.files.errors import UnreadableFile
from clew.events.imports import Row, fitting
from clew.events.imports.ports import RowChunk
from clew.kernel.packing import from_json

Opener = Callable[[], AbstractContextManager[tuple[io.TextIOBase, Any]]]
"""Opens the text anew, with the raw file whose position measures progress."""

_LONGEST_ROW = 1 << 24
_BAD_BYTES = re.compile("[\udc80-\udcff]")
"""How the opener gives bytes that are not of the encoding: as escapes that no text holds."""
_NUL = "\x00"
_NUL_FAULT = "a NUL character, which databases can't hold in text"
_LONG_NUMBER = re.compile("[0-9]{19}")


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
        """Rows with `number > after`, in order, in chunks of about `size`.

        Raises:
            UnreadableFile: if the file breaks off, or is not what its name says.
        """
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
        csv.field_size_limit(_LONGEST_ROW)
        reader = csv.reader(text, delimiter=self._delimiter)
        header = self._header(reader)
        width, number = len(header), 0
        while True:
            line = reader.line_num
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                number += 1
                yield Row(number, {}, f"not CSV near line {reader.line_num}: {error}")
                continue
            if not cells:
                continue
            number += 1
            if len(cells) != width:
                spans = reader.line_num - line > 1
                fault = f"{len(cells)} cells where the header has {width}"
                fault += f", on lines {line + 1} to {reader.line_num}: is a quote left open?" if spans else ""
                yield Row(number, {}, fault, self._written(cells))
                continue
            whole = "".join(cells)
            if not whole.isascii() or _NUL in whole:
                fault = _unfit(whole)
                if fault:
                    yield Row(number, {}, fault, self._written(cells))
                    continue
            yield Row(number, {name: cell for name, cell in zip(header, cells, strict=True) if cell})

    def _header(self, reader: Any) -> list[str]:
        try:
            cells: list[str] = next(reader, list[str]())
        except csv.Error as error:
            raise UnreadableFile(f"the header is not CSV: {error}", hint="check the delimiter and the quotes") from None
        names = [name.strip() or f"column {place}" for place, name in enumerate(cells, 1)]
        if fault := _unfit("".join(names)):
            raise UnreadableFile(f"the header holds {fault}", hint="declare the file's encoding")
        for name in names:
            if names.count(name) > 1:
                raise UnreadableFile(f"the header names `{name}` twice", hint="rename one of the columns")
        return names

    def _written(self, cells: list[str]) -> bytes:
        """The row as CSV again."""
        text = io.StringIO()
        csv.writer(text, delimiter=self._delimiter, lineterminator="").writerow(cells)
        return text.getvalue().encode("utf-8", "surrogateescape")


class JsonRows(_TextRows):
    """One JSON object a line; null is absent, numbers stay exact."""

    def _rows(self, text: io.TextIOBase) -> Iterator[Row]:
        number = 0
        while line := text.readline(_LONGEST_ROW):
            if line.isspace():
                continue
            number += 1
            if number == 1 and line.lstrip().startswith("["):
                raise UnreadableFile(
                    "one JSON list instead of one object a line", hint="turn it into lines, as with jq -c '.[]'"
                )
            value, fault = _read_object(line)
            if fault:
                yield Row(number, {}, fault, line.encode("utf-8", "surrogateescape"))
            else:
                yield Row(number, {name: item for name, item in value.items() if item is not None})


def _read_object(line: str) -> tuple[dict[str, Any], str]:
    """The object that a line holds, or what is wrong with it."""
    if len(line) >= _LONGEST_ROW:
        return {}, f"longer than {_LONGEST_ROW >> 20} MB"
    if fault := _unfit(line):
        return {}, fault
    try:
        value = from_json(line)
    except (msgspec.DecodeError, RecursionError) as error:
        return {}, f"not JSON: {error}"
    if not isinstance(value, dict):
        return {}, "not a JSON object"
    if r"\u0000" in line and _holds_nul(value):
        return {}, _NUL_FAULT
    return cast("dict[str, Any]", fitting(value) if _LONG_NUMBER.search(line) else value), ""


def _unfit(text: str) -> str:
    """What the text holds that no event may hold; empty if nothing."""
    if _NUL in text:
        return _NUL_FAULT
    return "bytes that are not of the file's encoding" if not text.isascii() and _BAD_BYTES.search(text) else ""


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return _NUL in value
    if isinstance(value, dict):
        return any(_NUL in name or _holds_nul(item) for name, item in cast("dict[str, Any]", value).items())
    return isinstance(value, list) and any(map(_holds_nul, cast("list[Any]", value)))
