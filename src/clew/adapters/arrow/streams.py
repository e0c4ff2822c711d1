"""Tables as bytes that any Arrow library reads."""

from clew.adapters.arrow.columns import Table, pa


def to_stream(table: Table) -> bytes:
    """A table as an Arrow IPC stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()
