"""Arrow tables as what models learn from: numbers, categories and instants."""

from typing import Any

import numpy as np

from clew.adapters.arrow.columns import pa, pc
from clew.learning.tables import Column, Numbers, Table

_EXACT = 2**53
"""Up to here every integer has a float of its own."""


def learnable(found: Any) -> Table:
    """An Arrow table as numbers and categories; what a column holds is as its type says."""
    return Table(tuple(_column(name, found.column(place)) for place, name in enumerate(found.column_names)))


def _column(name: str, values: Any) -> Column:
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if pa.types.is_timestamp(values.type) or pa.types.is_date(values.type):
        zoned = pa.types.is_timestamp(values.type) and values.type.tz is not None
        instants = values.cast(pa.timestamp("us", "UTC") if zoned else pa.timestamp("us"), safe=False)
        return Column(name, "instant", _floats(instants.cast(pa.int64())))
    numbers = _numbers(values)
    return _category(name, _texts(values)) if numbers is None else Column(name, "number", _floats(numbers))


def _numbers(values: Any) -> Any:
    """As something that becomes floats; None if they are no numbers."""
    kind, types = values.type, pa.types
    if types.is_boolean(kind) or types.is_null(kind):
        return values.cast(pa.int8())
    if types.is_time32(kind):
        return values.cast(pa.int32())
    if types.is_time64(kind) or types.is_duration(kind):
        return values.cast(pa.int64())
    if types.is_integer(kind):
        return None if _beyond_floats(values) else values
    return values if types.is_floating(kind) or types.is_decimal(kind) else None


def _texts(values: Any) -> Any:
    """Of lists, objects and bytes those that are equal are one text."""
    kind, types = values.type, pa.types
    if types.is_string(kind):
        return values
    if types.is_large_string(kind) or types.is_string_view(kind) or types.is_integer(kind):
        return values.cast(pa.string())
    return pa.chunked_array([[None if each is None else str(each) for each in values.to_pylist()]], pa.string())


def _beyond_floats(values: Any) -> bool:
    """Whether some of these integers would be taken for their neighbours: names of things, and no amounts."""
    ends = pc.min_max(values).as_py()
    return ends["min"] is not None and not -_EXACT <= ends["min"] <= ends["max"] <= _EXACT


def _category(name: str, texts: Any) -> Column:
    encoded = pc.dictionary_encode(texts).combine_chunks()
    chunk = encoded if isinstance(encoded, pa.DictionaryArray) else encoded.chunk(0)
    labels: list[str] = chunk.dictionary.to_pylist()
    codes = _floats(chunk.indices)
    order = sorted(range(len(labels)), key=labels.__getitem__)
    places = np.empty(max(1, len(labels)))
    places[order] = np.arange(len(labels))
    known = ~np.isnan(codes)
    codes[known] = places[codes[known].astype(np.int64)]
    return Column(name, "category", codes, tuple(labels[place] for place in order))


def _floats(values: Any) -> Numbers:
    """As floats; what is infinite is as good as unknown."""
    found = np.array(values.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False), np.float64)
    found[np.isinf(found)] = np.nan
    return found
