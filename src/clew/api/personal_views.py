"""What an erasure comes to."""

from collections.abc import Mapping

from clew.api.views import Moment, View


class ErasureView(View):
    """An erasure: the person is hidden at once, and gone from every place within minutes.

    Attributes:
        id: Its id, which tells nobody who it was.
        asked_at: Since when nobody sees them.
        done_at: When no place held a byte of them any more; null while that is being seen to.
        removed: Place to the number of things that went; what erasures were carried out together counts for each.
    """

    id: str
    asked_at: Moment
    done_at: Moment | None
    removed: Mapping[str, int]
