"""What merging and parting by hand came to, and would come to."""

from typing import Literal

from clew.api.views import AliasView, IdentityView, View


class SideView(View):
    """Who was merged by hand, or one side of a parting.

    Attributes:
        profile: The profile that answers for it.
        profiles: What it is made of, the answering one first.
        identities: The names that lead to it, oldest link first.
    """

    profile: str
    profiles: tuple[AliasView, ...]
    identities: tuple[IdentityView, ...]


class PartingView(View):
    """What a parting came to.

    Attributes:
        changed: Whether anything was ordered; not if the two were parted before.
        applied: Whether the engine has done it; if not, it will shortly.
        one: The side of the first name.
        other: The side of the second.
    """

    changed: bool
    applied: bool
    one: SideView
    other: SideView


class JoiningView(View):
    """What a merge by hand came to.

    Attributes:
        changed: Whether anything was ordered; not if the two were one before.
        applied: Whether the engine has done it; if not, it will shortly.
        person: Who both are now.
    """

    changed: bool
    applied: bool
    person: SideView


class ForeseenView(SideView):
    """One of two as a parting would leave it; names that gave way to a limit meanwhile may come back besides.

    Attributes:
        profile: The profile that would answer for it; empty for one that begins with its first record.
        profiles: What it would be made of, the answering one first.
        identities: The names that would lead to it, oldest link first.
        records: How many records it would have.
        segments: The live segments that it would be in, by id.
    """

    records: int
    segments: tuple[str, ...]


class ForeseenPartingView(View):
    """What a parting would come to, if nothing happened until then.

    Attributes:
        outcome: `parted` where a merge would be undone; `detached` where both names lead to one profile from the
            beginning: the weaker one would lead to a new profile, and its past would stay; `apart` where they are two.
        one: Who would keep the id of the person that both are; the side of the first name where they are `apart`.
        other: Who would be somebody else.
    """

    outcome: Literal["parted", "detached", "apart"]
    one: ForeseenView
    other: ForeseenView
