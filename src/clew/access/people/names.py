"""Names of accounts: as they are written, and as they are compared."""

import re
import unicodedata

from clew.access.errors import UnfitName

_NAME = re.compile(r"[^\s\x00-\x1f\x7f]{1,200}")


def fold_name(name: str) -> str:
    """A name as it is compared.

    Raises:
        UnfitName: if it can't be one.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    if not _NAME.fullmatch(folded):
        raise UnfitName(
            "an account is named by an email address or a name without blanks, of at most 200 characters",
            hint="such as ada@example.com",
        )
    return folded
