"""Parts that questions share: events by a condition, a period, a breakdown; the same in JSON, YAML and Python."""

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

Cxl: TypeAlias = Annotated[str, Meta(max_length=20_000)]
"""An expression; empty for none."""

Name: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200)]
Span: TypeAlias = Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,5}(ms|s|m|h|d|w)$", examples=["30m", "24h", "14d"])]
Unit: TypeAlias = Literal["hour", "day", "week", "month"]
Scalar: TypeAlias = str | int | float | bool | None
"""What groups are called by; None for those who have no such value."""


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Events of a type that meet a condition.

    Attributes:
        event: Their type, such as `Order Completed`; `page` and `screen` for those.
        where: A condition on their properties in CXL, such as `total > 50`; empty for all of them.
        name: What to call them; empty for the type.
    """

    event: Name
    where: Cxl = ""
    name: Annotated[str, Meta(max_length=200)] = ""

    @property
    def label(self) -> str:
        """What they are called."""
        return self.name or self.event


class Exclusion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Events that must not lie between two steps of a funnel.

    Attributes:
        event: Their type.
        where: A condition on their properties in CXL.
        after: The step that they must not follow, counted from 1.
        before: The step that they must not come before; 0 for the last.
    """

    event: Name
    where: Cxl = ""
    after: Annotated[int, Meta(ge=1, le=20)] = 1
    before: Annotated[int, Meta(ge=0, le=20)] = 0


class Period(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When: either the last so many local days, weeks or months, or from one instant up to another.

    Attributes:
        last: Such as `30d`, `12w` or `6m`: so many local days, weeks or months, the present one included.
        since: Where it begins, in ISO 8601.
        until: Where it ends, not included; now if left out.
    """

    last: Annotated[str, Meta(pattern=r"^([1-9][0-9]{0,3}[dwm])?$")] = ""
    since: str = ""
    until: str = ""


class By(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to break an answer down by; one of the two.

    Attributes:
        property: A property of the event in CXL, such as `plan` or `context.campaign.source`.
        value: A value or condition of the person in CXL, such as `profile.country` or `in segment "vip"`; as of the end
            of the period.
        groups: How many of the largest groups to show; the rest are taken together.
    """

    property: Cxl = ""
    value: Cxl = ""
    groups: Annotated[int, Meta(ge=1, le=50)] = 5


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every question has.

    Attributes:
        period: When.
        among: Only people that a condition holds of at the end of the period, in CXL.
    """

    period: Period = Period(last="30d")
    among: Cxl = ""


class Group(msgspec.Struct, frozen=True):
    """Which group a part of an answer is about.

    Attributes:
        value: The value that they have in common; None for those who have none.
        rest: Whether it is all groups that are not shown by themselves.
    """

    value: Scalar
    rest: bool = False
