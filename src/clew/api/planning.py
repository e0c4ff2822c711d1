"""What publishing would do: the catalog's plan against the documents of a workspace."""

from collections.abc import Collection, Sequence

import msgspec

from clew.api.overview.views import PaletteView
from clew.api.ports import Services
from clew.catalog import Authored, Document, Fault, Key, Plan, head, plan, standing
from clew.expressions import did_you_mean

_NAMED_BY_THE_SENDER = frozenset({"unknown_event", "unknown_property", "unknown_attribute"})
"""What is doubted because no schema names it, though people may send it all the time."""
_CURE = "mend it if it is misspelt; else it is known once it is sent"


def plan_documents(services: Services, desired: Sequence[Authored], *, prune: bool = False) -> Plan:
    """What publishing would do; with `prune`, live documents that are not desired are archived."""
    return plan(desired, _standing(services), services.kinds, prune=prune)


def further_faults(services: Services, document: Document) -> list[Fault]:
    """What is wrong with a document beside all others, or seems to be, whatever else is wrong with it.

    For kinds whose checks beside others ask nothing of what can't be read, as journeys do.
    """
    versions: dict[Key, list[Document]] = {}
    for each in _standing(services):
        versions.setdefault(each.key, []).append(each)
    others = [live for key, known in versions.items() if key != document.key and (live := head(known))]
    found = services.kinds.company_faults([document], [*others, document])
    return [fault for key, fault in found if key == document.key]


def settled(services: Services, planned: Plan) -> Plan:
    """The plan without the warnings of names that people have sent, though no schema has them."""
    left = [
        msgspec.structs.replace(placed, fault=fault)
        for placed, fault in zip(
            planned.warnings, doubted(services, [placed.fault for placed in planned.warnings]), strict=True
        )
        if fault is not None
    ]
    return msgspec.structs.replace(planned, warnings=tuple(left))


def doubted(services: Services, faults: Sequence[Fault]) -> list[Fault | None]:
    """Each of these faults, with what may be meant by a name that nobody knows; None for one that somebody sent."""
    if not any(fault.code in _NAMED_BY_THE_SENDER for fault in faults):
        return list(faults)
    palette = services.overview.palette()
    return [_settle(fault, palette) if fault.code in _NAMED_BY_THE_SENDER else fault for fault in faults]


def _settle(fault: Fault, palette: PaletteView) -> Fault | None:
    known = _names_like(fault, palette)
    if _has(fault.about, known):
        return None
    return msgspec.structs.replace(fault, hint=did_you_mean(fault.about, known) or _CURE)


def _standing(services: Services) -> list[Document]:
    return [standing(found.document, found.state) for found in services.documents.documents()]


def _names_like(fault: Fault, palette: PaletteView) -> Collection[str]:
    """What schemas name and what was seen, of the sort that is doubted."""
    match fault.code:
        case "unknown_event":
            return {event.type for event in palette.events}
        case "unknown_property":
            return {each.name for event in palette.events if event.type == fault.of for each in event.properties}
        case _:
            return {each.name for each in palette.attributes}


def _has(name: str, known: Collection[str]) -> bool:
    """Whether a dotted name is known, or holds what is, or is held: the inside of an array is not looked at."""
    return any(name == each or each.startswith(f"{name}.") or name.startswith(f"{each}.") for each in known)
