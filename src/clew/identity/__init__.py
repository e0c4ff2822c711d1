"""Identity: who a record is about; a graph of names with the provenance of every link, reversible.

Law of the folder: a link that would join two people is refused, a merge rewrites nothing, an unmerge restores both.
"""

from clew.identity.errors import InvalidNamespace
from clew.identity.foresee import Parts, parts_between
from clew.identity.graph import Graph, Known
from clew.identity.model import (
    IdentityGraph,
    IdentityNode,
    LinkEvent,
    Merged,
    MergeEdge,
    ProfileNode,
    Resolution,
    Split,
)
from clew.identity.namespaces import PROFILE, STANDARD, Namespace, NamespaceKind, Namespaces, canonical_namespace
from clew.identity.normalise import normalise, spell, speller
from clew.identity.past import Past, past_of
from clew.identity.service import IdentityService

__all__ = [
    "PROFILE",
    "STANDARD",
    "Graph",
    "IdentityGraph",
    "IdentityNode",
    "IdentityService",
    "InvalidNamespace",
    "Known",
    "LinkEvent",
    "MergeEdge",
    "Merged",
    "Namespace",
    "NamespaceKind",
    "Namespaces",
    "Parts",
    "Past",
    "ProfileNode",
    "Resolution",
    "Split",
    "canonical_namespace",
    "normalise",
    "parts_between",
    "past_of",
    "spell",
    "speller",
]
