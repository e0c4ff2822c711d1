"""The same places as in the conformance suite."""

from tests.conformance.stores.conftest import place

__all__ = ["place"]
