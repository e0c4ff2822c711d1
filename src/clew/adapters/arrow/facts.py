"""Facts to columns and back."""

from collections.abc import Iterable

from clew.adapters.arrow.columns import FACTS, Table, TableBuilder, integers, texts
from clew.events import Fact
from clew.kernel.hashing import bucket_of


def encode_facts(facts: Iterable[Fact]) -> Table:
    """Facts as a table of `FACTS`, in the order given.

    Law: `facts_of(encode_facts(facts)) == facts`.
    """
    rows = list(facts)
    builder = TableBuilder(FACTS)
    builder.columns = [
        [bucket_of(fact.profile) for fact in rows],
        [fact.profile for fact in rows],
        [fact.at for fact in rows],
        [fact.kind for fact in rows],
        [fact.subject for fact in rows],
        [fact.seq for fact in rows],
        [fact.cause for fact in rows],
    ]
    return builder.table()


def facts_of(table: Table) -> list[Fact]:
    """The facts of a table with the columns of `FACTS`, in its order."""
    columns = zip(
        texts(table, "profile"),
        integers(table, "at"),
        texts(table, "kind"),
        texts(table, "subject"),
        integers(table, "seq"),
        texts(table, "cause"),
        strict=True,
    )
    return [Fact(*values) for values in columns]
