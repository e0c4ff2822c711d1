"""Everything authored is a versioned document here: kinds, references, YAML, plan and publish.

Law: a numbered version never changes; its status only moves from draft to published to archived. An archived version
ends every version of that document up to it. Publishing is a record in the log: this folder computes what to append
and holds no store. It knows no kind's meaning: other domains register kinds, checks and references.
"""

from clew.catalog.compare import ABSENT, Difference, differences
from clew.catalog.errors import Fault, InvalidDocuments, Placed, Unpublishable
from clew.catalog.kinds import BASE_KINDS, Kind, Kinds, mentions_field
from clew.catalog.model import (
    ID_PATTERN,
    Document,
    Key,
    Reference,
    Status,
    content,
    digest,
    head,
    same_content,
    standing,
    to_data,
)
from clew.catalog.order import dependency_order
from clew.catalog.parse import Authored, Parsed, parse, parse_folder
from clew.catalog.plan import Action, Blocked, Change, Plan, plan
from clew.catalog.publish import SOURCE, Publication, publication, publish
from clew.catalog.read import from_data, pointer, read_document
from clew.catalog.write import to_yaml

__all__ = [
    "ABSENT",
    "BASE_KINDS",
    "ID_PATTERN",
    "SOURCE",
    "Action",
    "Authored",
    "Blocked",
    "Change",
    "Difference",
    "Document",
    "Fault",
    "InvalidDocuments",
    "Key",
    "Kind",
    "Kinds",
    "Parsed",
    "Placed",
    "Plan",
    "Publication",
    "Reference",
    "Status",
    "Unpublishable",
    "content",
    "dependency_order",
    "differences",
    "digest",
    "from_data",
    "head",
    "mentions_field",
    "parse",
    "parse_folder",
    "plan",
    "pointer",
    "publication",
    "publish",
    "read_document",
    "same_content",
    "standing",
    "to_data",
    "to_yaml",
]
