"""Which reader a file needs: by its name, and by its first bytes where the name doesn't say how it is packed."""

import gzip
import io
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal

from clew.adapters.arrow import pa
from clew.adapters.files.errors import UnreadableFile
from clew.adapters.files.parquet import ParquetRows
from clew.adapters.files.text import CsvRows, JsonRows
from clew.events.imports import RowSource

Format = Literal["csv", "jsonl", "parquet"]
_FORMATS: dict[str, Format] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
}
_PACKED = {".gz": "gzip", ".gzip": "gzip", ".zst": "zstd", ".zstd": "zstd"}
_MAGIC = ((b"\x1f\x8b", "gzip"), (b"\x28\xb5\x2f\xfd", "zstd"))
_BLOCK = 1 << 20


def open_rows(path: Path, *, encoding: str = "utf-8", delimiter: str | None = None) -> RowSource:
    """The rows of a file; nothing but its beginning is read yet.

    Args:
        path: A name ending in .csv, .tsv, .jsonl or .ndjson, perhaps followed by .gz or .zst, or in .parquet.
        encoding: Of a text file; a byte order mark is passed over.
        delimiter: Of a CSV file; a tab for .tsv, else a comma.

    Raises:
        UnreadableFile: if there is no such file, its kind is none of these, or it is Parquet in a packing.
    """
    suffixes = [suffix.lower() for suffix in path.suffixes]
    kind = next((_FORMATS[suffix] for suffix in reversed(suffixes) if suffix in _FORMATS), None)
    if kind is None:
        raise UnreadableFile(
            "the name doesn't say what the file is", where=path.name, hint="end it in .csv, .jsonl or .parquet"
        )
    try:
        fingerprint = _fingerprint(path, encoding, delimiter or "")
        is_packed = _is_packed(path)
    except OSError as error:
        raise UnreadableFile(f"can't be read: {error.strerror}", where=path.name, hint="check the path") from None
    if kind == "parquet":
        if is_packed:
            raise UnreadableFile(
                "a Parquet file in a packing can't be read",
                where=path.name,
                hint="unpack it: it is packed inside as well",
            )
        return ParquetRows(path, fingerprint)
    try:
        "".encode(encoding)
    except LookupError:
        raise UnreadableFile(f"no encoding is called {encoding}", hint="such as utf-8 or latin-1") from None
    stream = _Unpacked(path, encoding)
    if kind == "jsonl":
        return JsonRows(stream.open, path.stat().st_size, fingerprint)
    if delimiter and (len(delimiter) > 1 or delimiter in '"\r\n'):
        raise UnreadableFile("a delimiter is one character, no quote and no line break", hint="such as ; or |")
    tab = "\t" if ".tsv" in suffixes else ","
    return CsvRows(stream.open, path.stat().st_size, fingerprint, delimiter or tab)


class _Unpacked:
    """A text file as lines of text, unpacked on the way."""

    def __init__(self, path: Path, encoding: str) -> None:
        self._path = path
        self._encoding = "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding

    @contextmanager
    def open(self) -> Generator[tuple[io.TextIOBase, Any], None, None]:
        """The text, and the raw file under it, whose position says how far we are.

        Bytes that are not of the encoding become escapes, so that one bad row does not end the file.

        Raises:
            UnreadableFile: while it is read, if the packed data is broken or breaks off.
        """
        with self._path.open("rb") as raw:
            packed = _packing(self._path, raw)
            binary: Any = raw
            if packed == "gzip":
                binary = gzip.GzipFile(fileobj=raw)
            elif packed == "zstd":
                binary = pa.CompressedInputStream(pa.PythonFile(raw, mode="r"), packed)
            buffered = io.BufferedReader(_Readable(binary, self._path.name), _BLOCK)
            with io.TextIOWrapper(buffered, self._encoding, errors="surrogateescape", newline="") as text:
                yield text, raw


class _Readable(io.RawIOBase):
    """A reader of bytes as Python's buffers want it."""

    def __init__(self, stream: Any, name: str) -> None:
        self._stream = stream
        self._name = name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._stream.read(len(buffer))
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableFile(
                f"the packed data is broken or breaks off: {error}", where=self._name, hint="copy the file again"
            ) from None
        buffer[: len(data)] = data
        return len(data)


def _is_packed(path: Path) -> bool:
    with path.open("rb") as raw:
        return _packing(path, raw) is not None


def _packing(path: Path, raw: io.BufferedReader) -> str | None:
    begins = raw.peek(4)[:4]
    by_content = next((name for magic, name in _MAGIC if begins.startswith(magic)), None)
    return by_content or (_PACKED.get(path.suffix.lower()) if begins else None)


def _fingerprint(path: Path, *settings: str) -> str:
    digest = blake2b("\x1f".join(settings).encode(), digest_size=16)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
