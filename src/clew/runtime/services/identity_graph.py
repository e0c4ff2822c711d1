"""An identity graph as the API shows it: names, what links them, and what came with each."""

from collections import Counter
from collections.abc import Sequence

from clew.api.views import AliasView, IdentityGraphView, LinkView, MergeView, NameView
from clew.events import Identity, Record
from clew.identity import Namespaces
from clew.identity.ports import EdgeRow, HeadRow, LinkRow, NodeRow
from clew.kernel.instants import Instant


def graph_view(
    root: str,
    heads: Sequence[HeadRow],
    *,
    nodes: Sequence[NodeRow],
    edges: Sequence[EdgeRow],
    links: Sequence[LinkRow],
    records: Sequence[Record],
    namespaces: Namespaces,
) -> IdentityGraphView:
    """The graph of a person, from its rows and their history.

    Args:
        root: The profile that answers.
        heads: Of its leaves, in the order to show them in.
        nodes: All names.
        edges: All merges and partings.
        links: The provenance of all names, in log order.
        records: Everything that came.
        namespaces: Those in force.
    """
    came: Counter[Identity] = Counter()
    last: dict[Identity, Instant] = {}
    for record in records:
        for name in record.event.identities:
            came[name] += 1
            last[name] = max(record.ts, last.get(name, record.ts))
    made = {(link.identity, link.at): link.source for link in links}
    return IdentityGraphView(
        profile=root,
        profiles=tuple(AliasView(profile=head.profile, created_at=head.created_at) for head in heads),
        identities=tuple(
            NameView(
                namespace=node.identity.namespace,
                value=node.identity.value,
                since=node.since,
                profile=node.profile,
                type=namespaces[node.identity.namespace].kind,
                source=made.get((node.identity, node.since), ""),
                records=came[node.identity],
                last_at=last.get(node.identity),
            )
            for node in sorted(nodes, key=lambda node: (node.since, node.seq, node.identity))
        ),
        merges=tuple(
            MergeView(
                a=edge.a,
                b=edge.b,
                at=edge.at,
                source=edge.source,
                seq=edge.seq,
                cause=edge.cause,
                active=edge.active,
                event=_event_of(edge, records),
            )
            for edge in edges
        ),
        links=tuple(
            LinkView(
                namespace=link.identity.namespace,
                value=link.identity.value,
                profile=link.profile,
                kind=link.kind,
                at=link.at,
                source=link.source,
                seq=link.seq,
                index=link.index,
            )
            for link in links
        ),
    )


def _event_of(edge: EdgeRow, records: Sequence[Record]) -> str:
    """The type of the record that joined two; of a body with several, of the first that names more than one."""
    sent = (record for record in records if record.seq == edge.seq and len(record.event.identities) > 1)
    first = min(sent, key=lambda record: record.index, default=None)
    return first.event.type if first is not None else ""
