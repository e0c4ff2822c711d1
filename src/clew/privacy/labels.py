"""Usage labels: what kind of data a field holds, by the codes that customer data platforms share.

They say what data is, and travel with the field; what is done about it, people decide.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Label(NamedTuple):
    """A label in words.

    Attributes:
        name: In two or three words.
        meaning: In a sentence.
    """

    name: str
    meaning: str


LABELS: Mapping[str, Label] = MappingProxyType(
    {
        "I1": Label("Identifies a person", "Names or reaches one certain person by itself, such as an email address."),
        "I2": Label("Identifies together", "Names a person once it is put together with other data."),
        "PSPD": Label("Sensitive", "May be sensitive personal data, such as gender, belief or origin."),
        "RHD": Label("Health", "Tells of somebody's health."),
        "S1": Label("Exact place", "Tells exactly where somebody is or was, such as by latitude and longitude."),
        "S2": Label("Rough place", "Tells roughly where somebody is or was, such as a district."),
        "C1": Label(
            "Leaves as sums only", "By contract it may leave only summed up, without single people or devices."
        ),
        "C2": Label("Not to others", "By contract it may not be given to third parties."),
        "C3": Label("Not beside names", "By contract it may not be joined with data that names a person."),
        "C4": Label("No targeting", "By contract neither content nor advertisements may be aimed with it."),
        "C5": Label("No ads elsewhere", "By contract advertisements on other sites may not be aimed with it."),
        "C6": Label("No ads here", "By contract advertisements on our own pages may not be aimed with it."),
        "C7": Label("No content here", "By contract what our own pages show may not be chosen with it."),
        "C8": Label("No measuring", "By contract it may not be used to measure pages and apps."),
        "C9": Label("No models", "By contract it may not be used to train models or to explore data."),
        "C10": Label("No stitched identity", "By contract it may not serve to address people whom we joined by it."),
        "C11": Label("No matching", "By contract it may not be matched with the segments of partners."),
        "C12": Label("Never leaves", "By contract it may not leave in any way."),
    }
)
"""Every label that has a meaning here; others are kept as they are."""
