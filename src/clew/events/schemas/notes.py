"""What descriptors say of fields, looked up by path."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from clew.events.schemas.model import Descriptor, FieldIdentity
from clew.events.schemas.names import wire_path


class Notes(NamedTuple):
    """Labels and identities by wire path, without marks for lists and maps.

    Attributes:
        labels: Usage labels put on a field and on all that it holds.
        unlabelled: Fields that are exempt from the labels of what holds them.
        identities: Fields that name the person.
    """

    labels: Mapping[str, tuple[str, ...]]
    unlabelled: frozenset[str]
    identities: Mapping[str, FieldIdentity]


def read_notes(descriptors: Iterable[Descriptor]) -> Notes:
    """What these descriptors say."""
    labels: dict[str, tuple[str, ...]] = {}
    identities: dict[str, FieldIdentity] = {}
    unlabelled: set[str] = set()
    for said in descriptors:
        for pointer in said.pointers:
            path = plain_path(pointer)
            if said.type == "descriptorLabel":
                labels[path] = (*labels.get(path, ()), *said.data.get("xdm:labels", ()))
            elif said.type == "descriptorIdentity":
                primary = bool(said.data.get("xdm:isPrimary", False))
                identities[path] = FieldIdentity(str(said.data.get("xdm:namespace", "")), primary)
        if said.type == "descriptorLabel":
            unlabelled.update(plain_path(pointer) for pointer in said.excluded)
    return Notes(labels, frozenset(unlabelled), identities)


def plain_path(pointer: str) -> str:
    """A descriptor's pointer, in either spelling, as wire names joined by `/`."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.strip("/").split("/")]
    return "/".join(name for step in steps for name in wire_path(step))
