"""What publishing would do: the catalog's plan against the documents of a workspace."""

from collections.abc import Sequence

from clew.api.ports import Services
from clew.catalog import Authored, Plan, plan, standing


def plan_documents(services: Services, desired: Sequence[Authored], *, prune: bool = False) -> Plan:
    """What publishing would do; with `prune`, live documents that are not desired are archived."""
    stored = [standing(found.document, found.state) for found in services.documents.documents()]
    return plan(desired, stored, services.kinds, prune=prune)
