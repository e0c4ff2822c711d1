"""Sealed tokens for links; apart from the rest of the domain, because only those who serve or write links need them."""

from clew.privacy.tokens.box import TokenBox

__all__ = ["TokenBox"]
