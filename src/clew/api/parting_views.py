"""What merging and parting by hand came to."""

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
